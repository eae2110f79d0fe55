"""Decimal numbers, exactly as they were written, and how they are written in a file."""

import re
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import cached_property
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


@dataclass(frozen=True)
class NumberFormat:
    """How the numbers of a file are written where they are text.

    Attributes:
        decimal: the separator before the decimals, a point or a comma.
        thousands: the separator of groups of three digits; empty where there is none.
    """

    decimal: str = "."
    thousands: str = ""

    def plain(self, value: object) -> object:
        """`value` with a decimal point and without groups, or `Refused`; no text stays as it is."""
        if not isinstance(value, str) or self._is_plain:
            return value
        text = value.strip().replace("\u00a0", " ").replace("\u202f", " ")
        if self._pattern.fullmatch(text) is None:
            grouped = f", with {self.thousands!r} between thousands" if self.thousands else ""
            return Refused(
                "not a number",
                f"a number with {self.decimal!r} before its decimals{grouped} expected",
            )
        ungrouped = text.replace(self.thousands, "") if self.thousands else text
        return ungrouped.replace(self.decimal, ".")

    @property
    def _is_plain(self) -> bool:
        return self.decimal == "." and not self.thousands

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        decimal, thousands = re.escape(self.decimal), re.escape(self.thousands)
        whole = rf"\d{{1,3}}({thousands}\d{{3}})+|\d+" if self.thousands else r"\d+"
        return re.compile(rf"[+-]?({whole})({decimal}\d*)?", re.ASCII)
