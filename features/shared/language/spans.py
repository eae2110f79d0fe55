"""What a checked expression can give: from which number to which, and whether it can be missing.

::

    event_time_ms // 3600000 % 24     0 to 23, never missing
    card_sum / card_count             0 or more; missing only if a name of it can be, or the
                                      divisor can be 0, or a number without limit is in it

A limit that no fraction can be, as of twenty factors, counts as none.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import product
from math import inf, isfinite
from typing import Final

from features.shared.language.arithmetic import OPERATIONS
from features.shared.language.possible_values import Range
from features.shared.language.tree import Arithmetic, Call, Literal, Name, Negation, Node
from features.shared.language.value_types import ValueType
from features.shared.language.whole_numbers import WHOLE

_DIVISIONS: Final = frozenset(("/", "//", "%"))

OfName = Callable[[Name], Range]


@dataclass(frozen=True, slots=True)
class Span:
    """What an expression can give.

    Attributes:
        possible: its numbers; without limits where it gives none.
        missing: whether it can be missing.
    """

    possible: Range
    missing: bool


_ANY: Final = Range()
_LARGEST: Final = 1e300
"""The largest end of a range: a whole number beyond it may be no fraction any more."""
_CERTAIN: Final = Span(_ANY, missing=False)


def _said(name: Name) -> Range:
    """The numbers that a name can be as the schema says, which a file may only claim."""
    return name.possible if isinstance(name.possible, Range) else _ANY


def _whole_and_said(name: Name) -> Range:
    said, limits = _said(name), _whole(name)
    return Range(max(said.least, limits.least), min(said.most, limits.most))


def _whole(name: Name) -> Range:
    """The numbers that a name can be, whatever anybody says of it."""
    return WHOLE if name.kind is ValueType.INT else _ANY


def stays_whole(node: Node, *, for_certain: bool) -> bool:
    """Whether a whole number that the expression gives never leaves 64 bits.

    Args:
        node: the expression, which reads whole numbers within 64 bits.
        for_certain: whatever limits a file states of what is read.
    """
    possible = span_of(node, _whole if for_certain else _whole_and_said).possible
    return WHOLE.least <= possible.least and possible.most <= WHOLE.most


def may_be_whole(node: Node) -> bool:
    """Whether a whole number that the expression gives is ever within 64 bits."""
    possible = span_of(node).possible
    return WHOLE.least <= possible.most and possible.least <= WHOLE.most


def span_of(node: Node, of_name: OfName = _said) -> Span:
    """What the expression can give for values that are as the schema says.

    Args:
        node: the expression.
        of_name: the numbers that a name can be.
    """
    match node:
        case Literal(value=int() | float() as value, kind=kind) if kind.numeric:
            return Span(Range(value, value), missing=False)
        case Name(nullable=nullable):
            return Span(of_name(node), missing=nullable)
        case Negation(operand=operand):
            of = span_of(operand, of_name)
            return Span(Range(-of.possible.most, -of.possible.least), missing=of.missing)
        case Arithmetic():
            return _of_arithmetic(node, of_name)
        case Call():
            return _of_call(node, of_name)
    return _CERTAIN


def _of_arithmetic(node: Arithmetic, of_name: OfName) -> Span:
    left, right = span_of(node.left, of_name), span_of(node.right, of_name)
    divides = node.operator in _DIVISIONS
    by_zero = divides and right.possible.least <= 0 <= right.possible.most
    whole = node.kind is ValueType.INT
    if by_zero:
        possible = _ANY
    elif node.operator == "%":
        possible = _remainders(right.possible, whole=whole)
    else:
        forms = _ends if whole else _forms
        operands = product(forms(left.possible), forms(right.possible))
        possible = _combined(node.operator, operands)
    ends = (*_ends(left.possible), *_ends(right.possible), *_ends(possible))
    sound = (whole and not by_zero) or all(map(isfinite, ends))
    return Span(possible, missing=left.missing or right.missing or not sound)


def _remainders(divisor: Range, *, whole: bool) -> Range:
    """What a divisor that is never 0 can leave: Python's remainder has its sign."""
    if whole:
        least, most = divisor.least + 1, divisor.most - 1
    else:
        least, most = min(_forms(divisor)), max(_forms(divisor))
    return Range(0, most) if divisor.least > 0 else Range(least, 0)


def _combined(operator: str, operands: Iterable[tuple[float, float]]) -> Range:
    """The range of an operation that is monotone in each operand: it is at its ends."""
    found = [_at(operator, one, other) for one, other in operands]
    ends = [end for end in found if end is not None]
    return Range(min(ends), max(ends)) if len(ends) == len(found) else _ANY


def _at(operator: str, left: float, right: float) -> float | None:
    """The operation at two ends, where an end without limit may be one of them."""
    if isfinite(left) and isfinite(right):
        found = OPERATIONS[operator](left, right)
        return None if found is None else _end(found)
    match operator:
        case "*":
            return 0 if 0 in {left, right} else left * right
        case "/" | "//" if isfinite(right):
            return left / right
        case "/" | "//" if isfinite(left):
            return 0
        case "+" | "-":
            end = left + (right if operator == "+" else -right)
            return end if end == end else None  # noqa: PLR0124 - NaN alone differs from itself
    return None


def _of_call(node: Call, of_name: OfName) -> Span:
    of = [span_of(argument, of_name) for argument in node.arguments]
    missing = any(span.missing for span in of)
    least = [span.possible.least for span in of]
    most = [span.possible.most for span in of]
    match node.function:
        case "min":
            return Span(Range(min(least), min(most)), missing)
        case "max":
            return Span(Range(max(least), max(most)), missing)
        case "abs":
            ends = sorted((abs(least[0]), abs(most[0])))
            return Span(Range(0 if least[0] <= 0 <= most[0] else ends[0], ends[1]), missing)
        case "round":
            ends = [end if not isfinite(end) else round(end) for end in _ends(of[0].possible)]
            return Span(Range(*ends), missing)
        case "coalesce":
            return Span(Range(min(least), max(most)), of[0].missing and of[1].missing)
    return _CERTAIN


def _end(number: float) -> float:
    """The number as an end of a range: without limit where it is too large for a fraction."""
    return number if abs(number) <= _LARGEST else inf if number > 0 else -inf


def _ends(of: Range) -> tuple[float, float]:
    return of.least, of.most


def _forms(of: Range) -> tuple[float, ...]:
    """The ends as fractions and as whole numbers, where they are some.

    Among fractions a number is now one and now the other, as in `max(count, mean)`, and beyond
    2**53 the two add up to different sums.
    """
    return tuple(
        form
        for end in _ends(of)
        for form in ((float(end), int(end)) if isfinite(end) and end == int(end) else (end,))
    )
