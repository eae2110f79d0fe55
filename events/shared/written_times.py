"""A time as files write it: a date, or a time with its zone."""

import re
from datetime import UTC, datetime
from typing import Final

EXPECTED_TIME: Final = (
    "a date or a time with its zone expected, such as 2026-11-01 (0:00 UTC) or 2026-11-01T06:00Z"
)

_WRITTEN: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?P<time>T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{3})?)?(Z|[+-][0-9]{2}:[0-9]{2}))?",
    re.ASCII,
)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def time_ms(written: str) -> int | None:
    """Milliseconds since the epoch, or None where the text is no time.

    >>> time_ms("1970-01-02"), time_ms("1970-01-01T02:00+01:00"), time_ms("tomorrow")
    (86400000, 3600000, None)
    """
    match = _WRITTEN.fullmatch(written)
    if match is None:
        return None
    try:
        time = datetime.fromisoformat(written)
    except ValueError:
        return None
    if match["time"] is None:
        time = time.replace(tzinfo=UTC)
    since = time - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1000 + since.microseconds // 1000
