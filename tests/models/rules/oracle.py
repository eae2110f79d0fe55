"""Random well-typed conditions, each as text and as plain closures that say what it must give."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hypothesis import strategies as st

from features.shared.language.value_types import ValueType
from tests.models.rules.conditions import KINDS

Env = Mapping[str, object]


@dataclass(frozen=True)
class Piece:
    """A piece of an expression and its value, None where it is missing."""

    text: str
    value: Callable[[Env], object]


ARITHMETIC = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
}
COMPARISONS = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
NUMBERS = ("1", "2", "3", "7", "0.5", "2.5", "100000", "1000000000000000000", "1e17")
TEXTS = ("'EUR'", "'E'", "''", "'Åland'", "'a\"b'")


def lifted(function: Callable[..., object], pieces: list[Piece]) -> Callable[[Env], object]:
    """Missing where an argument is missing or Python cannot give a finite number."""

    def value(env: Env) -> object:
        found = [piece.value(env) for piece in pieces]
        if any(item is None for item in found):
            return None
        try:
            result = function(*found)
        except (ArithmeticError, ValueError):
            return None
        infinite = isinstance(result, float) and result - result != 0
        return None if infinite and function in ARITHMETIC.values() else result

    return value


def surely(value: Callable[[Env], object]) -> Callable[[Env], bool]:
    """Give a condition where a missing value counts as false."""
    return lambda env: value(env) is True


def name(kind: ValueType) -> st.SearchStrategy[Piece]:
    """Any name of the type."""
    named = [known for known, its_kind in KINDS.items() if its_kind is kind]
    return st.sampled_from([Piece(known, operator.itemgetter(known)) for known in named])


def constant(texts: tuple[str, ...]) -> st.SearchStrategy[Piece]:
    """Any of the constants."""
    known: dict[str, object] = {text: eval(text) for text in texts}  # noqa: S307
    return st.sampled_from([Piece(text, lambda _, v=value: v) for text, value in known.items()])  # type: ignore[misc]


@st.composite
def operation(draw: st.DrawFn, depth: int) -> Piece:
    """Two numbers and an operator."""
    left, right = draw(number(depth - 1)), draw(number(depth - 1))
    symbol = draw(st.sampled_from(tuple(ARITHMETIC)))
    return Piece(f"({left.text} {symbol} {right.text})", lifted(ARITHMETIC[symbol], [left, right]))


@st.composite
def numeric_call(draw: st.DrawFn, depth: int) -> Piece:
    """A function of numbers, or a number negated."""
    maybe, other = draw(arithmetic(depth - 1)), draw(number(depth - 1))
    choices: tuple[Callable[..., object], ...] = (abs, round, min, max, operator.neg)
    called = draw(st.sampled_from(choices))
    if called is operator.neg:
        return Piece(f"(-{maybe.text})", lifted(called, [maybe]))
    pieces = [maybe] if called in (abs, round) else [other, maybe, other]
    arguments = ", ".join(piece.text for piece in pieces)
    return Piece(f"{called.__name__}({arguments})", lifted(called, pieces))


def arithmetic(depth: int) -> st.SearchStrategy[Piece]:
    """A number that can be missing."""
    leaf = st.one_of(name(ValueType.INT), name(ValueType.FLOAT))
    if depth == 0:
        return leaf
    below = (arithmetic(depth - 1), number(depth - 1))
    return st.one_of(leaf, operation(depth), numeric_call(depth), st.builds(coalesced, *below))


def coalesced(maybe: Piece, default: Piece) -> Piece:
    """Make `coalesce(maybe, default)`."""

    def value(env: Env) -> object:
        found = maybe.value(env)
        return default.value(env) if found is None else found

    return Piece(f"coalesce({maybe.text}, {default.text})", value)


def number(depth: int) -> st.SearchStrategy[Piece]:
    """A number, perhaps constant."""
    return st.one_of(arithmetic(depth), constant(NUMBERS))


_WHOLE = st.one_of(st.integers(-3, 3), st.integers(), st.sampled_from((10**400, -(10**400))))
_VALUES: dict[ValueType, st.SearchStrategy[object]] = {
    ValueType.INT: _WHOLE,
    ValueType.FLOAT: st.one_of(st.floats(-3, 3), st.floats(), _WHOLE),
    ValueType.BOOL: st.booleans(),
    ValueType.TEXT: st.sampled_from(("EUR", "E", "", "Åland", "pos")),
}


def values() -> st.SearchStrategy[dict[str, object]]:
    """Values of every name, each perhaps missing."""
    return st.fixed_dictionaries(
        {known: st.one_of(st.none(), _VALUES[kind]) for known, kind in KINDS.items()}
    )
