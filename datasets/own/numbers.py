"""Decimal numbers, exactly as they were written."""

import re
from decimal import Context, Decimal
from typing import Final

from datasets.own.faults import Refused

_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII)
_NOT_FINITE: Final = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)
_LONGEST: Final = 60
EXACT: Final = Context(prec=2 * _LONGEST)
"""Holds every digit of a number that is taken, so that shifting its point rounds nothing."""

_NO_NUMBER: Final = Refused("not a number", "a number with a decimal point expected")
_NO_FINITE_NUMBER: Final = Refused("not finite", "a finite number expected")


def exact_number(value: object) -> Decimal | Refused:
    """`value` as a decimal; of a float the shortest decimal that is this float."""
    text = value.strip() if isinstance(value, str) else _text(value)
    if text is None or len(text) > _LONGEST:
        return _NO_NUMBER
    if _NUMBER.fullmatch(text) is not None:
        return Decimal(text)
    return _NO_NUMBER if _NOT_FINITE.fullmatch(text) is None else _NO_FINITE_NUMBER


def _text(value: object) -> str | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float | Decimal):
        return str(value)
    return None
