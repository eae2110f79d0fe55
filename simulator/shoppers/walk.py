"""From item to item: what one shopper looks at in one visit, and what is shown beside it."""

from bisect import bisect_right
from collections.abc import Callable
from typing import Final

from simulator.shoppers.attraction import Attraction
from simulator.shoppers.behaviours import Behaviour
from simulator.shoppers.shopper import Shopper

_BACK_TO_RECENT: Final = 0.2
_FROM_THE_FIRST: Final = 0.15


class Walk:
    """The items that a shopper looks at in one visit.

    Args:
        attraction: draws the items.
        uniform: draws a number from 0 up to 1.
        shopper: whose tastes lead.
        behaviour: what is looked at next.

    Attributes:
        seen: items looked at, in order, with repetition; the last one is the present one.
    """

    __slots__ = ("_attraction", "_hidden", "_shopper", "_steps", "_uniform", "_until", "seen")

    def __init__(
        self,
        attraction: Attraction,
        uniform: Callable[[], float],
        shopper: Shopper,
        behaviour: Behaviour,
    ) -> None:
        self._attraction = attraction
        self._uniform = uniform
        self._shopper = shopper
        self._until = behaviour.steps
        self._steps = (
            self._again,
            self._back,
            self._earlier,
            self._wander,
            self.companion,
            self._same_category,
            self._elsewhere,
        )
        self._hidden: set[int] = set()
        self.seen: list[int] = []

    def begin(self) -> int:
        """The first item: now and then one of the visits before."""
        recent = self._shopper.recent
        if recent and self._uniform() < _BACK_TO_RECENT:
            return self.look_at(recent[int(self._uniform() * len(recent))])
        return self.look_at(self._attraction.by_taste(self._shopper))

    def look_at(self, item: int) -> int:
        """That item, as the next one; the present one again if it was hidden."""
        self.seen.append(self.seen[-1] if item in self._hidden else item)
        return self.seen[-1]

    def go_on(self) -> int:
        """The next item."""
        return self.look_at(self._steps[bisect_right(self._until, self._uniform())]())

    def hide(self, item: int) -> None:
        """Leaves the item out from now on; it is not the present one."""
        self._hidden.add(item)

    def beside(self, most: int) -> list[int]:
        """Up to so many other items to show beside the present one, each once."""
        present = self.seen[-1]
        others = {self._alike(present): None for _ in range(most)}
        return [item for item in others if item != present and item not in self._hidden]

    def companion(self) -> int:
        """An item that goes with the present one; one like it where there is none."""
        found = self._attraction.companion(self.seen[-1])
        return self._alike(self.seen[-1]) if found is None else found

    def _again(self) -> int:
        return self.seen[-1]

    def _back(self) -> int:
        """The item before the present one; where there is none, one that is new."""
        present = self.seen[-1]
        before = (item for item in reversed(self.seen) if item != present)
        found = next(before, None)
        return self._alike(present) if found is None else found

    def _earlier(self) -> int:
        return self.seen[int(self._uniform() * len(self.seen))]

    def _wander(self) -> int:
        return self._alike(self.seen[0 if self._uniform() < _FROM_THE_FIRST else -1])

    def _same_category(self) -> int:
        return self._attraction.of_category(self.seen[-1], self._shopper)

    def _elsewhere(self) -> int:
        return self._attraction.by_taste(self._shopper)

    def _alike(self, item: int) -> int:
        found = self._attraction.alike(item)
        return self._attraction.of_category(item, self._shopper) if found is None else found
