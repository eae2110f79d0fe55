"""Arithmetic that is total: where Python would raise or leave the finite numbers, it is missing."""

import operator
from collections.abc import Callable
from typing import Final

Number = int | float
Operation = Callable[[Number, Number], Number | None]


def _total(operation: Callable[[Number, Number], Number]) -> Operation:
    def apply(left: Number, right: Number) -> Number | None:
        try:
            result = operation(left, right)
        except (ZeroDivisionError, OverflowError):
            return None
        # Zero for every finite number, whole ones of any size included; NaN for inf and NaN.
        return result if result - result == 0 else None

    return apply


OPERATIONS: Final[dict[str, Operation]] = {
    "+": _total(operator.add),
    "-": _total(operator.sub),
    "*": _total(operator.mul),
    "/": _total(operator.truediv),
    "//": _total(operator.floordiv),
    "%": _total(operator.mod),
}
"""Operations on two numbers that give None instead of an error, an infinity or NaN."""


def rounded(number: Number) -> int | None:
    """Nearest whole number, halves to the even one; None for an infinity or NaN."""
    try:
        return round(number)
    except (OverflowError, ValueError):
        return None
