"""Windows of event time as buckets: memory is bounded, a window is the sum of its buckets.

::

    week   [ 6 h ][ 6 h ] ... [ 6 h ]     28 buckets; the newest one holds the newest event time
    day            [1 h] ...   [1 h ]     24
    hour              [5 min]  [5 min]    12

A bucket never takes anything back: what comes late is added to its own bucket, or, where that has
left the window, to none.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from events.shared.time_units import HOUR_MS, MINUTE_MS

Bucket = TypeVar("Bucket")


@dataclass(frozen=True, slots=True)
class Window:
    """A length of event time, up to the end of the bucket with the newest event.

    Attributes:
        name: of the window.
        step_ms: length of a bucket.
        buckets: how many it has.
    """

    name: str
    step_ms: int
    buckets: int

    @property
    def width_ms(self) -> int:
        """Length of the window."""
        return self.step_ms * self.buckets


HOUR: Final = Window("hour", 5 * MINUTE_MS, 12)
DAY: Final = Window("day", HOUR_MS, 24)
WEEK: Final = Window("week", 6 * HOUR_MS, 28)
WINDOWS: Final = (HOUR, DAY, WEEK)


class Buckets(Generic[Bucket]):
    """The buckets of one window that have something in them, at most `window.buckets`.

    Args:
        window: that they are of.
        empty: makes a bucket.
    """

    def __init__(self, window: Window, empty: Callable[[], Bucket]) -> None:
        self.window: Final = window
        self._empty = empty
        self._held: dict[int, Bucket] = {}
        self._newest: int | None = None
        self.newest_ms: int | None = None

    def advance(self, time_ms: int) -> None:
        """Moves the end of the window to hold `time_ms`, if it does not reach as far yet."""
        if self.newest_ms is None or time_ms > self.newest_ms:
            self.newest_ms = time_ms
        number = time_ms // self.window.step_ms
        if self._newest is None or number > self._newest:
            self._newest = number
            for old in [one for one in self._held if one <= number - self.window.buckets]:
                del self._held[old]

    def at(self, time_ms: int) -> Bucket | None:
        """The bucket of `time_ms`; None where it is outside of the window."""
        number = time_ms // self.window.step_ms
        newest = self._newest
        if newest is None or not newest - self.window.buckets < number <= newest:
            return None
        bucket = self._held.get(number)
        if bucket is None:
            bucket = self._held[number] = self._empty()
        return bucket

    @property
    def to_ms(self) -> int | None:
        """Event time that the window ends before; None before the first event."""
        return None if self._newest is None else (self._newest + 1) * self.window.step_ms

    def __len__(self) -> int:
        """Number of buckets that are held."""
        return len(self._held)

    def __iter__(self) -> Iterator[Bucket]:
        """The buckets, in no order that matters."""
        return iter(self._held.values())
