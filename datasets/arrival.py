"""A seeded order of arrival that mixes events up, yet makes none of them late.

event time   a   b   c        arrival = event time + delay, 0 <= delay < allowed lateness
arrival        b   a     c    what overtakes an event is newer by less than the allowed lateness
"""

from collections.abc import Sequence
from typing import Final, Protocol, TypeVar

import numpy as np

from events.shared.time_units import DAY_MS

DEFAULT_ALLOWED_LATENESS_MS: Final = DAY_MS


class _Timed(Protocol):
    @property
    def event_time_ms(self) -> int: ...


Event = TypeVar("Event", bound=_Timed)


def shuffled(
    events: Sequence[Event], seed: int, allowed_lateness_ms: int = DEFAULT_ALLOWED_LATENESS_MS
) -> list[Event]:
    """`events` by event time plus a uniform delay of less than `allowed_lateness_ms`.

    A watermark is at most the newest event time seen, so no event is ever behind it by the
    allowed lateness. The same events, seed and lateness give the same order.

    Raises:
        ValueError: the allowed lateness is not positive.
    """
    if allowed_lateness_ms <= 0:
        raise ValueError(f"allowed_lateness_ms: more than 0 is expected, got {allowed_lateness_ms}")
    rng = np.random.default_rng(seed)
    times_ms = np.array([event.event_time_ms for event in events], dtype=np.int64)
    arrivals_ms = times_ms + rng.integers(0, allowed_lateness_ms, size=times_ms.size)
    return [events[row] for row in np.argsort(arrivals_ms, kind="stable").tolist()]
