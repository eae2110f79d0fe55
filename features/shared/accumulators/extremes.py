"""The largest value of any window over the rows of a timeline; of negated values, the smallest.

::

    values    3   9   2   7   1   5      of the rows, in event-time order
    peaks         9       7       5      those that no later value reaches
    (t - w, t]          |------------|   the first peak in a window up to the newest is its largest

They are three of the rows of a timeline: the largest value of each row, the times of the peaks,
which ascend, and their values, which descend.
"""

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from features.shared.accumulators.timeline_columns import Rows
from features.shared.accumulators.totals import Totals, packed, with_value

_FEW: Final = 64
"""Up to so many rows a loop is quicker than a vector."""


def largest(of_rows: Totals, first: int, end: int) -> int:
    """The largest value of the rows ``[first, end)``, of which there is one at least."""
    if isinstance(of_rows, array) and end - first > _FEW:
        return int(np.frombuffer(of_rows, np.int64)[first:end].max())
    return max(of_rows[first:end])


def insert(rows: Rows, place: int, row: int, time_ms: int, value: int) -> None:
    """Takes a row.

    Args:
        rows: of the timeline.
        place: of the first of the three.
        row: its place.
        time_ms: its time.
        value: its value.
    """
    rows[place] = with_value(rows[place], row, value)
    times, peaks = rows[place + 1 : place + 3]
    after = bisect_right(times, time_ms)
    if after < len(peaks) and peaks[after] >= value:
        return
    first = after
    while first and peaks[first - 1] <= value:
        first -= 1
    times[first:after] = (time_ms,)
    peaks[first:after] = (value,)


def drop(rows: Sequence[Any], place: int, number: int, last_ms: int) -> None:
    """Forgets a number of rows at the beginning, the last of which has a time."""
    of_rows, times, peaks = rows[place : place + 3]
    gone = bisect_right(times, last_ms)
    del times[:gone], peaks[:gone], of_rows[:number]


def fold(rows: Rows, place: int, firsts: list[int], end: int) -> None:
    """Makes one row of each run of rows ``[0, end)`` that begins at one of `firsts`.

    The times of the timeline are already those of after it.
    """
    of_rows = rows[place]
    of_rows[:end] = packed(
        [max(of_rows[first:after]) for first, after in zip(firsts, (*firsts[1:], end), strict=True)]
    )
    restore(rows, place, of_rows)


def restore(rows: Rows, place: int, of_rows: Totals) -> None:
    """Takes over the values of the rows, whose times are there already."""
    times: list[int] = []
    peaks: list[int] = []
    for time_ms, value in zip(reversed(rows[0]), reversed(of_rows), strict=True):
        if not peaks or value > peaks[-1]:
            times.append(time_ms)
            peaks.append(value)
    rows[place : place + 3] = packed(of_rows), times[::-1], peaks[::-1]
