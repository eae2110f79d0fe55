"""Amounts in minor units, exactly: 12.5 EUR are 1250, 12.5 JPY are a fault."""

from typing import Final

from datasets.own.faults import Refused
from datasets.own.minor_units import minor_unit_digits
from datasets.own.numbers import EXACT, exact_number
from events.payment import MAX_AMOUNT_MINOR

_NEGATIVE: Final = Refused("negative", "0 or more expected")
_TOO_LARGE: Final = Refused("out of range", f"at most {MAX_AMOUNT_MINOR} minor units expected")


def from_major_units(value: object, currency: str) -> int | Refused:
    """An amount in the currency's own unit, such as euros."""
    digits = minor_unit_digits(currency)
    expectation = f"at most {digits} decimal places expected, as {currency} has"
    return _minor_units(value, digits, Refused("finer than the minor unit", expectation))


def from_minor_units(value: object) -> int | Refused:
    """An amount that is in minor units already, such as cents."""
    return _minor_units(value, 0, Refused("not whole", "a whole number of minor units expected"))


def _minor_units(value: object, digits: int, too_fine: Refused) -> int | Refused:
    number = exact_number(value)
    if isinstance(number, Refused):
        return number
    if number < 0:
        return _NEGATIVE
    if number > MAX_AMOUNT_MINOR:
        return _TOO_LARGE
    minor = number.scaleb(digits, EXACT)
    if minor > MAX_AMOUNT_MINOR:
        return _TOO_LARGE
    return int(minor) if minor == int(minor) else too_fine
