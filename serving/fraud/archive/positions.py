"""Where in the archive the decisions of one card, merchant or action are."""

from array import array
from bisect import bisect_left
from collections.abc import Iterator


class Positions:
    """Positions in ascending order: added at the end, forgotten at the beginning."""

    __slots__ = ("_all", "_first")

    def __init__(self) -> None:
        self._all = array("q")
        self._first = 0

    def __len__(self) -> int:
        """Positions that are not forgotten."""
        return len(self._all) - self._first

    def add(self, position: int) -> None:
        """`position` is higher than all before."""
        self._all.append(position)

    def forget_before(self, position: int) -> None:
        """Forget those below `position`; amortised, each costs the same."""
        self._first = bisect_left(self._all, position, self._first)
        if self._first * 2 > len(self._all):
            del self._all[: self._first]
            self._first = 0

    def newest_first(self, below: int) -> Iterator[int]:
        """Those below `below`, descending."""
        for index in range(bisect_left(self._all, below, self._first) - 1, self._first - 1, -1):
            yield self._all[index]
