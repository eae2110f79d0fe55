"""What a decoded record's own fields must be that JSON has no type for: decimals and codes."""

from collections.abc import Callable
from typing import Final

from msgspec import Struct
from msgspec.structs import force_setattr

from events.shared.field_faults import unknown_code
from events.shared.iso_codes import COUNTRIES
from events.shared.own_fields import OwnField, decimal_text, decimal_units
from events.shared.rejected import Fault
from events.shared.shown_values import shown_value

_LONGEST_NUMBER_SHOWN: Final = 40

Check = Callable[[Struct], Fault | None]
"""What is wrong with a record that was just decoded, if anything; it may change the record."""


def own_checks(fields: tuple[OwnField, ...], *, shows_values: bool = True) -> tuple[Check, ...]:
    """The checks of `fields`; that of a decimal puts an integer of its last digit in its place.

    Args:
        fields: of a record.
        shows_values: whether a fault shows the value of a field that is not personal.
    """
    makers = {"decimal": _decimal_check, "country": _country_check}
    return tuple(
        makers[one.type](one, shows=shows_values and not one.personal)
        for one in fields
        if one.type in makers
    )


def _country_check(field: OwnField, *, shows: bool) -> Check:
    name = field.name

    def check(record: Struct) -> Fault | None:
        code = getattr(record, name)
        if code is None or code in COUNTRIES:
            return None
        return unknown_code("unknown_country", name, code if shows else None, "ISO 3166-1")

    return check


def _decimal_check(field: OwnField, *, shows: bool) -> Check:
    name, digits = field.name, field.digits
    least, most = field.limits()
    expected = f"a decimal with at most {digits} digits after the point expected"
    limits = f"{decimal_text(least, digits)} to {decimal_text(most, digits)} expected"

    def check(record: Struct) -> Fault | None:
        value = getattr(record, name)
        if value is None:
            return None
        units = decimal_units(value, digits)
        if units is not None and least <= units <= most:
            # Nobody else has seen the record yet.
            force_setattr(record, name, units)
            return None
        seen = shown_value(value, _LONGEST_NUMBER_SHOWN)
        got = f", got the value {seen}" if shows else ""
        if units is None:
            return Fault("wrong_type", name, f"{name}: {expected}{got}")
        return Fault("out_of_range", name, f"{name}: {limits}{got}")

    return check
