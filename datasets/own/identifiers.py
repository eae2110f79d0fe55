"""Identifiers as clean text: 17850, 17850.0 and "17850" are one card."""

import re
from decimal import Decimal
from typing import Final

from datasets.own.faults import Refused

_LARGEST_EXACT_FLOAT: Final = 2**53
_LONGEST: Final = 128
_WHOLE_WITH_POINT: Final = re.compile(r"(-?\d+)\.0+", re.ASCII)
_CONTROL_CHARACTER: Final = re.compile(r"[\x00-\x1f\x7f]")

_NO_IDENTIFIER: Final = Refused("not an identifier", "text or a whole number expected")
_INEXACT: Final = Refused("not exact", "a whole number below 2^53 expected of a float, or text")
_BAD_TEXT: Final = Refused(
    "bad text", f"1 to {_LONGEST} characters without control characters expected"
)


def identifier(value: object) -> str | Refused:
    """`value` as text, a whole number without its point."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return _NO_IDENTIFIER
    if isinstance(value, int):
        return _text(str(value))
    if value != value or value in (float("inf"), float("-inf")) or value != int(value):  # noqa: PLR0124 - NaN
        return _NO_IDENTIFIER
    if isinstance(value, float) and abs(value) >= _LARGEST_EXACT_FLOAT:
        return _INEXACT
    return _text(str(int(value)))


def _text(value: str) -> str | Refused:
    whole = _WHOLE_WITH_POINT.fullmatch(value)
    text = value if whole is None else whole[1]
    if not 1 <= len(text) <= _LONGEST or _CONTROL_CHARACTER.search(text) is not None:
        return _BAD_TEXT
    return text
