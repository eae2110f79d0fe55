"""The windows that features look back over."""

from typing import Final

from events.shared.time_units import DAY_MS, HOUR_MS, MINUTE_MS

WINDOW_MS: Final[dict[str, int]] = {
    "1m": MINUTE_MS,
    "5m": 5 * MINUTE_MS,
    "1h": HOUR_MS,
    "24h": DAY_MS,
    "7d": 7 * DAY_MS,
    "30d": 30 * DAY_MS,
}
"""Length of every feature window in milliseconds, by its name, shortest first."""

LONGEST_WINDOW_MS: Final = WINDOW_MS["30d"]
