"""Tiles: old payments of a busy key, summed up in steps of time that widen with their age.

::

    age    31 d ............ 26 h ............ 2 h ........ 10 min ........ 0
    width       1 hour       |   15 minutes    |  1 minute  |  5 s  | one by one

Tiles are aligned to multiples of their width and each width divides the next, so that old tiles
merge into wider ones exactly. A tile carries the time of its newest payment; a window holds all of
a tile or nothing of it.
"""

from bisect import bisect_right
from typing import Final

from events.shared.time_units import HOUR_MS, MINUTE_MS

TILE_LADDER: Final[tuple[tuple[int, int], ...]] = (
    (0, MINUTE_MS // 12),
    (10 * MINUTE_MS, MINUTE_MS),
    (2 * HOUR_MS, 15 * MINUTE_MS),
    (26 * HOUR_MS, HOUR_MS),
)
"""(age from which, width of a tile) in milliseconds, youngest first.

The ages lie beyond the windows (5m, 1h, 24h), so that the start of each cuts a narrow tile.
"""


def tile_firsts(times_ms: list[int], end: int) -> list[int]:
    """Indexes of the rows that begin a tile when the rows ``[0, end)`` are put into tiles.

    Ages are counted from the last of `times_ms`, which ascend; a row may be a tile already.
    """
    firsts: list[int] = []
    row = 0
    for from_age_ms, width_ms in reversed(TILE_LADDER):
        band_end = bisect_right(times_ms, times_ms[-1] - from_age_ms, row, end)
        previous = None
        for index in range(row, band_end):
            tile = times_ms[index] // width_ms
            if tile != previous:
                firsts.append(index)
                previous = tile
        row = band_end
    return firsts
