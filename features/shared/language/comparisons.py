"""Which values can be compared with which, and looked for among which."""

from collections.abc import Sequence
from typing import Final

from features.shared.language.functions import wider
from features.shared.language.possible_values import Codes, Range
from features.shared.language.tree import Literal, LiteralValue, Name, Negation, Node
from features.shared.language.value_types import ValueType

_EQUALITY: Final = frozenset(("==", "!="))
_FLIPPED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


def comparison_fault(symbol: str, kinds: Sequence[ValueType], found: str) -> str | None:
    """Say why two values cannot be compared, or None.

    Args:
        symbol: the operator.
        kinds: types of the two values.
        found: the two values in words.
    """
    numbers = wider(kinds) is not None
    if not numbers and kinds[0] is not kinds[1]:
        return f"'{symbol}' compares values of one type, found {found}"
    if not numbers and symbol not in _EQUALITY:
        return f"'{symbol}' compares numbers, found {found}"
    return None


def membership_fault(items: Sequence[Literal], kind: ValueType, found: str) -> str | None:
    """Say why a value of type `kind`, `found` in words, cannot be among the items, or None."""
    for item in items:
        if item.kind is not kind and wider((item.kind, kind)) is None:
            return (
                f"'in' looks for {found} among values of its type,"
                f" found {item.kind.value} {item.value!r}"
            )
    return None


def impossible_comparison(symbol: str, left: Node, right: Node) -> str | None:
    """Say why a name never compares so with a constant, whichever stands first; else None."""
    match left, right:
        case Name(), Literal() | Negation():
            return _impossible(left, symbol, _constant(right))
        case Literal() | Negation(), Name():
            return _impossible(right, _FLIPPED[symbol], _constant(left))
    return None


def impossible_members(operand: Node, values: Sequence[LiteralValue]) -> tuple[str, ...]:
    """Say why a name is never one of the values, of each such value."""
    if not isinstance(operand, Name):
        return ()
    faults = (_impossible(operand, "==", value) for value in values)
    return tuple(fault for fault in faults if fault is not None)


def impossible_prefix(operand: Node, prefix: Node) -> str | None:
    """Say why no value of a name begins with a constant, or None."""
    match operand, prefix:
        case Name(possible=Codes() as codes), Literal(value=str(text)):
            return codes.prefix_fault(text)
    return None


def _impossible(name: Name, symbol: str, value: LiteralValue | None) -> str | None:
    match name.possible, value:
        case Codes() as codes, str(text):
            return codes.fault(text)
        case Range() as possible, int(number) | float(number):
            return possible.fault(name.id, symbol, number)
    return None


def _constant(node: Node) -> LiteralValue | None:
    """The value of a literal, with a minus before it or without; else None."""
    match node:
        case Literal(value=value):
            return value
        case Negation(operand=Literal(value=int(number) | float(number))):
            return -number
    return None
