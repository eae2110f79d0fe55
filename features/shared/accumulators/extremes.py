"""The largest value of any window over the rows of a timeline; of negated values, the smallest.

::

    values    3   9   2   7   1   5      of the rows, in event-time order
    peaks         9       7       5      those that no later value reaches
    (t - w, t]          |------------|   the first peak in a window up to the newest is its largest
"""

from bisect import bisect_right


class Extremes:
    """Largest values, by row.

    Attributes:
        of_rows: largest value of each row.
        peak_times_ms: time of each peak, ascending.
        peaks: value of each peak, descending.
    """

    __slots__ = ("of_rows", "peak_times_ms", "peaks")

    def __init__(self) -> None:
        self.of_rows: list[int] = []
        self.peak_times_ms: list[int] = []
        self.peaks: list[int] = []

    def insert(self, row: int, time_ms: int, value: int) -> None:
        """Takes a row that comes before others."""
        self.of_rows.insert(row, value)
        times, peaks = self.peak_times_ms, self.peaks
        after = bisect_right(times, time_ms)
        if peaks[after] >= value:
            return
        first = after
        while first and peaks[first - 1] <= value:
            first -= 1
        times[first:after] = (time_ms,)
        peaks[first:after] = (value,)

    def drop(self, rows: int, last_ms: int) -> None:
        """Forgets the first rows, the last of which has a time."""
        gone = bisect_right(self.peak_times_ms, last_ms)
        del self.peak_times_ms[:gone], self.peaks[:gone], self.of_rows[:rows]

    def fold(self, firsts: list[int], end: int, times_ms: list[int]) -> None:
        """Makes one row of each run of rows ``[0, end)`` that begins at one of `firsts`.

        Args:
            firsts: see above.
            end: see above.
            times_ms: of the rows as they are then.
        """
        self.of_rows[:end] = [
            max(self.of_rows[first:after])
            for first, after in zip(firsts, (*firsts[1:], end), strict=True)
        ]
        self._find_peaks(times_ms)

    def restore(self, of_rows: list[int], times_ms: list[int]) -> None:
        """Takes over rows with these values and times."""
        self.of_rows[:] = of_rows
        self._find_peaks(times_ms)

    def _find_peaks(self, times_ms: list[int]) -> None:
        times: list[int] = []
        peaks: list[int] = []
        for time_ms, value in zip(reversed(times_ms), reversed(self.of_rows), strict=True):
            if not peaks or value > peaks[-1]:
                times.append(time_ms)
                peaks.append(value)
        self.peak_times_ms[:], self.peaks[:] = times[::-1], peaks[::-1]
