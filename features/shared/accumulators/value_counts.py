"""How often the most frequent value of a field occurs in windows, exact in any order of arrival.

::

    values     a  b  a  c  a  b  b       by event time
    places     0  1  0  2  0  1  1       of each among the different ones
    window        [---------)            counts {1: 2, 0: 1, 2: 1}, how many values have each
    next             [---------)         count {1: 2, 2: 1}, and the highest, 2: a step of either
                                         end changes each of them in constant time

A question from before the latest one, and far from it, is answered by counting its window at once.
"""

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final, Self

import numpy as np

from features.shared.accumulators.value_times import Value, ValueTimes, ValueTimesImage
from features.shared.gaps import from_gaps, to_gaps

_FEW: Final = 64
"""Up to so many steps are quicker than to count a window at once."""
_NEVER_MS: Final = -(2**63)
_SPARE: Final = 64
"""Values that are held no more and may still have a place."""


class ValueCounts(ValueTimes):
    """Values of one field, counted by value in some windows.

    Above `most_values` the oldest quarter goes: a share is then that of the newest values only, of
    which there are more than three quarters of `most_values`.

    Args:
        windows_ms: lengths of the windows that will be asked for.
        most_values: values held.
    """

    __slots__ = ("_asked_ms", "_places", "_windows", "_windows_ms")

    def __init__(self, windows_ms: Sequence[int], most_values: int) -> None:
        super().__init__(most_values)
        self._windows_ms = tuple(windows_ms)
        self._forget()

    def _forget(self) -> None:
        """Holds no value any more, and nothing that was counted."""
        self.values = array("q")
        self._places: dict[Value, int] = {}
        self._windows = [_Window() for _ in self._windows_ms]
        self._asked_ms = _NEVER_MS

    def add(self, time_ms: int, value: Value, floor_ms: int) -> None:
        """Adds a value; no window will reach back to `floor_ms` or before any more."""
        if time_ms > floor_ms:
            super().add(time_ms, self._places.setdefault(value, len(self._places)), floor_ms)

    def shares(self, time_ms: int, value: Value | None) -> list[float | None]:
        """The share of the most frequent value in each ``(time - window, time]``.

        Args:
            time_ms: end of the windows.
            value: of the payment in hand, counted in every window; None where it has none or does
                not belong to them.

        Returns:
            From above 0 to 1 in the order of the windows, None for an empty one.
        """
        times = self.times_ms
        end = len(times) if times and times[-1] <= time_ms else bisect_right(times, time_ms)
        place = -1 if value is None else self._places.get(value, -1)
        in_order = time_ms >= self._asked_ms
        if in_order:
            self._asked_ms = time_ms
        shares: list[float | None] = []
        for window, window_ms in zip(self._windows, self._windows_ms, strict=True):
            start = bisect_right(times, time_ms - window_ms, 0, end)
            if in_order or window.steps_to(start, end) <= _FEW:
                window.move(self.values, start, end)
                most, same = window.most, window.counts.get(place, 0)
            else:
                most, same = self._counted(start, end, place)
            total = end - start
            if value is not None:
                total, most = total + 1, max(most, same + 1)
            shares.append(most / total if total else None)
        return shares

    def _counted(self, start: int, end: int, place: int) -> tuple[int, int]:
        """How often the most frequent value of some rows occurs, and the one of a place."""
        counts = np.bincount(np.frombuffer(self.values, np.int64)[start:end])
        same = int(counts[place]) if 0 <= place < len(counts) else 0
        return int(counts.max(initial=0)), same

    def _insert(self, row: int, time_ms: int, value: Value) -> None:
        super()._insert(row, time_ms, value)
        for window in self._windows:
            window.shift_for(row, value)

    def _drop(self, rows: int) -> None:
        for window in self._windows:
            window.move(self.values, max(rows, window.start), max(rows, window.end))
            window.start -= rows
            window.end -= rows
        super()._drop(rows)
        if len(self._places) > len(self.values) + _SPARE:
            self._renumber()

    def _renumber(self) -> None:
        """Gives places to the values that are held, and to no others."""
        renumbered, self._places = self._order()
        self.values = array("q", [renumbered[place] for place in self.values])
        for window in self._windows:
            window.counts = {renumbered[place]: n for place, n in window.counts.items()}

    def _order(self) -> tuple[dict[Value, int], dict[Value, int]]:
        """New places by the present ones, and by value, in the order of the first occurrences."""
        values = list(self._places)
        renumbered = {place: number for number, place in enumerate(dict.fromkeys(self.values))}
        return renumbered, {values[place]: number for place, number in renumbered.items()}

    def image(self) -> ValueTimesImage:
        """What `restore` makes the same counts from."""
        renumbered, different = self._order()
        places = [renumbered[place] for place in self.values]
        return ValueTimesImage(to_gaps(self.times_ms), list(different), places)

    def restore(self, image: ValueTimesImage) -> Self:
        """Takes over the values that `image` was taken of."""
        self._forget()
        self.times_ms = from_gaps(image.gaps_ms)
        self.values = array("q", image.places)
        self._places = {value: place for place, value in enumerate(image.different)}
        return self


class _Window:
    """The counts of the rows ``[start, end)``; it is moved to where it is asked for."""

    __slots__ = ("counts", "end", "most", "start", "values_with")

    def __init__(self) -> None:
        self.start = self.end = self.most = 0
        self.counts: dict[Value, int] = {}
        self.values_with = [0]

    def steps_to(self, start: int, end: int) -> int:
        """How many steps `move` takes."""
        return min(end - start, self._way_to(start, end))

    def _way_to(self, start: int, end: int) -> int:
        return abs(start - self.start) + abs(end - self.end)

    def move(self, values: Sequence[Value], start: int, end: int) -> None:
        """Makes the rows ``[start, end)`` of `values` those that are counted."""
        if end - start < self._way_to(start, end):
            self.counts.clear()
            self.values_with, self.most = [0], 0
            self.start = self.end = start
        for value in values[start : self.start]:
            self._enter(value)
        for value in values[self.end : end]:
            self._enter(value)
        for value in values[self.start : start]:
            self._leave(value)
        for value in values[end : self.end]:
            self._leave(value)
        self.start, self.end = start, end

    def shift_for(self, row: int, value: Value) -> None:
        """Goes on counting the same rows, and the new one where it lies between them."""
        if row >= self.end:
            return
        self.end += 1
        if row < self.start:
            self.start += 1
        else:
            self._enter(value)

    def _enter(self, value: Value) -> None:
        count = self.counts.get(value, 0) + 1
        self.counts[value] = count
        if count > self.most:
            self.most = count
            if count == len(self.values_with):
                self.values_with.append(0)
        self.values_with[count] += 1
        self.values_with[count - 1] -= 1

    def _leave(self, value: Value) -> None:
        count = self.counts[value]
        if count == 1:
            del self.counts[value]
        else:
            self.counts[value] = count - 1
        self.values_with[count] -= 1
        self.values_with[count - 1] += 1
        if count == self.most and not self.values_with[count]:
            self.most -= 1
