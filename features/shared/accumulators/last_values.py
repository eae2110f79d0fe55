"""The last values of a field before a payment: what changed, and what came before.

::

    values     a     b     b     c     d              by event time
                           |-- n --|                  the newest n by the settled time stay, since a
                                   settled   newest   window that ends there asks for them
"""

from bisect import bisect_right

from features.shared.accumulators.value_times import Value, ValueTimes


class LastValues(ValueTimes):
    """Values of one field, of which only the newest in a window are asked for.

    Above `most_values` the oldest quarter goes, and is then missing for a payment that comes out of
    order by more than the rest covers.

    Args:
        window_ms: longest window that will be asked for: every window ends this long after the
            floor, or later.
        most_asked: how many values of a window will be asked for.
        most_values: values held, more than `most_asked`.
    """

    __slots__ = ("_most_asked", "_window_ms")

    def __init__(self, window_ms: int, most_asked: int, most_values: int) -> None:
        super().__init__(most_values)
        self._window_ms = window_ms
        self._most_asked = most_asked

    def latest(self, after_ms: int, until_ms: int) -> Value | None:
        """The newest value in ``(after, until]``, None without any."""
        times = self.times_ms
        end = len(times) if times and times[-1] <= until_ms else bisect_right(times, until_ms)
        return self.values[end - 1] if end and times[end - 1] > after_ms else None

    def newest(self, count: int, after_ms: int, until_ms: int) -> list[Value]:
        """At most `count` values in ``(after, until]``, newest first."""
        end = bisect_right(self.times_ms, until_ms)
        start = bisect_right(self.times_ms, after_ms, max(0, end - count), end)
        found: list[Value] = self.values[start:end]
        return found[::-1]

    def _trim(self, floor_ms: int) -> None:
        times, window_ms = self.times_ms, self._window_ms
        if times[-1] <= floor_ms:
            self._drop(len(times))
            return
        place = self._most_asked + (len(times) >> 2)
        if place < len(times) and times[place] <= floor_ms + window_ms:
            self._drop(bisect_right(times, floor_ms + window_ms) - self._most_asked)
