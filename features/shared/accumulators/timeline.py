"""A key's payments in event-time order, with running totals that answer any window at once.

::

    rows          tile      tile   p   p  p       p      a row is a payment, or a tile of old ones
    times          t0        t1    t2  t3 t4      t5     time of the row's (newest) payment
    totals      0      c0       c1   c2  c3 c4       c5  before every row, and after the last

    (t - w, t]                    |<---------------->|   total after the last row - before the first
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Self

from features.shared.accumulators.extremes import Extremes
from features.shared.accumulators.tiles import tile_firsts
from features.shared.accumulators.timeline_image import (
    FieldImage,
    RowsImage,
    from_bytes,
    terms,
    tile_rows,
)
from features.shared.gaps import from_gaps, to_gaps


@dataclass(frozen=True, slots=True, order=True)
class Column:
    """What is kept of one field, beside its running total.

    Attributes:
        field: its name.
        squares: whether the running total of its squares is kept.
        largest: whether the largest value of any window is known.
        smallest: whether the smallest is.
    """

    field: str
    squares: bool = False
    largest: bool = False
    smallest: bool = False


class Timeline:
    """Payments of one key, sorted by event time and among ties by arrival.

    Args:
        columns: what is kept of which fields; the number of payments always is.
        exact_payments: rows kept one by one; above it the oldest quarter folds into tiles.

    Attributes:
        rows: time of each row; running total of payments before each row, and the final one; then
            for each column the running total of the field, of its squares, and the three lists of
            its `Extremes`: of the largest, and of the smallest (negated), as far as they are kept.
            The lists stay the same ones.
    """

    __slots__ = (
        "_append",
        "_exact_payments",
        "_extremes",
        "_fields",
        "_folded",
        "_totals",
        "rows",
    )

    def __init__(self, columns: tuple[Column, ...], exact_payments: int) -> None:
        times_ms: list[int] = []
        counts = [0]
        rows = [times_ms, counts]
        self._fields = len(columns)
        self._exact_payments = exact_payments
        self._folded = 0
        self._totals: list[tuple[int, int, list[int]]] = []
        self._extremes: list[tuple[int, int, Extremes]] = []
        for place, column in enumerate(columns):
            for power in (1, 2) if column.squares else (1,):
                self._totals.append((place, power, [0]))
                rows.append(self._totals[-1][2])
            for sign in (*((1,) if column.largest else ()), *((-1,) if column.smallest else ())):
                kept = Extremes()
                self._extremes.append((place, sign, kept))
                rows += [kept.of_rows, kept.peak_times_ms, kept.peaks]
        self.rows: tuple[list[int], ...] = tuple(rows)
        self._append = appender(columns)

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
        times = self.rows[0]
        if times and times[len(times) >> 2] <= floor_ms:
            self._drop(bisect_right(times, floor_ms))
        if not times or times[-1] <= time_ms:
            self._append(self.rows, time_ms, values)
        else:
            self._insert(time_ms, values)
        if len(times) - self._folded > self._exact_payments:
            self._fold()

    def _insert(self, time_ms: int, values: Sequence[int]) -> None:
        times, counts = self.rows[:2]
        row = bisect_right(times, time_ms)
        times.insert(row, time_ms)
        counts[row + 1 :] = [total + 1 for total in counts[row:]]
        for place, power, totals in self._totals:
            term = values[place] ** power
            totals[row + 1 :] = [total + term for total in totals[row:]]
        for place, sign, extremes in self._extremes:
            extremes.insert(row, time_ms, sign * values[place])

    def _drop(self, rows: int) -> None:
        times, counts = self.rows[:2]
        for _, _, extremes in self._extremes:
            extremes.drop(rows, times[rows - 1])
        for column in (times, counts, *(totals for _, _, totals in self._totals)):
            del column[:rows]
        self._folded = max(0, self._folded - rows)

    def _fold(self) -> None:
        times, counts = self.rows[:2]
        end = len(times) - self._exact_payments * 3 // 4
        firsts = tile_firsts(times, end)
        times[:end] = [times[row - 1] for row in (*firsts[1:], end)]
        for totals in (counts, *(totals for _, _, totals in self._totals)):
            totals[:end] = [totals[row] for row in firsts]
        for _, _, extremes in self._extremes:
            extremes.fold(firsts, end, times)
        self._folded = len(firsts)

    def image(self) -> RowsImage:
        """What `restore` makes the same timeline from."""
        times, counts = self.rows[:2]
        tiles = tile_rows(counts)
        fields = [self._field_image(place, tiles) for place in range(self._fields)]
        return RowsImage(
            self._folded, to_gaps(times), to_gaps(counts[1 : tiles + 1], counts[0]), fields
        )

    def _field_image(self, place: int, tiles: int) -> FieldImage:
        sums, *squares = (totals for column, _, totals in self._totals if column == place)
        largest, smallest = (
            [
                sign * value
                for column, kept, extremes in self._extremes
                if (column, kept) == (place, sign)
                for value in extremes.of_rows[:tiles]
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
        times, counts = self.rows[:2]
        self._folded = image.folded
        times[:] = from_gaps(image.gaps_ms)
        tiles = len(image.counts)
        singles = len(times) - tiles
        counts[:] = accumulate((*image.counts, *(1,) * singles), initial=0)
        for place, power, totals in self._totals:
            field = image.fields[place]
            packed = field.sums if power == 1 else field.squares
            known = [from_bytes(term) for term in packed] or [0] * tiles
            values = [value**power for value in field.values] or [0] * singles
            totals[:] = accumulate((*known, *values), initial=0)
        for place, sign, extremes in self._extremes:
            field = image.fields[place]
            known = (field.largest if sign == 1 else field.smallest) or [0] * tiles
            values = field.values or [0] * singles
            extremes.restore([sign * value for value in (*known, *values)], times)
        return self


Append = Callable[[tuple[list[int], ...], int, Sequence[int]], None]


@cache
def appender(columns: tuple[Column, ...]) -> Append:
    """Puts a payment after all rows: generated, since it runs for nearly every payment.

    Its arguments are the rows of a timeline with these columns, a time and the values.
    """
    names, body = ["times", "counts"], ["    times.append(time_ms)", _extended("counts", "1")]
    for place, column in enumerate(columns):
        names.append(f"s{place}")
        body.append(_extended(f"s{place}", f"v{place}"))
        if column.squares:
            names.append(f"q{place}")
            body.append(_extended(f"q{place}", f"v{place} * v{place}"))
        for letter, kept, sign in (("l", column.largest, ""), ("m", column.smallest, "-")):
            if kept:
                rows, peak_times, peaks = (f"{letter}{place}{part}" for part in "rtp")
                names += [rows, peak_times, peaks]
                body.append(_raised(rows, peak_times, peaks, f"{sign}v{place}"))
    values = "".join(f"v{place}, " for place in range(len(columns)))
    reads = [f"    ({values}) = values"] if columns else []
    head = ["def append(rows, time_ms, values):", f"    {', '.join(names)} = rows"]
    namespace: dict[str, Append] = {}
    # Only templates of this module and numbers get into the source, never a name from outside.
    exec(compile("\n".join([*head, *reads, *body, ""]), "<timeline>", "exec"), namespace)  # noqa: S102
    return namespace["append"]


def _extended(totals: str, term: str) -> str:
    return f"    {totals}.append({totals}[-1] + {term})"


def _raised(rows: str, peak_times: str, peaks: str, value: str) -> str:
    """Lines that append a value to the lists of `Extremes`."""
    return f"""\
    {rows}.append({value})
    while {peaks} and {peaks}[-1] <= {value}:
        del {peaks}[-1], {peak_times}[-1]
    {peak_times}.append(time_ms)
    {peaks}.append({value})"""
