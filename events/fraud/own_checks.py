"""What a decoded payment's own fields must be that JSON has no type for: decimals and codes."""

from collections.abc import Callable
from typing import Final

from msgspec.structs import force_setattr

from events.fraud.payment import Payment
from events.shared.iso_codes import COUNTRIES
from events.shared.own_fields import OwnField, decimal_text, decimal_units
from events.shared.rejected import Cause, Fault
from events.shared.shown_values import shown_value

_LONGEST_CODE_SHOWN: Final = 18
_LONGEST_NUMBER_SHOWN: Final = 40

Check = Callable[[Payment], Fault | None]


def own_checks(fields: tuple[OwnField, ...]) -> tuple[Check, ...]:
    """The checks of `fields`; that of a decimal puts an integer of its last digit in its place."""
    makers = {"decimal": _decimal_check, "country": _country_check}
    return tuple(makers[one.type](one) for one in fields if one.type in makers)


def unknown_code(cause: Cause, field: str, value: str | None, standard: str) -> Fault:
    """The fault of a text that is no code; `value` is None where it must not be shown."""
    what = "the text" if value is None else shown_value(value, _LONGEST_CODE_SHOWN)
    return Fault(cause, field, f"{field}: {what} is not a current {standard} code")


def _country_check(field: OwnField) -> Check:
    name, personal = field.name, field.personal

    def check(payment: Payment) -> Fault | None:
        code = getattr(payment, name)
        if code is None or code in COUNTRIES:
            return None
        return unknown_code("unknown_country", name, None if personal else code, "ISO 3166-1")

    return check


def _decimal_check(field: OwnField) -> Check:
    name, digits = field.name, field.digits
    least, most = field.limits()
    expected = f"a decimal with at most {digits} digits after the point expected"
    limits = f"{decimal_text(least, digits)} to {decimal_text(most, digits)} expected"

    def check(payment: Payment) -> Fault | None:
        value = getattr(payment, name)
        if value is None:
            return None
        units = decimal_units(value, digits)
        if units is not None and least <= units <= most:
            # Nobody else has seen the payment yet.
            force_setattr(payment, name, units)
            return None
        seen = shown_value(value, _LONGEST_NUMBER_SHOWN)
        got = "" if field.personal else f", got the value {seen}"
        if units is None:
            return Fault("wrong_type", name, f"{name}: {expected}{got}")
        return Fault("out_of_range", name, f"{name}: {limits}{got}")

    return check
