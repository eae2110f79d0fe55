"""Which events a key has lately taken in, by their marks: what a reader of its state asks.

::

    nothing known --since_ms--> marks   7a.. 03.. c1.. 55..     the last events of the key

What came before `since_ms` was forgotten: by a restart, for another key, or for a newer event.

An event that was sent before `since_ms`, and is not among the marks, may be had or still be on its
way. So there must be as many marks as events can be on their way to a key: of one that is, at most
those have come since it was sent, where a key gets events in the order that they are sent in.
"""

from collections import OrderedDict, deque
from typing import Final, NamedTuple

from msgspec import Struct

MOST_RECENT: Final = 256
"""Events of a key that are noted: as many as are read of those on their way to it."""

_FEW: Final = 16
"""Of a key, so many are noted however old they are."""

_KEPT_MS: Final = 30_000
"""How long more of them are: the longest time on the way at which a busy key is still exact."""

_MOST_KEYS: Final = 20_000
"""Keys that events are noted of."""

_MOST_NOTED: Final = 320_000
"""Events of all keys together: some 30 MB."""


class Recent(NamedTuple):
    """The latest events of one key.

    Attributes:
        since_ms: every event that the key took in after this time is among the marks.
        marks: of the events, the newest last.
    """

    since_ms: int
    marks: tuple[int, ...]


class _Noted(Struct):
    """What is noted of one key: `since_ms` as of `Recent`, and each event's mark and time."""

    since_ms: int
    marks: deque[int]
    times_ms: deque[int]

    def forget_oldest(self) -> None:
        self.marks.popleft()
        self.since_ms = self.times_ms.popleft()


class RecentEvents:
    """The latest events of the keys of one operator.

    Args:
        now_ms: when it begins.
        most_recent: events of a key that are noted.
        most_keys: keys that events are noted of.
        most_noted: events of all keys together.
    """

    def __init__(
        self,
        now_ms: int,
        most_recent: int = MOST_RECENT,
        most_keys: int = _MOST_KEYS,
        most_noted: int = _MOST_NOTED,
    ) -> None:
        self._unknown_until_ms = now_ms
        self._most_recent, self._most_keys = most_recent, most_keys
        self._most_noted, self._count = most_noted, 0
        self._noted: OrderedDict[str, _Noted] = OrderedDict()

    def note(self, key: str, mark: int, now_ms: int) -> None:
        """Note an event that a key takes in now."""
        known = self._noted.get(key)
        if known is None:
            known = self._noted[key] = _Noted(self._unknown_until_ms, deque(), deque())
        else:
            self._noted.move_to_end(key)
        known.marks.append(mark)
        known.times_ms.append(now_ms)
        self._count += 1
        self._drop_old(known, now_ms - _KEPT_MS)
        while len(self._noted) > self._most_keys or self._count > self._most_noted:
            self._drop_key()

    def _drop_old(self, known: _Noted, oldest_ms: int) -> None:
        """Forget events of a key that are too many, or too old where there are not few."""
        while (held := len(known.marks)) > self._most_recent or (
            held > _FEW and known.times_ms[0] < oldest_ms
        ):
            known.forget_oldest()
            self._count -= 1

    def _drop_key(self) -> None:
        """Forget the key that has had none for the longest time."""
        _, forgotten = self._noted.popitem(last=False)
        self._count -= len(forgotten.marks)
        self._unknown_until_ms = max(self._unknown_until_ms, forgotten.times_ms[-1])

    def of(self, key: str) -> Recent:
        """What is known of a key."""
        known = self._noted.get(key)
        if known is None:
            return Recent(self._unknown_until_ms, ())
        return Recent(known.since_ms, tuple(known.marks))
