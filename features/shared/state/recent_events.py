"""Which events a key has lately taken in, by their marks: what a reader of its state asks.

::

    nothing known --since_ms--> marks   7a.. 03.. c1.. 55..     the last few events of the key

What came before `since_ms` was forgotten: by a restart, for another key, or for a newer event.
"""

from collections import OrderedDict, deque
from typing import Final, NamedTuple

MOST_RECENT: Final = 16
"""Events of a key that are noted."""

_MOST_KEYS: Final = 20_000
"""Keys that events are noted of."""


class Recent(NamedTuple):
    """The latest events of one key.

    Attributes:
        since_ms: every event that the key took in after this time is among the marks.
        marks: of the events, the newest last.
    """

    since_ms: int
    marks: tuple[int, ...]

    def may_have(self, mark: int, sent_ms: int) -> bool:
        """Whether the key has taken in an event that was sent at a time, or that is not known.

        One that was sent before anything is known has most likely passed: to count it twice would
        be as wrong as to leave it out, and it is the rarer case.
        """
        return sent_ms < self.since_ms or mark in self.marks


class RecentEvents:
    """The latest events of the keys of one operator.

    Args:
        now_ms: when it begins.
        most_recent: events of a key that are noted.
        most_keys: keys that events are noted of.
    """

    def __init__(
        self, now_ms: int, most_recent: int = MOST_RECENT, most_keys: int = _MOST_KEYS
    ) -> None:
        self._unknown_until_ms = now_ms
        self._most_recent, self._most_keys = most_recent, most_keys
        self._noted: OrderedDict[str, tuple[int, deque[tuple[int, int]]]] = OrderedDict()

    def note(self, key: str, mark: int, now_ms: int) -> None:
        """Note an event that a key takes in now."""
        known = self._noted.pop(key, None)
        since_ms, events = (self._unknown_until_ms, deque()) if known is None else known
        events.append((now_ms, mark))
        if len(events) > self._most_recent:
            since_ms = events.popleft()[0]
        self._noted[key] = (since_ms, events)
        if len(self._noted) > self._most_keys:
            _, (_, forgotten) = self._noted.popitem(last=False)
            self._unknown_until_ms = max(self._unknown_until_ms, forgotten[-1][0])

    def of(self, key: str) -> Recent:
        """What is known of a key."""
        since_ms, events = self._noted.get(key, (self._unknown_until_ms, ()))
        return Recent(since_ms, tuple(mark for _, mark in events))
