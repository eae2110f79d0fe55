"""A key's payments in event-time order, with running totals that answer any window at once.

::

    rows          tile      tile   p   p  p       p      a row is a payment, or a tile of old ones
    times          t0        t1    t2  t3 t4      t5     time of the row's (newest) payment
    counts        -9        -4                           payments before every row: of one behind
                                                         all tiles that is its place; less before
    totals      0      c0       c1   c2  c3 c4       c5  before every row, and after the last

    (t - w, t]                    |<---------------->|   total after the last row - before the first
"""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Any, Self

from features.shared.accumulators import extremes
from features.shared.accumulators.tiles import tile_firsts
from features.shared.accumulators.timeline_columns import Column, layout_of
from features.shared.accumulators.timeline_image import (
    FieldImage,
    RowsImage,
    from_bytes,
    terms,
)
from features.shared.accumulators.totals import packed, with_row
from features.shared.gaps import from_gaps, to_gaps


class Timeline:
    """Payments of one key, sorted by event time and among ties by arrival.

    Args:
        columns: what is kept of which fields; the number of payments always is.
        exact_payments: rows kept one by one; above it the oldest quarter folds into tiles.

    Attributes:
        rows: time of each row; `counts`, of the rows up to the last tile; then for each column the
            running total of the field, that of its squares, and the three of its `extremes`: of the
            largest, and of the smallest (negated), as far as they are kept.
    """

    __slots__ = ("_append", "_exact_payments", "_folded", "_layout", "rows")

    def __init__(self, columns: tuple[Column, ...], exact_payments: int) -> None:
        layout = self._layout = layout_of(columns)
        self._append = layout.append
        self._exact_payments = exact_payments
        self._folded = 0
        self.rows: tuple[Any, ...] = layout.empty()

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.rows[0])

    @property
    def newest_ms(self) -> int | None:
        """Time of the newest row, None without any."""
        times_ms = self.rows[0]
        return times_ms[-1] if times_ms else None

    def add(self, time_ms: int, values: Sequence[int], floor_ms: int) -> None:
        """Adds a payment; no window will reach back to `floor_ms` or before any more.

        Args:
            time_ms: its time.
            values: of the fields of the columns.
            floor_ms: see above.
        """
        rows = self.rows
        times = rows[0]
        if times and times[len(times) >> 2] <= floor_ms:
            self._drop(bisect_right(times, floor_ms))
        if not times or times[-1] <= time_ms:
            try:
                self._append(rows, time_ms, values)
            except OverflowError:
                self._take_back()
                self._insert(time_ms, values)
        else:
            self._insert(time_ms, values)
        if len(times) - self._folded > self._exact_payments:
            self._fold()

    def _take_back(self) -> None:
        """Undoes an append that got no further than the first total that was too large."""
        rows, held = self.rows, len(self)
        for place, _, _ in self._layout.totals:
            del rows[place][held + 1 :]
        for place, _, _ in self._layout.extremes:
            del rows[place][held:]

    def _insert(self, time_ms: int, values: Sequence[int]) -> None:
        rows = list(self.rows)
        times, counts = rows[:2]
        row = bisect_right(times, time_ms)
        times.insert(row, time_ms)
        if row < len(counts):
            counts[row + 1 :] = [count + 1 for count in counts[row:]]
        for place, column, power in self._layout.totals:
            rows[place] = with_row(rows[place], row, values[column] ** power)
        for place, column, sign in self._layout.extremes:
            extremes.insert(rows, place, row, time_ms, sign * values[column])
        self.rows = tuple(rows)

    def _drop(self, number: int) -> None:
        rows = self.rows
        times, counts = rows[:2]
        for place, _, _ in self._layout.extremes:
            extremes.drop(rows, place, number, times[number - 1])
        for place, _, _ in self._layout.totals:
            del rows[place][:number]
        counts[:] = [count - number for count in counts[number:]]
        del times[:number]
        self._folded = max(0, self._folded - number)

    def _fold(self) -> None:
        rows = list(self.rows)
        times = rows[0]
        end = len(times) - self._exact_payments * 3 // 4
        firsts = tile_firsts(times, end)
        self._fold_counts(firsts, end)
        times[:end] = [times[row - 1] for row in (*firsts[1:], end)]
        for place, _, _ in self._layout.totals:
            totals = rows[place]
            totals[:end] = packed([totals[row] for row in firsts])
        for place, _, _ in self._layout.extremes:
            extremes.fold(rows, place, firsts, end)
        self.rows = tuple(rows)
        self._folded = len(firsts)

    def _fold_counts(self, firsts: Sequence[int], end: int) -> None:
        counts, fewer = self.rows[1], end - len(firsts)
        tiles = len(counts)
        first_counts = [(counts[row] if row < tiles else row) - fewer for row in firsts]
        counts[:] = [*first_counts, *(count - fewer for count in counts[end:])]
        while counts and counts[-1] == len(counts) - 1:
            del counts[-1]

    def image(self) -> RowsImage:
        """What `restore` makes the same timeline from."""
        times, counts = self.rows[:2]
        tiles = len(counts)
        fields = [self._field_image(column, tiles) for column in range(self._layout.columns)]
        in_tiles = to_gaps((*counts[1:], tiles), counts[0]) if tiles else []
        return RowsImage(self._folded, to_gaps(times), in_tiles, fields)

    def _field_image(self, column: int, tiles: int) -> FieldImage:
        rows, layout = self.rows, self._layout
        sums, *squares = (rows[place] for place, of, _ in layout.totals if of == column)
        largest, smallest = (
            [
                sign * value
                for place, of, kept in layout.extremes
                if (of, kept) == (column, sign)
                for value in rows[place][:tiles]
            ]
            for sign in (1, -1)
        )
        return FieldImage(
            terms(sums, tiles),
            terms(squares[0], tiles) if squares else [],
            largest,
            smallest,
            to_gaps(sums[tiles + 1 :], sums[tiles]),
        )

    def restore(self, image: RowsImage) -> Self:
        """Takes over rows with the same columns; what the image lacks of them counts as 0."""
        rows = list(self.rows)
        self._folded = image.folded
        rows[0] = from_gaps(image.gaps_ms)
        tiles = len(image.counts)
        singles = len(rows[0]) - tiles
        hidden = sum(image.counts) - tiles
        rows[1] = list(accumulate(image.counts[:-1], initial=-hidden)) if tiles else []
        for place, column, power in self._layout.totals:
            field = image.fields[column]
            stored = field.sums if power == 1 else field.squares
            known = [from_bytes(term) for term in stored] or [0] * tiles
            values = [value**power for value in field.values] or [0] * singles
            rows[place] = packed(accumulate((*known, *values), initial=0))
        for place, column, sign in self._layout.extremes:
            field = image.fields[column]
            known = (field.largest if sign == 1 else field.smallest) or [0] * tiles
            values = field.values or [0] * singles
            extremes.restore(rows, place, [sign * value for value in (*known, *values)])
        self.rows = tuple(rows)
        return self
