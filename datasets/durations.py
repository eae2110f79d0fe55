"""Durations as people write them: 7d, 12h, 30m, 45s, 250ms."""

import re
from typing import Final

from events.shared.time_units import DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS

_UNITS_MS: Final = {"ms": 1, "s": SECOND_MS, "m": MINUTE_MS, "h": HOUR_MS, "d": DAY_MS}
_DURATION: Final = re.compile(r"(\d{1,9})(ms|s|m|h|d)", re.ASCII)


def duration_ms(text: str) -> int:
    """`text` in milliseconds.

    >>> duration_ms("7d")
    604800000

    Raises:
        ValueError: it is no whole number with a unit.
    """
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r}: a duration such as 7d, 12h or 30m is expected")
    return int(found[1]) * _UNITS_MS[found[2]]


def duration_text(milliseconds: int) -> str:
    """The shortest text that `duration_ms` reads back: in the largest unit that it is whole in.

    >>> duration_text(90_000)
    '90s'
    """
    for unit, length_ms in reversed(_UNITS_MS.items()):
        if milliseconds and milliseconds % length_ms == 0:
            return f"{milliseconds // length_ms}{unit}"
    return f"{milliseconds}ms"
