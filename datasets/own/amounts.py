"""Numbers exactly as they were written, and amounts of them in minor units.

12.5 EUR are 1250, 12.5 JPY are a fault. What binary fractions leave behind is taken away:
85.64999999999999 is 85.65, as pandas and spreadsheets write it. A true third decimal is never that
close to a whole number of cents.
"""

import re
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import cached_property
from math import ulp
from typing import Final, Literal

from datasets.own.faults import Adjusted, LeftOut, Refused
from events.shared.money.minor_units import minor_unit_digits
from events.shared.wire_types import MAX_AMOUNT_MINOR

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


NegativeAmounts = Literal["refuse", "left_out"]
Amount = int | Adjusted | LeftOut | Refused

_LARGEST_NOISE_MINOR: Final = Decimal("1e-9")
_NOISE_ULPS: Final = 4
"""Roundings of a double: above some 100,000 they are more than the noise in minor units."""

_NEGATIVE: Final = Refused(
    "negative", "0 or more expected (--negative-amounts left-out leaves such rows out)"
)
_LEFT_OUT: Final = LeftOut("a negative amount")
_TOO_LARGE: Final = Refused("out of range", f"at most {MAX_AMOUNT_MINOR} minor units expected")
_NOISE: Final = (
    "{count} values with the noise of binary fractions, such as 85.64999999999999, are"
    " taken as the amount next to them."
)


def from_major_units(value: object, currency: str, negative: NegativeAmounts = "refuse") -> Amount:
    """An amount in the currency's own unit, such as euros."""
    digits = minor_unit_digits(currency)
    expectation = f"at most {digits} decimal places expected, as {currency} has"
    too_fine = Refused("finer than the minor unit", expectation)
    return _minor_units(value, digits, too_fine, negative)


def from_minor_units(value: object, negative: NegativeAmounts = "refuse") -> Amount:
    """An amount that is in minor units already, such as cents."""
    too_fine = Refused("not whole", "a whole number of minor units expected")
    return _minor_units(value, 0, too_fine, negative)


def _minor_units(
    value: object, digits: int, too_fine: Refused, negative: NegativeAmounts
) -> Amount:
    number = exact_number(value)
    if isinstance(number, Refused):
        return number
    if abs(number) > MAX_AMOUNT_MINOR:
        return _TOO_LARGE if number > 0 else _below_zero(negative)
    minor = number.scaleb(digits, EXACT)
    if abs(minor) > MAX_AMOUNT_MINOR:
        return _TOO_LARGE if minor > 0 else _below_zero(negative)
    whole = int(minor.to_integral_value(context=EXACT))
    noise = abs(EXACT.subtract(minor, Decimal(whole)))
    if minor < 0 and (whole < 0 or noise > _largest_noise(whole)):
        return _below_zero(negative)
    if noise == 0:
        return whole
    return Adjusted(whole, _NOISE) if noise <= _largest_noise(whole) else too_fine


def _below_zero(negative: NegativeAmounts) -> LeftOut | Refused:
    return _LEFT_OUT if negative == "left_out" else _NEGATIVE


def _largest_noise(minor: int) -> Decimal:
    return max(_LARGEST_NOISE_MINOR, _NOISE_ULPS * Decimal(ulp(float(minor))))
