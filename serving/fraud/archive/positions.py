"""Where in the archive the decisions of one card, merchant or action are."""

from array import array
from bisect import bisect_left
from collections.abc import Iterator

from events.fraud.decision import Action


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


class CardPositions(Positions):
    """The positions of one card, which know merchant and action of each.

    A card may be at any number of merchants: to pass over those that are not asked for takes a
    tenth of looking at the decisions.
    """

    __slots__ = ("_actions", "_merchants")

    def __init__(self) -> None:
        super().__init__()
        self._merchants: list[str] = []
        self._actions: list[Action] = []

    def add_at(self, position: int, merchant_id: str, action: Action) -> None:
        """`position` is higher than all before."""
        self.add(position)
        self._merchants.append(merchant_id)
        self._actions.append(action)

    def forget_before(self, position: int) -> None:
        """Forget those below `position`; amortised, each costs the same."""
        super().forget_before(position)
        gone = len(self._merchants) - len(self._all)
        del self._merchants[:gone], self._actions[:gone]

    def meeting(
        self, below: int, merchants: frozenset[str] | None, action: Action | None
    ) -> Iterator[int]:
        """Those below `below`, descending, at one of `merchants` and with `action`, if given."""
        for index in range(bisect_left(self._all, below, self._first) - 1, self._first - 1, -1):
            if action is not None and self._actions[index] != action:
                continue
            if merchants is None or self._merchants[index] in merchants:
                yield self._all[index]
