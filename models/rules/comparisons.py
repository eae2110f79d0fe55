"""Which values can be compared with which, and looked for among which."""

from collections.abc import Sequence
from typing import Final

from models.rules.functions import wider
from models.rules.tree import Literal
from models.rules.value_types import ValueType

_EQUALITY: Final = frozenset(("==", "!="))


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
