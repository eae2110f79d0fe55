"""What happens in a visit: views along a walk, lists shown beside them, carts, a purchase.

::

    view A   view B   impression C D E   view D   cart D   view F   cart F   purchase D F
             a list, of which the first is clicked most       goes with D
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, log
from typing import Final

from simulator.shoppers.behaviours import Behaviour
from simulator.shoppers.listings import Listing
from simulator.shoppers.visit import SESSION_GAP_MS, Act, ActType
from simulator.shoppers.walk import Walk

_MOST_VIEWS: Final = 150
_GAP_SPREAD: Final = 0.9
_LEAST_GAP_MS: Final = 800
_MOST_GAP_MS: Final = SESSION_GAP_MS // 3  # a cart that fails adds a second one
_CART_GAP: Final = 0.4
_LIST_MS: Final = 250
_LEAST_SHOWN: Final = 3
_MOST_SHOWN: Final = 8
_CLICKED: Final = 0.5
_CLICK_TAIL: Final = 1.1
_COMPANION_TAKEN: Final = 0.6


@dataclass(frozen=True, slots=True)
class Chances:
    """What decides in a visit.

    Attributes:
        uniform: draws a number from 0 up to 1.
        normal: draws a standard normal number.
        listings: tells what can be bought.
        list_share: of the views, those after which a list is shown.
        hide_share: of the lists, those of which an item is hidden.
    """

    uniform: Callable[[], float]
    normal: Callable[[], float]
    listings: tuple[Listing, ...]
    list_share: float
    hide_share: float


class Outing:
    """One visit as it happens.

    Args:
        walk: which items are looked at.
        behaviour: how many, how fast, and what comes of it.
        chances: what decides.
        start_ms: when it begins, epoch ms.
    """

    __slots__ = ("_acts", "_behaviour", "_cart", "_chances", "_log_gap", "_shown", "_time", "_walk")

    def __init__(self, walk: Walk, behaviour: Behaviour, chances: Chances, start_ms: int) -> None:
        self._walk = walk
        self._behaviour = behaviour
        self._chances = chances
        self._time = start_ms
        self._log_gap = log(behaviour.median_gap_ms)
        self._acts: list[Act] = []
        self._cart: list[int] = []
        self._shown: list[int] = []

    def acts(self) -> list[Act]:
        """All that happens, in order of time."""
        self._view(self._walk.begin())
        for _ in range(self._more_views()):
            self._pause(1.0)
            self._view(self._next())
        if self._cart and self._chances.uniform() < self._behaviour.purchase_rate:
            self._purchase()
        return self._acts

    def _more_views(self) -> int:
        """Views after the first: few most of the time, and now and then very many."""
        behaviour = self._behaviour
        views = behaviour.median_views * exp(behaviour.views_spread * self._chances.normal())
        return min(int(views), _MOST_VIEWS)

    def _pause(self, share: float) -> None:
        gap = share * exp(self._log_gap + _GAP_SPREAD * self._chances.normal())
        self._time += max(_LEAST_GAP_MS, min(int(gap), _MOST_GAP_MS))

    def _do(self, event_type: ActType, item: int, position: int = 0) -> None:
        self._acts.append(Act(self._time, event_type, item, position))

    def _next(self) -> int:
        """The next item: one of the list just shown, or where the walk leads."""
        shown, self._shown = self._shown, []
        if shown and self._chances.uniform() < _CLICKED:
            return self._walk.look_at(self._clicked(shown))
        return self._walk.go_on()

    def _clicked(self, shown: list[int]) -> int:
        """One of the list; what stands further down is seldom seen."""
        weights = [1 / (place + 1) ** _CLICK_TAIL for place in range(len(shown))]
        left = self._chances.uniform() * sum(weights)
        for item, weight in zip(shown, weights, strict=True):
            left -= weight
            if left < 0:
                return item
        return shown[-1]

    def _view(self, item: int) -> None:
        self._do("view", item)
        uniform = self._chances.uniform
        if uniform() < self._behaviour.cart_rate and self._take(item):
            self._look_for_companion()
        elif uniform() < self._chances.list_share:
            self._show_list()

    def _take(self, item: int) -> bool:
        """Whether the item got into the cart: once, and only what can be bought."""
        self._pause(_CART_GAP)
        if item in self._cart or not self._chances.listings[item].available_at(self._time):
            return False
        self._do("cart", item)
        self._cart.append(item)
        return True

    def _look_for_companion(self) -> None:
        uniform = self._chances.uniform
        if uniform() < self._behaviour.companion_rate:
            self._pause(1.0)
            item = self._walk.look_at(self._walk.companion())
            self._do("view", item)
            if uniform() < _COMPANION_TAKEN:
                self._take(item)

    def _show_list(self) -> None:
        uniform = self._chances.uniform
        most = _LEAST_SHOWN + int(uniform() * (_MOST_SHOWN - _LEAST_SHOWN + 1))
        shown = self._walk.beside(most)
        self._time += _LIST_MS
        for position, item in enumerate(shown, start=1):
            self._do("impression", item, position)
        if shown and uniform() < self._chances.hide_share:
            self._hide(shown)
        self._shown = shown

    def _hide(self, shown: list[int]) -> None:
        """Takes one out of the list; nobody hides what is in the cart."""
        item = shown[int(self._chances.uniform() * len(shown))]
        if item not in self._cart:
            shown.remove(item)
            self._pause(_CART_GAP)
            self._do("hide", item)
            self._walk.hide(item)

    def _purchase(self) -> None:
        """Everything in the cart that can still be bought, at one time."""
        self._pause(1.0)
        for item in self._cart:
            if self._chances.listings[item].available_at(self._time):
                self._do("purchase", item)
