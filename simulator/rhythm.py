r"""When people pay: the weights of the hours of a day, of the days, and how traffic grows.

worker    ___/^^\__/^^^^\__     lunch and after work, Friday and Saturday
evening   ______/^^^^^^^^\_     afternoon and evening, every day
night     ^^\________/^^^^^     evening and night, most at weekends

days      ,..,^ ,..,^ ,..,^     the week, more after payday, all of it growing
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from events.shared.time_units import DAY_MS, HOUR_MS
from simulator.table import Floats, Ints

START_MS: Final = 1_736_121_600_000
"""2025-01-06T00:00Z, a Monday: safely in the past of every clock that reads what is simulated."""

_EPOCH_WEEKDAY: Final = 3  # 1970-01-01 was a Thursday, Monday being 0

# Weights of the local hours 0 to 23.
RHYTHMS: Final = (
    (1, 0.5, 0.3, 0.2, 0.2, 1, 4, 9, 10, 8, 8, 10, 16, 14, 9, 8, 10, 16, 18, 14, 10, 7, 4, 2),
    (2, 1, 0.5, 0.3, 0.2, 0.3, 1, 3, 5, 7, 9, 10, 11, 11, 11, 12, 13, 14, 15, 16, 16, 13, 9, 5),
    (14, 13, 11, 8, 6, 4, 2, 1, 1, 1, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15),
)
# Weights of Monday to Sunday, by rhythm.
_WEEKDAYS: Final = (
    (0.92, 0.90, 0.94, 1.0, 1.25, 1.2, 0.70),
    (0.98, 0.96, 0.98, 1.0, 1.10, 1.1, 0.88),
    (0.80, 0.80, 0.85, 0.95, 1.30, 1.4, 1.05),
)
_PAYDAY: Final = 25
_PAYDAY_DAYS: Final = 4
_PAYDAY_WEIGHT: Final = 1.15
_GROWTH_30D: Final = 1.02


@dataclass(frozen=True, slots=True)
class Span:
    """The simulated time: whole days from `start_ms` (epoch ms)."""

    start_ms: int
    days: int

    @property
    def end_ms(self) -> int:
        """The first instant that is no longer simulated, epoch ms."""
        return self.start_ms + self.days * DAY_MS


def weekday_of(time_ms: Ints) -> Ints:
    """The weekday of each time, 0 for Monday."""
    weekday: Ints = (time_ms // DAY_MS + _EPOCH_WEEKDAY) % 7
    return weekday


def traffic_before(span: Span) -> Floats:
    """(rhythms, days + 1) weight of all days of the span before day d, from 0 up to 1."""
    day = np.arange(span.days)
    weekday = weekday_of(span.start_ms + day * DAY_MS)
    dates = np.datetime64(span.start_ms, "ms").astype("datetime64[D]") + day
    day_of_month = (dates - dates.astype("datetime64[M]")).astype(np.int64) + 1
    after_payday = (day_of_month >= _PAYDAY) & (day_of_month < _PAYDAY + _PAYDAY_DAYS)
    season = np.where(after_payday, _PAYDAY_WEIGHT, 1.0) * _GROWTH_30D ** (day / 30)
    traffic = np.cumsum(np.array(_WEEKDAYS)[:, weekday] * season, axis=1)
    return np.pad(traffic / traffic[:, -1:], ((0, 0), (1, 0)))


def payment_times(
    rng: np.random.Generator, rhythm: Ints, utc_offset_h: Ints, first_day: Ints, span: Span
) -> Ints:
    """Event times, epoch ms, one for each element of `rhythm`, none before its `first_day`."""
    before = traffic_before(span)
    day, hour = np.empty(rhythm.size, dtype=np.int64), np.empty(rhythm.size, dtype=np.int64)
    for index, profile in enumerate(RHYTHMS):
        chosen = np.flatnonzero(rhythm == index)
        shares = np.array(profile, dtype=np.float64)
        hour[chosen] = rng.choice(24, size=chosen.size, p=shares / shares.sum())
        share = rng.uniform(before[index, first_day[chosen]], 1.0)
        day[chosen] = np.searchsorted(before[index], share, side="right") - 1
    day = np.clip(day, first_day, span.days - 1)
    within = rng.integers(0, HOUR_MS, size=rhythm.size)
    elapsed = (day - first_day) * DAY_MS + (hour - utc_offset_h) * HOUR_MS + within
    # What local time moves beyond either end comes back at the other.
    times: Ints = span.start_ms + first_day * DAY_MS + elapsed % ((span.days - first_day) * DAY_MS)
    return times
