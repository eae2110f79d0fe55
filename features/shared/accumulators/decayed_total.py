"""A total in which every event counts half as much after each half-life.

::

    events    a1    a2         a3        in the order of event time
    totals    D1    D2         D3        D2 = a2 + D1 * 2 ** (-(t2 - t1) / half-life)

The total after each event is kept, and what of the one before it is left then. One that comes out
of order is inserted, and the totals after it are computed again, as far as they are asked for and
up to where they are as they were, in the same order as if it had come in time: to the last bit the
same.
"""

from array import array
from bisect import bisect_right
from itertools import pairwise
from math import nan
from typing import Final, Self

from msgspec import Struct

from features.shared.definitions.model import DECAY_REACH_HALF_LIVES
from features.shared.gaps import from_gaps, to_gaps

_NO_EDGE_MS: Final = -(2**63)
_NOT_COMPUTED: Final = nan
"""Stands for a total until it is computed; it is equal to none."""
_BATCH: Final = 256
"""Totals that are computed again before they are compared with those of before."""


class DecayedTotalImage(Struct, frozen=True, array_like=True):
    """A decayed total as it is stored.

    Attributes:
        edge_ms: time of the newest event that is no longer held, -2**63 where there was none.
        edge_total: the total right after it.
        gaps_ms: times of the events held, as gaps from 0.
        amounts: theirs.
    """

    edge_ms: int
    edge_total: float
    gaps_ms: list[int]
    amounts: list[int]


class DecayedTotal:
    """Events of one key with the decayed total after each of them.

    Above `most_events` the oldest quarter goes into the total at their edge. One that then comes
    before the edge is added to the total there, which is exact but for rounding; and a total asked
    for before the edge is that at the edge.

    Args:
        half_life_ms: time after which an event counts half as much.
        most_events: events held.
    """

    __slots__ = (
        "_amounts",
        "_edge_ms",
        "_edge_total",
        "_half_life_ms",
        "_kept",
        "_known",
        "_last_break",
        "_most_events",
        "_reach_ms",
        "_times_ms",
        "_totals",
    )

    def __init__(self, half_life_ms: int, most_events: int) -> None:
        self._half_life_ms = half_life_ms
        self._reach_ms = half_life_ms * DECAY_REACH_HALF_LIVES
        self._most_events = most_events
        self._edge_ms = _NO_EDGE_MS
        self._edge_total = 0.0
        self._times_ms: list[int] = []
        self._amounts: list[int] = []
        self._kept = array("d")
        self._totals: list[float] = []
        self._known = 0
        self._last_break = 0

    def __len__(self) -> int:
        """Number of events held, and one for those that no longer are."""
        return len(self._times_ms) + (self._edge_ms != _NO_EDGE_MS)

    @property
    def newest_ms(self) -> int | None:
        """Time of the newest event, None without any."""
        return self._times_ms[-1] if self._times_ms else None

    def value(self, time_ms: int, amount: int | None) -> float:
        """The total at a time.

        Args:
            time_ms: the time; events up to it count.
            amount: of the payment in hand, counted as the last one; None where it does not belong.

        Returns:
            The total, 0.0 where no event of the last 32 half-lives counts.
        """
        times = self._times_ms
        row = len(times) if times and times[-1] <= time_ms else bisect_right(times, time_ms)
        return self._total_at(row, time_ms) + (amount or 0)

    def add(self, time_ms: int, amount: int, floor_ms: int) -> None:
        """Adds an event, unless it is at or before `floor_ms`; no total before it is asked for."""
        if time_ms <= floor_ms:
            return
        times = self._times_ms
        if times and times[len(times) >> 2] <= floor_ms:
            self._drop(bisect_right(times, floor_ms))
        if time_ms < self._edge_ms:
            self._edge_total += amount * self._left_after(self._edge_ms - time_ms)
            self._known = 0
        elif not times or times[-1] <= time_ms:
            self._append(time_ms, amount)
        else:
            self._insert(bisect_right(times, time_ms), time_ms, amount)
        if len(times) > self._most_events:
            self._drop(len(times) - self._most_events * 3 // 4)

    def _append(self, time_ms: int, amount: int) -> None:
        known_ms, total = self._before(len(self._times_ms))
        kept = self._left_after(time_ms - known_ms)
        self._times_ms.append(time_ms)
        self._amounts.append(amount)
        self._kept.append(kept)
        self._totals.append(amount + total * kept)
        self._known += 1

    def _insert(self, row: int, time_ms: int, amount: int) -> None:
        times = self._times_ms
        before_ms = times[row - 1] if row else self._edge_ms
        self._kept[row] = self._left_after(times[row] - time_ms)
        self._kept.insert(row, self._left_after(time_ms - before_ms))
        times.insert(row, time_ms)
        self._amounts.insert(row, amount)
        self._totals.insert(row, _NOT_COMPUTED)
        self._last_break = max(self._last_break + (row <= self._last_break), row)
        self._known = min(self._known, row)

    def _total_at(self, row: int, time_ms: int) -> float:
        """What is left at a time of the events before `row`."""
        known_ms, total = self._before(row)
        return total * self._left_after(max(0, time_ms - known_ms))

    def _left_after(self, gap_ms: int) -> float:
        """What is left of a total of 1 after some time."""
        if gap_ms > self._reach_ms:
            return 0.0
        left: float = 2.0 ** (-gap_ms / self._half_life_ms)
        return left

    def _before(self, row: int) -> tuple[int, float]:
        """Time of the event before `row`, and the total right after it."""
        if not row:
            return self._edge_ms, self._edge_total
        if row > self._known:
            self._compute(row)
        return self._times_ms[row - 1], self._totals[row - 1]

    def _compute(self, end: int) -> None:
        """Computes the totals of the rows from the first that is not known to before `end`.

        Where one is as it was, so are all after it, unless one of these does not follow from the
        one before it: it was inserted, or the computation ended there.
        """
        totals, row = self._totals, self._known
        total = totals[row - 1] if row else self._edge_total
        while row < end:
            after = min(row + _BATCH, end)
            before = totals[after - 1]
            totals[row:after] = [
                total := amount + total * kept
                for amount, kept in zip(
                    self._amounts[row:after], self._kept[row:after], strict=True
                )
            ]
            row = after
            if total == before and after > self._last_break:
                row = len(totals)
        self._known = row
        self._last_break = max(self._last_break, row) if row < len(totals) else 0

    def _drop(self, events: int) -> None:
        self._edge_ms, self._edge_total = self._before(events)
        del self._times_ms[:events], self._amounts[:events], self._totals[:events]
        del self._kept[:events]
        self._known = max(0, self._known - events)
        self._last_break = max(0, self._last_break - events)

    def image(self) -> DecayedTotalImage:
        """What `restore` makes the same total from."""
        gaps_ms = to_gaps(self._times_ms)
        return DecayedTotalImage(self._edge_ms, self._edge_total, gaps_ms, self._amounts[:])

    def restore(self, image: DecayedTotalImage) -> Self:
        """Takes over the events that `image` was taken of."""
        self._edge_ms, self._edge_total = image.edge_ms, image.edge_total
        self._times_ms = from_gaps(image.gaps_ms)
        self._amounts = list(image.amounts)
        gaps_ms = [after - before for before, after in pairwise((self._edge_ms, *self._times_ms))]
        self._kept = array("d", map(self._left_after, gaps_ms))
        self._totals = [_NOT_COMPUTED] * len(gaps_ms)
        self._known = 0
        self._last_break = 0
        return self
