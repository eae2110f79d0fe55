"""Amounts in minor units, exactly: 12.5 EUR are 1250, 12.5 JPY are a fault.

What binary fractions leave behind is taken away: 85.64999999999999 is 85.65, as pandas and
spreadsheets write it. A true third decimal is never that close to a whole number of cents.
"""

from decimal import Decimal
from math import ulp
from typing import Final, Literal

from datasets.own.faults import Adjusted, LeftOut, Refused
from datasets.own.numbers import EXACT, exact_number
from events.fraud.payment import MAX_AMOUNT_MINOR
from events.shared.money.minor_units import minor_unit_digits

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
