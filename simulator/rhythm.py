r"""When people pay: the weights of the hours of a day and of the days of a week.

worker    ___/^^\__/^^^^\__     lunch and after work
evening   ______/^^^^^^^^\_     afternoon and evening
night     ^^\________/^^^^^     evening and night
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from simulator.table import Floats, Ints

HOUR_MS: Final = 3_600_000
DAY_MS: Final = 24 * HOUR_MS
_EPOCH_WEEKDAY: Final = 3  # 1970-01-01 was a Thursday, Monday being 0

# Weights of the local hours 0 to 23.
RHYTHMS: Final = (
    (1, 0.5, 0.3, 0.2, 0.2, 1, 4, 9, 10, 8, 8, 10, 16, 14, 9, 8, 10, 16, 18, 14, 10, 7, 4, 2),
    (2, 1, 0.5, 0.3, 0.2, 0.3, 1, 3, 5, 7, 9, 10, 11, 11, 11, 12, 13, 14, 15, 16, 16, 13, 9, 5),
    (14, 13, 11, 8, 6, 4, 2, 1, 1, 1, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15),
)
_WEEKDAY_WEIGHTS: Final = np.array((0.92, 0.92, 0.95, 1.0, 1.2, 1.2, 0.81))


@dataclass(frozen=True, slots=True)
class Span:
    """The simulated time: whole days from `start_ms` (epoch ms)."""

    start_ms: int
    days: int

    @property
    def end_ms(self) -> int:
        """The first instant that is no longer simulated, epoch ms."""
        return self.start_ms + self.days * DAY_MS


def payment_times(rng: np.random.Generator, rhythm: Ints, utc_offset_h: Ints, span: Span) -> Ints:
    """Event times in the span, epoch ms, one for each element of `rhythm`."""
    first_day = span.start_ms // DAY_MS
    weights: Floats = _WEEKDAY_WEIGHTS[(np.arange(span.days) + first_day + _EPOCH_WEEKDAY) % 7]
    day = rng.choice(span.days, size=rhythm.size, p=weights / weights.sum())
    hour = np.empty(rhythm.size, dtype=np.int64)
    for index, profile in enumerate(RHYTHMS):
        chosen = np.flatnonzero(rhythm == index)
        shares = np.array(profile, dtype=np.float64)
        hour[chosen] = rng.choice(24, size=chosen.size, p=shares / shares.sum())
    within = rng.integers(0, HOUR_MS, size=rhythm.size)
    elapsed = day * DAY_MS + (hour - utc_offset_h) * HOUR_MS + within
    times: Ints = span.start_ms + elapsed % (span.days * DAY_MS)
    return times
