"""The values of one field of a key's events, in the order of event time.

::

    times     3    5    5    9        ties in the order of arrival
    values   "a"  "b"  "a"  "c"
"""

from bisect import bisect_right
from typing import Any, Self

from msgspec import Struct

from features.shared.gaps import from_gaps, to_gaps

Value = str | int | float | bool
"""A value of an event's field that is not missing."""


class ValueTimesImage(Struct, frozen=True, array_like=True):
    """Values as they are stored.

    Attributes:
        gaps_ms: their times as gaps.
        different: the different values, in the order of their first occurrence.
        places: for each value its place among the different ones.
    """

    gaps_ms: list[int]
    different: list[Value]
    places: list[int]


class ValueTimes:
    """Values of one field, sorted by event time and among ties by arrival.

    Args:
        most_values: values held; above it the oldest quarter goes.

    Attributes:
        times_ms: time of each value.
        values: the values themselves.
    """

    __slots__ = ("_most_values", "times_ms", "values")

    def __init__(self, most_values: int) -> None:
        self._most_values = most_values
        self.times_ms: list[int] = []
        self.values: Any = []

    def __len__(self) -> int:
        """Number of values held."""
        return len(self.times_ms)

    @property
    def newest_ms(self) -> int | None:
        """Time of the newest value, None without any."""
        return self.times_ms[-1] if self.times_ms else None

    def add(self, time_ms: int, value: Value, floor_ms: int) -> None:
        """Adds a value; no window will reach back to `floor_ms` or before any more."""
        if time_ms <= floor_ms:
            return
        times = self.times_ms
        if times:
            self._trim(floor_ms)
        if not times or times[-1] <= time_ms:
            times.append(time_ms)
            self.values.append(value)
        else:
            self._insert(bisect_right(times, time_ms), time_ms, value)
        if len(times) > self._most_values:
            self._drop(len(times) - self._most_values * 3 // 4)

    def _trim(self, floor_ms: int) -> None:
        """Drops what no window reaches, once it is more than a quarter."""
        times = self.times_ms
        if times[len(times) >> 2] <= floor_ms:
            self._drop(bisect_right(times, floor_ms))

    def _insert(self, row: int, time_ms: int, value: Value) -> None:
        self.times_ms.insert(row, time_ms)
        self.values.insert(row, value)

    def _drop(self, rows: int) -> None:
        del self.times_ms[:rows], self.values[:rows]

    def image(self) -> ValueTimesImage:
        """What `restore` makes the same values from."""
        different = {value: place for place, value in enumerate(dict.fromkeys(self.values))}
        places = [different[value] for value in self.values]
        return ValueTimesImage(to_gaps(self.times_ms), list(different), places)

    def restore(self, image: ValueTimesImage) -> Self:
        """Takes over the values that `image` was taken of."""
        self.times_ms = from_gaps(image.gaps_ms)
        self.values = [image.different[place] for place in image.places]
        return self
