"""A key's payments in event-time order, with running totals that answer any window at once.

::

    rows          tile      tile   p   p  p       p      a row is a payment, or a tile of old ones
    times          t0        t1    t2  t3 t4      t5     time of the row's (newest) payment
    totals      0      c0       c1   c2  c3 c4       c5  before every row, and after the last

    (t - w, t]                    |<---------------->|   total after the last row - before the first
"""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Self

from features.shared.accumulators.tiles import tile_firsts
from features.shared.accumulators.timeline_image import TimelineImage, rebuild, take_image


class Timeline:
    """Payments of one key, sorted by event time and among ties by arrival.

    Args:
        exact_payments: rows kept one by one; above it the oldest quarter folds into tiles.

    Attributes:
        times_ms: time of each row.
        counts: running total of payments before each row, and the final one.
        sums_minor: the same of their amounts.
    """

    __slots__ = ("_exact_payments", "_folded", "counts", "sums_minor", "times_ms")

    def __init__(self, exact_payments: int) -> None:
        self.times_ms: list[int] = []
        self.counts = [0]
        self.sums_minor = [0]
        self._exact_payments = exact_payments
        self._folded = 0

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.times_ms)

    def row_after(self, time_ms: int) -> int:
        """Index of the first row later than `time_ms`: where a payment of that time goes."""
        times = self.times_ms
        if not times or times[-1] <= time_ms:
            return len(times)
        return bisect_right(times, time_ms)

    def windows(
        self, row: int, time_ms: int, amount_minor: int, windows_ms: Sequence[int]
    ) -> tuple[list[int], list[int]]:
        """Counts and sums of nested windows that end with a payment about to be added.

        Args:
            row: where the payment goes, from `row_after`.
            time_ms: its time.
            amount_minor: its amount, part of every window.
            windows_ms: lengths of the windows, shortest first.
        """
        times, counts, sums = self.times_ms, self.counts, self.sums_minor
        count_end, sum_end = counts[row] + 1, sums[row] + amount_minor
        start, count, total = row, 1, amount_minor
        window_counts, window_sums = [], []
        for window_ms in windows_ms:
            edge_ms = time_ms - window_ms
            if start and times[start - 1] > edge_ms:
                start = bisect_right(times, edge_ms, 0, start)
                count = count_end - counts[start]
                total = sum_end - sums[start]
            window_counts.append(count)
            window_sums.append(total)
        return window_counts, window_sums

    def count_between(self, after_ms: int, until_ms: int) -> int:
        """Number of payments with `after_ms` < time <= `until_ms`."""
        times, counts = self.times_ms, self.counts
        return counts[bisect_right(times, until_ms)] - counts[bisect_right(times, after_ms)]

    def add(self, time_ms: int, amount_minor: int, floor_ms: int) -> None:
        """Adds a payment; no window will reach back to `floor_ms` or before any more."""
        times = self.times_ms
        if times and times[len(times) >> 2] <= floor_ms:
            self._drop(bisect_right(times, floor_ms))
        if not times or times[-1] <= time_ms:
            times.append(time_ms)
            self._append(amount_minor)
        else:
            row = bisect_right(times, time_ms)
            times.insert(row, time_ms)
            self._insert(row, amount_minor)
        if len(times) - self._folded > self._exact_payments:
            end = len(times) - self._exact_payments * 3 // 4
            self._fold(tile_firsts(times, end), end)

    def _columns(self) -> tuple[list[int], ...]:
        """The running totals: of the amounts to the power of 0, 1, ..."""
        return self.counts, self.sums_minor

    def _append(self, amount_minor: int) -> None:
        self.counts.append(self.counts[-1] + 1)
        self.sums_minor.append(self.sums_minor[-1] + amount_minor)

    def _insert(self, row: int, amount_minor: int) -> None:
        for power, column in enumerate(self._columns()):
            term = amount_minor**power
            column[row + 1 :] = [total + term for total in column[row:]]

    def _drop(self, rows: int) -> None:
        del self.times_ms[:rows]
        for column in self._columns():
            del column[:rows]
        self._folded = max(0, self._folded - rows)

    def _fold(self, firsts: list[int], end: int) -> None:
        """Makes one row of each run of rows ``[0, end)`` that begins at one of `firsts`."""
        self.times_ms[:end] = [self.times_ms[row - 1] for row in (*firsts[1:], end)]
        for column in self._columns():
            column[:end] = [column[row] for row in firsts]
        self._folded = len(firsts)

    def image(self) -> TimelineImage:
        """What `restore` makes the same timeline from."""
        return take_image(self.times_ms, self._columns(), self._folded)

    def restore(self, image: TimelineImage) -> Self:
        """Takes over the rows that `image` was taken of."""
        self.times_ms, totals = rebuild(image)
        for column, values in zip(self._columns(), totals, strict=True):
            column[:] = values
        self._folded = image.folded
        return self
