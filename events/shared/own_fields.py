"""A record's own attributes, as a team declares them: their types, limits and values.

A decimal is held as an integer of its last digit: 12.5 with two digits is 1250. In JSON it is a
number or a text. A JSON number is the IEEE double that every parser reads; it is taken where it
is the double of a decimal with so many digits, which is then the only one. In a text every digit
counts.
"""

import re
from dataclasses import dataclass
from math import floor
from typing import Final, Literal

FieldType = Literal["text", "integer", "decimal", "boolean", "country", "time"]
FieldValue = str | int | bool

MOST_UNITS: Final = 10**15
"""The largest integer, and the largest decimal in units of its last digit: a double tells all of
them apart."""

MOST_DIGITS: Final = 9
"""The most digits after the point of a decimal."""

LONGEST_TEXT: Final = 1_000
"""The most characters of a text, which has to fit in a record with all else."""

EARLIEST_TIME_MS: Final = -62_135_596_800_000
"""0001-01-01T00:00Z, where a time names no limit."""

LATEST_TIME_MS: Final = 253_402_300_799_999
"""9999-12-31T23:59:59.999Z, likewise."""

_DECIMAL: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,15})(?:\.([0-9]+))?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnField:
    """One attribute of a record that a team's own file declares.

    Attributes:
        name: of the field in the record, in rules and results.
        type: text, integer, decimal (held as an integer of its last digit), boolean, country (ISO
            3166-1 alpha-2) or time (epoch milliseconds).
        required: whether a record without it is a dead letter.
        personal: whether its value must never leave the job.
        carried: whether what is decided of the record carries it.
        least: the smallest value allowed; None where there is no limit. A
            whole number, of a decimal too.
        most: the largest, likewise.
        longest: the most characters of a text.
        digits: digits after the point of a decimal.
        description: one sentence.
    """

    name: str
    type: FieldType
    required: bool = False
    personal: bool = False
    carried: bool = False
    least: int | None = None
    most: int | None = None
    longest: int = 64
    digits: int = 0
    description: str = ""

    def limits(self) -> tuple[int, int]:
        """The smallest and the largest value, of a decimal in units of its last digit."""
        least, most = -MOST_UNITS, MOST_UNITS
        if self.type == "time":
            least, most = EARLIEST_TIME_MS, LATEST_TIME_MS
        scale = 10**self.digits
        return (
            least if self.least is None else self.least * scale,
            most if self.most is None else self.most * scale,
        )


def decimal_units(value: float | str, digits: int) -> int | None:
    """A decimal in units of its last digit; None where it has more digits, or is none.

    >>> decimal_units("12.5", 2), decimal_units(12.5, 2), decimal_units(12, 2)
    (1250, 1250, 1200)
    >>> decimal_units("12.505", 2), decimal_units(12.505, 2), decimal_units("12,5", 2)
    (None, None, None)
    """
    if isinstance(value, int):
        return int(value * 10**digits)
    if isinstance(value, float):
        return _units_of_double(value, 10.0**digits)
    match = _DECIMAL.fullmatch(value)
    if match is None:
        return None
    fraction = match[1] or ""
    if len(fraction) > digits:
        return None
    return int(value.replace(".", "") + "0" * (digits - len(fraction)))


def _units_of_double(value: float, scale: float) -> int | None:
    """In SQL as `jobs.shared.json_patterns` writes it, step by step the same in IEEE doubles."""
    if not abs(value) <= MOST_UNITS:
        return None
    units = floor(value * scale + 0.5)
    return units if units / scale == value else None


def decimal_text(units: int, digits: int) -> str:
    """A decimal as text with all its digits.

    >>> decimal_text(1250, 2), decimal_text(-5, 2), decimal_text(7, 0)
    ('12.50', '-0.05', '7')
    """
    if digits == 0:
        return str(units)
    whole, fraction = divmod(abs(units), 10**digits)
    return f"{'-' if units < 0 else ''}{whole}.{fraction:0{digits}}"
