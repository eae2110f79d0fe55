"""A timeline that also knows the largest amount of any window.

::

    amounts   3   9   2   7   1   5      the amounts in event-time order
    peaks         9       7       5      those that no later amount reaches
    (t - w, t]          |------------|   the first peak in a window up to the newest is its largest
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Self

from msgspec.structs import replace

from features.shared.accumulators.timeline import Timeline
from features.shared.accumulators.timeline_image import TimelineImage


class PeakTimeline(Timeline):
    """A timeline with sums of squares, whose rows also carry their largest amount.

    Args:
        exact_payments: see `Timeline`.

    Attributes:
        squares: running total of the squares of the amounts before each row, and the final one.
    """

    __slots__ = ("_largest_minor", "_peak_times_ms", "_peaks_minor", "squares")

    def __init__(self, exact_payments: int) -> None:
        super().__init__(exact_payments)
        self.squares = [0]
        self._largest_minor: list[int] = []
        self._peak_times_ms: list[int] = []
        self._peaks_minor: list[int] = []

    def windows_and_peaks(
        self, row: int, time_ms: int, amount_minor: int, windows_ms: Sequence[int]
    ) -> tuple[list[int], list[int], list[int], int]:
        """As `windows`, with the largest amounts, and the sum of squares in the longest window.

        A peak after the payment (which then came out of order) answers nothing; the rows that the
        window has and the shorter one had not are searched instead.
        """
        times, counts, sums = self.times_ms, self.counts, self.sums_minor
        peak_times, peaks = self._peak_times_ms, self._peaks_minor
        count_end, sum_end = counts[row] + 1, sums[row] + amount_minor
        start, count, total, largest = row, 1, amount_minor, amount_minor
        window_counts, window_sums, window_peaks = [], [], []
        for window_ms in windows_ms:
            edge_ms = time_ms - window_ms
            if start and times[start - 1] > edge_ms:
                end, start = start, bisect_right(times, edge_ms, 0, start)
                count = count_end - counts[start]
                total = sum_end - sums[start]
                peak = bisect_left(peak_times, times[start])
                if peak_times[peak] <= time_ms:
                    found = peaks[peak]
                else:
                    found = max(self._largest_minor[start:end])
                if found > largest:  # noqa: PLR1730 - max() here costs 2 % of the whole payment
                    largest = found
            window_counts.append(count)
            window_sums.append(total)
            window_peaks.append(largest)
        squares = self.squares[row] - self.squares[start] + amount_minor * amount_minor
        return window_counts, window_sums, window_peaks, squares

    def _columns(self) -> tuple[list[int], ...]:
        return self.counts, self.sums_minor, self.squares

    def _append(self, amount_minor: int) -> None:
        self.counts.append(self.counts[-1] + 1)
        self.sums_minor.append(self.sums_minor[-1] + amount_minor)
        self.squares.append(self.squares[-1] + amount_minor * amount_minor)
        self._largest_minor.append(amount_minor)
        times, peaks = self._peak_times_ms, self._peaks_minor
        while peaks and peaks[-1] <= amount_minor:
            del peaks[-1], times[-1]
        times.append(self.times_ms[-1])
        peaks.append(amount_minor)

    def _insert(self, row: int, amount_minor: int) -> None:
        super()._insert(row, amount_minor)
        self._largest_minor.insert(row, amount_minor)
        time_ms, times, peaks = self.times_ms[row], self._peak_times_ms, self._peaks_minor
        after = bisect_right(times, time_ms)
        if peaks[after] >= amount_minor:
            return
        first = after
        while first and peaks[first - 1] <= amount_minor:
            first -= 1
        times[first:after] = (time_ms,)
        peaks[first:after] = (amount_minor,)

    def _drop(self, rows: int) -> None:
        gone = bisect_right(self._peak_times_ms, self.times_ms[rows - 1])
        del self._peak_times_ms[:gone], self._peaks_minor[:gone]
        del self._largest_minor[:rows]
        super()._drop(rows)

    def _fold(self, firsts: list[int], end: int) -> None:
        self._largest_minor[:end] = [
            max(self._largest_minor[first:after])
            for first, after in zip(firsts, (*firsts[1:], end), strict=True)
        ]
        super()._fold(firsts, end)
        self._find_peaks()

    def _find_peaks(self) -> None:
        times: list[int] = []
        peaks: list[int] = []
        for time_ms, amount_minor in zip(
            reversed(self.times_ms), reversed(self._largest_minor), strict=True
        ):
            if not peaks or amount_minor > peaks[-1]:
                times.append(time_ms)
                peaks.append(amount_minor)
        self._peak_times_ms, self._peaks_minor = times[::-1], peaks[::-1]

    def image(self) -> TimelineImage:
        """What `restore` makes the same timeline from."""
        image = super().image()
        tiles = len(self.times_ms) - len(image.amounts_minor)
        return replace(image, peaks_minor=self._largest_minor[:tiles])

    def restore(self, image: TimelineImage) -> Self:
        """Takes over the rows that `image` was taken of."""
        super().restore(image)
        self._largest_minor = [*image.peaks_minor, *image.amounts_minor]
        self._find_peaks()
        return self
