"""Lengths of time as definition files write them: a whole number and a unit."""

import re
from typing import Final

from events.shared.time_units import DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS

_WRITTEN: Final = re.compile(r"([1-9][0-9]{0,5})([smhdw])")
_UNIT_MS: Final = {
    "s": SECOND_MS,
    "m": MINUTE_MS,
    "h": HOUR_MS,
    "d": DAY_MS,
    "w": 7 * DAY_MS,
}

EXPECTED: Final = "a whole number and s, m, h, d or w, such as 24h"


def duration_ms(written: str) -> int | None:
    """Length in milliseconds, or None where the text is none.

    >>> duration_ms("24h")
    86400000
    >>> duration_ms("1.5h") is None
    True
    """
    found = _WRITTEN.fullmatch(written)
    return None if found is None else int(found[1]) * _UNIT_MS[found[2]]


def duration_text(length_ms: int) -> str:
    """The shortest way to write the length, of at least one second; a day is 24h.

    >>> duration_text(86_400_000), duration_text(604_800_000), duration_text(90_000)
    ('24h', '7d', '90s')
    """
    if length_ms == DAY_MS:
        return "24h"
    for unit in ("d", "h", "m"):
        if length_ms % _UNIT_MS[unit] == 0:
            return f"{length_ms // _UNIT_MS[unit]}{unit}"
    return f"{length_ms / SECOND_MS:g}s"
