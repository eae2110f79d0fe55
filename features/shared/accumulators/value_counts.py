"""How often the most frequent value of a field occurs in windows, exact in any order of arrival.

::

    values     a  b  a  c  a  b  b       by event time
    window        [---------)            counts {b: 1, a: 2, c: 1}, how many values have each
    next             [---------)         count {1: 2, 2: 1}, and the highest, 2: a step of either
                                         end changes each of them in constant time
"""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Self

from features.shared.accumulators.value_times import Value, ValueTimes, ValueTimesImage


class ValueCounts(ValueTimes):
    """Values of one field, counted by value in some windows.

    Above `most_values` the oldest quarter goes: a share is then that of the newest values only, of
    which there are more than three quarters of `most_values`.

    Args:
        windows_ms: lengths of the windows that will be asked for.
        most_values: values held.
    """

    __slots__ = ("_windows", "_windows_ms")

    def __init__(self, windows_ms: Sequence[int], most_values: int) -> None:
        super().__init__(most_values)
        self._windows_ms = tuple(windows_ms)
        self._windows = [_Window() for _ in windows_ms]

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
        shares: list[float | None] = []
        for window, window_ms in zip(self._windows, self._windows_ms, strict=True):
            start = bisect_right(times, time_ms - window_ms, 0, end)
            window.move(self.values, start, end)
            total, most = end - start, window.most
            if value is not None:
                total, most = total + 1, max(most, window.counts.get(value, 0) + 1)
            shares.append(most / total if total else None)
        return shares

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

    def restore(self, image: ValueTimesImage) -> Self:
        """Takes over the values that `image` was taken of."""
        super().restore(image)
        self._windows = [_Window() for _ in self._windows_ms]
        return self


class _Window:
    """The counts of the rows ``[start, end)``; it is moved to where it is asked for."""

    __slots__ = ("counts", "end", "most", "start", "values_with")

    def __init__(self) -> None:
        self.start = self.end = self.most = 0
        self.counts: dict[Value, int] = {}
        self.values_with = [0]

    def move(self, values: list[Value], start: int, end: int) -> None:
        """Makes the rows ``[start, end)`` of `values` those that are counted."""
        if end - start < abs(start - self.start) + abs(end - self.end):
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
