"""Who comes next: somebody with an account, a guest, or a guest who was there not long ago."""

from bisect import bisect_right
from collections import deque
from collections.abc import Callable
from itertools import accumulate
from typing import Final

from events.shared.time_units import SECOND_MS
from simulator.shoppers.attraction import Attraction
from simulator.shoppers.settings import ShoppingScenario
from simulator.shoppers.shopper import PRICE_LEVELS, Shopper
from simulator.shoppers.visit import SESSION_GAP_MS

_TRIES: Final = 6
_REMEMBERED_GUESTS: Final = 256
_TWO_TASTES: Final = 0.3
_MAIN_SHARE: Final = 0.7
_MOST_RECENT: Final = 5


class Crowd:
    """Everybody who may come.

    Args:
        scenario: which share of the visits is whose.
        accounts: the shoppers with an account.
        activity: how often each of them comes, relatively.
        attraction: what is in demand, for the tastes of guests.
        uniform: draws a number from 0 up to 1.
    """

    def __init__(
        self,
        scenario: ShoppingScenario,
        accounts: list[Shopper],
        activity: list[float],
        attraction: Attraction,
        uniform: Callable[[], float],
    ) -> None:
        self._accounts = accounts
        self._activity = list(accumulate(activity))
        self._account_share = scenario.account_share
        self._returning_guest_share = scenario.returning_guest_share
        self._attraction = attraction
        self._uniform = uniform
        self._guests: deque[Shopper] = deque(maxlen=_REMEMBERED_GUESTS)

    def next_shopper(self, time_ms: int) -> Shopper:
        """Somebody who is not in the shop at that time."""
        if self._accounts and self._uniform() < self._account_share:
            found = self._somebody(self._an_account, time_ms)
        elif self._guests and self._uniform() < self._returning_guest_share:
            found = self._somebody(self._a_guest, time_ms)
        else:
            found = None
        return self._new_guest() if found is None else found

    def left(self, shopper: Shopper, last_ms: int, seen: list[int]) -> None:
        """Remembers of a visit what the next one of the shopper depends on, and no more."""
        shopper.free_ms = last_ms + SESSION_GAP_MS + SECOND_MS
        latest = list(dict.fromkeys(reversed(seen)))[:_MOST_RECENT]
        shopper.recent = latest[::-1]
        if shopper.user_id is None:
            self._guests.append(shopper)

    def _somebody(self, draw: Callable[[], Shopper], time_ms: int) -> Shopper | None:
        for _ in range(_TRIES):
            shopper = draw()
            if shopper.joined_ms <= time_ms and shopper.free_ms <= time_ms:
                return shopper
        return None

    def _an_account(self) -> Shopper:
        at = bisect_right(self._activity, self._uniform() * self._activity[-1])
        return self._accounts[min(at, len(self._accounts) - 1)]

    def _a_guest(self) -> Shopper:
        return self._guests[int(self._uniform() * len(self._guests))]

    def _new_guest(self) -> Shopper:
        """A guest with one taste or two."""
        uniform, demand = self._uniform, self._attraction.demand
        tastes = [demand.any_category(uniform())]
        if uniform() < _TWO_TASTES:
            tastes.append(demand.any_category(uniform()))
        tastes = list(dict.fromkeys(tastes))
        shares = (_MAIN_SHARE, 1 - _MAIN_SHARE) if len(tastes) > 1 else (1.0,)
        return Shopper(tuple(tastes), shares, int(uniform() * len(PRICE_LEVELS)))
