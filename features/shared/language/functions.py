"""The functions that expressions may call: how many arguments, of which types, giving which."""

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from features.shared.language.value_types import ValueType

MAX_ARGUMENTS: Final = 8


@dataclass(frozen=True, slots=True)
class Function:
    """One function.

    Attributes:
        signature: how it is called, as messages show it.
        least: smallest number of arguments.
        most: largest number of arguments.
        result: type of the result for the arguments' types, None where they do not fit.
        for_missing: whether it has a use only where the first argument can be missing.
    """

    signature: str
    least: int
    most: int
    result: Callable[[Sequence[ValueType]], ValueType | None]
    for_missing: bool = False

    def arity_fault(self, call: ast.Call) -> str | None:
        """What is wrong with the arguments before their types are known, if anything is."""
        if call.keywords:
            return "arguments are given by position, not by name"
        if not self.least <= len(call.args) <= self.most:
            return f"{self.signature} expected, found {len(call.args)} arguments"
        return None


def wider(kinds: Sequence[ValueType]) -> ValueType | None:
    """Type of arithmetic over these: whole only where all are; None unless all are numbers."""
    if not all(kind.numeric for kind in kinds):
        return None
    return ValueType.FLOAT if ValueType.FLOAT in kinds else ValueType.INT


def _alike(kinds: Sequence[ValueType]) -> ValueType | None:
    return kinds[0] if len(set(kinds)) == 1 else wider(kinds)


def _rounded(kinds: Sequence[ValueType]) -> ValueType | None:
    return ValueType.INT if kinds[0].numeric else None


def _any(_: Sequence[ValueType]) -> ValueType | None:
    return ValueType.BOOL


def _texts(kinds: Sequence[ValueType]) -> ValueType | None:
    return ValueType.BOOL if set(kinds) == {ValueType.TEXT} else None


FUNCTIONS: Final[dict[str, Function]] = {
    "abs": Function("abs(number)", 1, 1, wider),
    "min": Function("min(number, number, ...)", 2, MAX_ARGUMENTS, wider),
    "max": Function("max(number, number, ...)", 2, MAX_ARGUMENTS, wider),
    "round": Function("round(number)", 1, 1, _rounded),
    "is_missing": Function("is_missing(value)", 1, 1, _any, for_missing=True),
    "coalesce": Function("coalesce(value, default of its type)", 2, 2, _alike, for_missing=True),
    "starts_with": Function("starts_with(text, prefix text)", 2, 2, _texts),
}
"""Every function, by name."""
