"""The one list of states of the recommendation system: each a pure function of its log.

A step tells a state something of a number at a time, and gives what is to be appended to its log.
An answer is all that the state says at a time at which nothing older than `LATENESS_MS` can come.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from events.shared.time_units import DAY_MS, HOUR_MS
from features.recommendations.card_table import card_table
from features.recommendations.item import Item
from features.recommendations.item_attributes import Catalogued
from features.recommendations.leaders import Leaders, Left, Sought
from features.recommendations.lessons import Lesson
from features.recommendations.limits import RecommendationLimits
from features.recommendations.neighbours import Neighbours
from features.recommendations.shopper import LeadersTold, Shopper
from features.recommendations.visitor import Visitor
from features.shared.limits import HistoryLimits
from tests.features.recommendations.records import (
    a_card,
    a_contact,
    a_link,
    a_note,
    a_step,
    a_visit,
    an_event,
)

LATENESS_MS: Final = HOUR_MS
LIMITS: Final = RecommendationLimits(
    history=HistoryLimits(
        allowed_lateness_ms=LATENESS_MS, dedup_window_ms=2 * HOUR_MS, dedup_ids=64
    ),
    session_events=10,
    neighbours=3,
    leaders=3,
    linked_events=4,
    linked_reach_ms=2 * HOUR_MS,
    keep_ms=20 * DAY_MS,
)
TYPES: Final = ("view", "cart", "purchase", "impression", "hide")


@dataclass(frozen=True)
class StateKind:
    """One kind of state.

    Attributes:
        name: for the report.
        empty: makes an empty one.
        from_log: makes the one that a log holds.
        step: tells it something; what is to be appended to its log.
        answer: what it says at a time, where it may take in an event of that time.
        bound: most that it retains under `LIMITS`.
    """

    name: str
    empty: Callable[[], Any]
    from_log: Callable[[Sequence[bytes]], Any]
    step: Callable[[Any, int, int], bytes]
    answer: Callable[[Any, int], object]
    bound: int


def _visit(visitor: Visitor, number: int, time_ms: int) -> bytes:
    if number % 11 == 0:
        return visitor.link(a_link(time_ms, f"user:u{number}", f"l{number}"), time_ms).entry
    if number % 5 == 0:
        return visitor.finish(time_ms)[1]
    fields = {"session_id": f"s{number % 2}", "event_id": f"e{number}"}
    event = a_visit(time_ms, f"i{number % 4}", TYPES[number % 3], **fields)
    return visitor.add(event, time_ms).entry


def _visitor_says(visitor: Visitor, time_ms: int) -> object:
    asked = time_ms - LATENESS_MS
    visitor.finish(asked)
    outcome = visitor.add(a_visit(time_ms, event_id="asked"), asked)
    linked = visitor.link(a_link(time_ms, "user:asked", "asked too"), asked)
    taught = visitor.finish(time_ms + DAY_MS)[0]
    return outcome.kind, outcome.shopper_id, linked.kind, linked.moved, taught


def _know(item: Item, number: int, time_ms: int) -> bytes:
    if number % 2:
        return item.see(time_ms, ("shoes", None)[number % 3 > 0], number % 4 or None)
    followers = tuple(f"i{place}" for place in range(number % 4))
    return item.learn(Lesson("i1", time_ms, followers, (a_contact(),)))


def _catalogue(item: Item, number: int, time_ms: int) -> bytes:
    if number % 4 < 2:
        return _know(item, number, time_ms)
    price = None if number % 2 else number
    from_ms = time_ms - number % 3 * number * DAY_MS
    version = Catalogued(from_ms, f"c{number % 4}", price, number % 5 > 0, arrived_ms=time_ms)
    return item.catalogue(version)


def _item_says(item: Item, time_ms: int) -> object:
    item.see(time_ms, None, None)
    return item.card("i1", time_ms, (1,))


def _note(neighbours: Neighbours, number: int, time_ms: int) -> bytes:
    after = (number % 3, number % 2, 0)
    return neighbours.note(a_note(f"i{number % 7}", time_ms, 1 / (1 + number % 4), after=after))


def _seek(leaders: Leaders, number: int, time_ms: int) -> bytes:
    if number % 9 == 0:
        return leaders.leave(Left(f"i{number % 7}"))
    card = a_card(f"i{number % 7}", time_ms, available=number % 6 > 0)
    return leaders.note(Sought(card, float(1 + number % 5)))


def _leaders_say(leaders: Leaders, time_ms: int) -> object:
    leaders.note(Sought(a_card("asked", time_ms), 1.0))
    return leaders.first()


def _shop(shopper: Shopper, number: int, time_ms: int) -> bytes:
    if number % 4 == 0:
        cards = card_table([a_card(f"i{place}", time_ms) for place in range(number % 3)], 0)
        return shopper.tell(LeadersTold(f"c{number % 5}", time_ms, cards))
    event = a_step(time_ms, f"i{number % 12}", TYPES[number % 5], f"s{number % 2}")
    shopper.take(event)
    return shopper.listed_as(event, number)


def _shopper_says(shopper: Shopper, time_ms: int) -> object:
    hidden = an_event(time_ms, "asked", "hide")
    shopper.take(a_step(time_ms, "asked", "hide"))
    at_hide = shopper.listing(hidden, ())
    told = shopper.tell(LeadersTold("c1", time_ms, card_table([a_card("i0", time_ms)], 0)))
    shopper.take(a_step(time_ms, "asked"))
    at_view = shopper.listing(an_event(time_ms, "asked"), (1,))
    return at_hide, bool(told), at_view, shopper.listed


KINDS: Final = [
    StateKind(
        "visitor",
        lambda: Visitor(LIMITS),
        lambda log: Visitor.from_log(LIMITS, log),
        _visit,
        _visitor_says,
        bound=64 + 33 + 2 * 4,
    ),
    StateKind(
        "item",
        lambda: Item(LIMITS),
        lambda log: Item.from_log(LIMITS, log),
        _know,
        _item_says,
        bound=8 + 24,
    ),
    StateKind(
        "item of the catalogue",
        lambda: Item(LIMITS),
        lambda log: Item.from_log(LIMITS, log),
        _catalogue,
        _item_says,
        bound=8 + 24,
    ),
    StateKind(
        "neighbours",
        lambda: Neighbours(LIMITS),
        lambda log: Neighbours.from_log(LIMITS, log),
        _note,
        lambda neighbours, time_ms: neighbours.at(time_ms, 10),
        bound=3,
    ),
    StateKind(
        "leaders",
        lambda: Leaders(LIMITS, DAY_MS),
        lambda log: Leaders.from_log(LIMITS, DAY_MS, log),
        _seek,
        _leaders_say,
        bound=3,
    ),
    StateKind(
        "shopper",
        lambda: Shopper(LIMITS),
        lambda log: Shopper.from_log(LIMITS, log),
        _shop,
        _shopper_says,
        bound=8 + 3 + 1 + 2 * 500 // 100,
    ),
]
