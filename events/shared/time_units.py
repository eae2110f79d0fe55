"""Units of time: in milliseconds, the unit of every event time, and some in seconds."""

from typing import Final

SECOND_MS: Final = 1_000
MINUTE_MS: Final = 60 * SECOND_MS
HOUR_MS: Final = 60 * MINUTE_MS
DAY_MS: Final = 24 * HOUR_MS

HOUR_S: Final = HOUR_MS // SECOND_MS
DAY_S: Final = DAY_MS // SECOND_MS
