"""When ids were away: so many occur in no window that ends before the newest event.

::

    id a    o--o              o--o    away before it first came, and between its runs
    id b              o---o           away before it first came
    (edge,        t]                  a left by the edge and came back after t
                 (edge,        t]     both occur: of a's absence the end is in the window

They are kept by when the ids were back, so that those a window can lie in are the last ones.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

_NEVER_HERE_MS: Final = -(2**63)
"""When an id left that comes for the first time."""


class Absences:
    """When each of some ids left, and when it was back.

    Args:
        runs_ms: of each id, see `runs`.
    """

    __slots__ = ("_back_ms", "_left_ms")

    def __init__(self, runs_ms: Iterable[list[int]]) -> None:
        absences = [absence for runs in runs_ms for absence in _absences(runs)]
        absences.sort()
        self._back_ms = [back_ms for back_ms, _ in absences]
        self._left_ms = array("q", [left_ms for _, left_ms in absences])

    def number(self, edge_ms: int, time_ms: int) -> int:
        """How many of them hold all of ``(edge, time]``: of an id it is one at most."""
        first = bisect_right(self._back_ms, time_ms)
        left_ms = np.frombuffer(self._left_ms, np.int64)[first:]
        return int(np.count_nonzero(left_ms <= edge_ms))

    def came(self, runs_ms: Sequence[int], time_ms: int, asked_ms: int) -> None:
        """Takes an id that came after its runs; a window that ends by `asked_ms` has no interest.

        Args:
            runs_ms: of the id before, empty where it comes for the first time.
            time_ms: when it came.
            asked_ms: see above.
        """
        self._add(time_ms, runs_ms[-1] if runs_ms else _NEVER_HERE_MS)
        back_ms = self._back_ms
        if back_ms[len(back_ms) >> 2] <= asked_ms:
            gone = bisect_right(back_ms, asked_ms)
            del back_ms[:gone], self._left_ms[:gone]

    def replace(self, before_ms: list[int], after_ms: list[int]) -> None:
        """Takes an id whose runs have changed."""
        before, after = set(_absences(before_ms)), set(_absences(after_ms))
        for back_ms, left_ms in before - after:
            self._remove(back_ms, left_ms)
        for back_ms, left_ms in after - before:
            self._add(back_ms, left_ms)

    def _add(self, back_ms: int, left_ms: int) -> None:
        place = bisect_right(self._back_ms, back_ms)
        self._back_ms.insert(place, back_ms)
        self._left_ms.insert(place, left_ms)

    def _remove(self, back_ms: int, left_ms: int) -> None:
        """Forgets one that is there unless no window can lie in it any more."""
        first, end = bisect_left(self._back_ms, back_ms), bisect_right(self._back_ms, back_ms)
        for place in range(first, end):
            if self._left_ms[place] == left_ms:
                del self._back_ms[place], self._left_ms[place]
                return


def _absences(runs_ms: list[int]) -> Iterable[tuple[int, int]]:
    """When an id was back, and when it had left; nothing of one without runs."""
    return zip(runs_ms[::2], (_NEVER_HERE_MS, *runs_ms[1:-1:2]), strict=False)
