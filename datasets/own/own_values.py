"""How the values of a team's own fields are read, by what its definition file says of them."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from datasets.own import codes
from datasets.own.amounts import EXACT, NumberFormat, exact_number
from datasets.own.faults import Refused
from datasets.own.identifiers import stands_for_no_value
from events.shared.identifiers import text_pattern
from events.shared.own_fields import OwnField, decimal_text

Read = Callable[[object], object]

_MISSING: Final = Refused("missing", "a value expected")
_WHOLE_EXPECTED: Final = {
    "integer": "a whole number expected",
    "time": "a whole number of milliseconds since 1970 expected",
}
_MOST: Final = Decimal(10**18)
"""A number beyond it is out of the limits of every field."""


def own_reader(field: OwnField, numbers: NumberFormat) -> Read:
    """Reads a raw value to that of `field`, a decimal to units of its last digit, or `Refused`.

    What stands for no value is None, and refused where the field is required.

    Args:
        field: that the values are of.
        numbers: how numbers are written where they are text.
    """
    read = _reader(field, numbers)
    nothing = _MISSING if field.required else None

    def read_present(value: object) -> object:
        if value is None or (isinstance(value, str) and stands_for_no_value(value)):
            return nothing
        return read(value)

    return read_present


def _reader(field: OwnField, numbers: NumberFormat) -> Read:
    match field.type:
        case "text":
            return _text_reader(field.longest)
        case "country":
            return codes.country
        case "boolean":
            return codes.flag
        case "integer" | "decimal" | "time":
            return _whole_reader(field, numbers)


def _text_reader(longest: int) -> Read:
    pattern = re.compile(text_pattern(longest))
    refused = Refused(
        "bad text", f"text of 1 to {longest} characters without control characters expected"
    )

    def read(value: object) -> object:
        whole = isinstance(value, int) and not isinstance(value, bool)
        text = str(value) if whole else value
        if not isinstance(text, str):
            return refused
        stripped = text.strip()
        fits = 0 < len(stripped) <= longest and pattern.search(stripped) is not None
        return stripped if fits else refused

    return read


def _whole_reader(field: OwnField, numbers: NumberFormat) -> Read:
    """Reads a number in units of its last digit; a time is epoch milliseconds."""
    least, most = field.limits()
    whole = field.type in _WHOLE_EXPECTED
    digits = field.digits if field.type == "decimal" else 0
    shown = f"{decimal_text(least, digits)} to {decimal_text(most, digits)}"
    out_of_range = Refused("out of range", f"{shown} expected")
    too_fine = Refused("too many digits", f"at most {digits} digits after the point expected")
    not_whole = Refused("not whole", _WHOLE_EXPECTED.get(field.type, ""))

    def read(value: object) -> object:
        plain = numbers.plain(value)
        number = plain if isinstance(plain, Refused) else exact_number(plain)
        if isinstance(number, Refused):
            return number if number is plain or not whole else not_whole
        if abs(number) > _MOST:
            return out_of_range
        units = number.scaleb(digits, EXACT)
        if units != units.to_integral_value(context=EXACT):
            return not_whole if whole else too_fine
        return int(units) if least <= units <= most else out_of_range

    return read
