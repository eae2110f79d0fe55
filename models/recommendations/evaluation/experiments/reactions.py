"""What a shopper did with the items of a list.

::

    list 10:00         list 10:03                 10:30
         |--- clicked ------|                       |      at 10:03 too: the click makes the list
         |--- bought -------------------------------|
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from events.recommendations.recommendation_list import RecommendationList
from events.recommendations.shopper import shopper_key
from events.recommendations.shopping_event import ShoppingEvent
from events.shared.time_units import MINUTE_MS
from models.recommendations.evaluation.experiments.people import People

WITHIN_MS: Final = 30 * MINUTE_MS
_LOOKED_AT: Final = frozenset(("view", "cart", "purchase"))


@dataclass(frozen=True, slots=True)
class Reaction:
    """What came of a list.

    Attributes:
        clicked: items that the shopper viewed, put into the cart or bought up to the event of the
            next list, and within `WITHIN_MS`.
        bought: items that they bought within `WITHIN_MS`.
    """

    clicked: frozenset[str]
    bought: frozenset[str]


class Reactions:
    """Finds what came of lists.

    Args:
        events: as the decoder gives them, in any order.
        lists: all of the shoppers' lists.
        people: who belongs together.
    """

    def __init__(
        self,
        events: Iterable[ShoppingEvent],
        lists: Iterable[RecommendationList],
        people: People,
    ) -> None:
        self._people = people
        done: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
        for event in events:
            if event.event_type in _LOOKED_AT:
                shopper = people.of(shopper_key(event.user_id, event.session_id))
                done[shopper].append((event.event_time_ms, event.event_type, event.item_id))
        shown: dict[str, set[int]] = defaultdict(set)
        for one in lists:
            shown[self.shopper(one)].add(one.event_time_ms)
        self._done = {shopper: sorted(events) for shopper, events in done.items()}
        self._shown = {shopper: sorted(times) for shopper, times in shown.items()}

    def shopper(self, made: RecommendationList) -> str:
        """Key of the shopper that stays, whom a list was made for."""
        return self._people.of(shopper_key(made.user_id, made.session_id))

    def to(self, made: RecommendationList) -> Reaction:
        """What came of a list."""
        shopper, since_ms = self.shopper(made), made.event_time_ms
        until_ms = since_ms + WITHIN_MS
        times = self._shown.get(shopper, [])
        after = bisect_right(times, since_ms)
        next_ms = min(until_ms, times[after]) if after < len(times) else until_ms
        clicked, bought = set(), set()
        done = self._done.get(shopper, [])
        for time_ms, event_type, item_id in done[bisect_right(done, since_ms, key=_time) :]:
            if time_ms > until_ms:
                break
            if time_ms <= next_ms:
                clicked.add(item_id)
            if event_type == "purchase":
                bought.add(item_id)
        return Reaction(frozenset(clicked), frozenset(bought))


def _time(done: tuple[int, str, str]) -> int:
    return done[0]
