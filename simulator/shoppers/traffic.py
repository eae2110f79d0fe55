r"""How many visits begin in which hour, so that all their events are exactly as many as asked for.

::

    planned   ...........____/^^^^    events of the visits so far; they follow
    target    ......____/^^^^         the hours of a day and the days of a week

A visit is planned as a whole when it begins, so the number of events that are still to come is
known at any time: what an hour has too many or too few is made up for in the next, and what the
last hour has too few in its last minute.
"""

from typing import Final

import numpy as np
from msgspec import Struct

from events.shared.time_units import DAY_MS
from simulator.rhythm import RHYTHMS, Span, weekday_of
from simulator.table import Floats

_EVENING: Final = 1
_WEEKDAYS: Final = (1.0, 0.97, 0.97, 1.0, 0.98, 1.12, 1.2)
_EVENTS_A_VISIT: Final = 6.0
_ASSUMED_VISITS: Final = 30


def shares_by_hour(span: Span) -> Floats:
    """(days * 24) share of all visits that begin up to the end of each hour; the last is 1."""
    day = np.arange(span.days)
    weekdays = np.array(_WEEKDAYS)[weekday_of(span.start_ms + day * DAY_MS)]
    hours = np.array(RHYTHMS[_EVENING], dtype=np.float64)
    shares = np.cumsum(np.outer(weekdays, hours).ravel())
    until: Floats = shares / shares[-1]
    return until


class Arrival(Struct, frozen=True, gc=False):
    """When somebody comes: a person, or a bot that makes `bot_events` events."""

    start_ms: int
    bot_events: int = 0


class Pace:
    """Keeps the visits of people to a number of events.

    One event at least is left for the last hour, for what arrives late relies on later events.

    Args:
        events: of all visits together, 1 or more.
        shares: see `shares_by_hour`.
    """

    def __init__(self, events: int, shares: Floats) -> None:
        self._events = events
        self._shares: list[float] = shares.tolist()
        self._hour = -1
        self._planned = 0
        self._visits = 0

    @property
    def left(self) -> int:
        """How many events may still be planned in this hour."""
        kept = 1 if self._hour < len(self._shares) - 1 else 0
        return self._events - self._planned - kept

    def begin_hour(self) -> float:
        """Moves on to the next hour; returns how many visits should begin in it."""
        self._hour += 1
        events = self._planned + _EVENTS_A_VISIT * _ASSUMED_VISITS
        length = events / (self._visits + _ASSUMED_VISITS)
        return max(self._events * self._shares[self._hour] - self._planned, 0.0) / length

    def plan(self, events: int) -> None:
        """Counts the events of a visit."""
        self._planned += events
        self._visits += 1
