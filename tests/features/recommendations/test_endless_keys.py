"""An item that everybody views, a shopper who never ends, a bot: what is kept stays small.

Sizes are bytes as they are stored. Where the second half of the events adds nothing to the first,
neither do a million.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count, islice
from typing import Any, Final

import pytest

from events.shared.time_units import DAY_MS, MINUTE_MS
from features.recommendations.card_table import card_table
from features.recommendations.definitions import DEFAULT, load_definitions
from features.recommendations.item import Item
from features.recommendations.leaders import Leaders, Sought
from features.recommendations.lessons import SessionItem, lessons_of
from features.recommendations.limits import RecommendationLimits
from features.recommendations.neighbours import Neighbours, Noted
from features.recommendations.shopper import LeadersTold, Shopper
from features.recommendations.shopping_plan import ShoppingPlan, key_states, shopping_plan
from features.recommendations.visitor import Visitor
from features.shared.state.key_state import KeyState
from tests.features.recommendations.records import START_MS, a_card, a_step, a_visit, an_event

pytestmark = pytest.mark.slow

LIMITS: Final = RecommendationLimits()
KIB: Final = 1024


@dataclass
class Written:
    """What a state has written by now.

    Attributes:
        bytes: of its entries and snapshots.
        state: of its largest snapshot.
        log: of its largest log, a snapshot and the entries after it.
    """

    bytes: int = 0
    state: int = 0
    log: int = 0


def halves(state: Any, steps: Iterator[bytes], events: int) -> tuple[Written, Written]:  # noqa: ANN401 - of any kind
    """Both halves of so many steps, each of which gives what is to be appended.

    The log is kept as `KeyLogs` does it.
    """
    found, log = [Written()], 0
    for number, entry in enumerate(steps, start=1):
        half = found[-1]
        if entry and (state.should_compact() or number == events):
            entry = state.snapshot()  # noqa: PLW2901 - it takes the place of the entry
            log = 0
            half.state = max(half.state, len(entry))
        log += len(entry)
        half.bytes += len(entry)
        half.log = max(half.log, log)
        if number == events // 2:
            found.append(Written())
    first, second = found
    return first, second


@cache
def plan() -> ShoppingPlan:
    return shopping_plan(load_definitions(DEFAULT), LIMITS.history)


def times_ms(gap_ms: int) -> Iterator[tuple[int, int]]:
    """Numbers and times of events without an end."""
    return ((number, START_MS + number * gap_ms) for number in count())


def viewed_by_all(state: Item) -> Iterator[bytes]:
    """Views of a hot item two seconds apart; a session in ten goes on to another item."""
    for number, time_ms in times_ms(2_000):
        if number % 10:
            yield state.see(time_ms, "lamps", 100 + number % 2_000 // 1_000)
        else:
            session = [SessionItem("hot", bought=False), SessionItem(f"i{number}", bought=False)]
            yield state.learn(lessons_of(session, time_ms)[0])


def met_with_all(state: Neighbours) -> Iterator[bytes]:
    """Sessions of a hot item with twenty thousand others."""
    for number, time_ms in times_ms(20_000):
        item_id = f"i{number * 7919 % 20_000}"
        session = [SessionItem("hot", bought=True), SessionItem(item_id, bought=number % 3 == 0)]
        (contact,) = lessons_of(session, time_ms)[1].contacts
        yield state.note(Noted(a_card(item_id, time_ms, values=(1.5,) * 14), contact, time_ms))


def sought_by_all(state: Leaders) -> Iterator[bytes]:
    """A category of twenty thousand items, some much more sought than others."""
    for number, time_ms in times_ms(2_000):
        item_id = f"i{number * 7919 % 20_000 // (1 + number % 50)}"
        yield state.note(Sought(a_card(item_id, time_ms, values=(1.5,) * 14), 1.0 + number % 50))


def counted_of(gap_ms: int, users: int, items: int) -> Callable[[KeyState], Iterator[bytes]]:
    """Views of so many users and items, for declared features."""

    def steps(state: KeyState) -> Iterator[bytes]:
        for number, time_ms in times_ms(gap_ms):
            event = an_event(
                time_ms,
                f"i{number * 7919 % items}",
                user_id=f"u{number % users}",
                shopper_id=f"user:u{number % users}",
                category=f"c{number % 40}",
                price_minor=number % 900,
            )
            yield state.add(event, time_ms - 5_001, late=False).entry

    return steps


def came(gap_ms: int) -> Callable[[Visitor], Iterator[bytes]]:
    """Events of one shopper as written, so far apart; a full session teaches."""

    def steps(state: Visitor) -> Iterator[bytes]:
        for number, time_ms in times_ms(gap_ms):
            event = a_visit(time_ms, f"i{number % 5_000}", event_id=f"e{number}")
            entry = state.add(event, time_ms - 5_001).entry
            if state.is_full:
                yield entry + state.finish(time_ms - 5_001)[1]
            else:
                yield entry

    return steps


def shopped(state: Shopper) -> Iterator[bytes]:
    """A shopper who buys, hides and looks at ten thousand items in fifty categories."""
    kinds = ("view", "view", "cart", "purchase", "hide")
    for number, time_ms in times_ms(5 * MINUTE_MS):
        card = a_card(f"i{number % 10_000}", time_ms, values=(1.5,) * 14)
        told = LeadersTold(f"c{number % 50}", time_ms, card_table((card,) * LIMITS.leaders, 14))
        event = a_step(time_ms, card.item_id, kinds[number % 5], values=(1.5,) * 14)
        entry = state.tell(told) if event.view else b""
        state.take(event)
        yield entry + state.listed_as(event, number)


def features_at(hop: int) -> Callable[[], KeyState]:
    """Makes the state of the declared features of a key."""
    return key_states(plan().plan, LIMITS.history)[hop].empty


@dataclass(frozen=True)
class Endless:
    """A key that never ends.

    Attributes:
        name: for the report.
        events: of it in this test.
        empty: makes its state.
        steps: tells it something; what is to be appended.
        kib: most that its state takes, stored.
        log_kib: most that its log takes.
    """

    name: str
    events: int
    empty: Callable[[], Any]
    steps: Callable[[Any], Iterator[bytes]]
    kib: int
    log_kib: int


KEYS: Final = [
    Endless("hot item", 200_000, lambda: Item(LIMITS), viewed_by_all, 1, 4),
    Endless(
        "features of a hot item", 200_000, features_at(0), counted_of(2_000, 10**6, 1), 300, 800
    ),
    Endless("neighbours of a hot item", 60_000, lambda: Neighbours(LIMITS), met_with_all, 16, 32),
    Endless("large category", 200_000, lambda: Leaders(LIMITS, DAY_MS), sought_by_all, 4, 12),
    Endless("endless shopper", 200_000, lambda: Visitor(LIMITS), came(10 * MINUTE_MS), 64, 96),
    Endless("sessions of an endless shopper", 40_000, lambda: Shopper(LIMITS), shopped, 32, 96),
    Endless("bot", 300_000, lambda: Visitor(LIMITS), came(1_000), 1_400, 4_000),
    Endless(
        "features of a bot", 200_000, features_at(-1), counted_of(1_000, 1, 5_000), 1_200, 2_000
    ),
]


@pytest.mark.parametrize("key", KEYS, ids=lambda one: one.name)
def test_a_key_without_an_end_stays_small_and_an_event_of_it_costs_no_more(key: Endless) -> None:
    state = key.empty()
    first, second = halves(state, islice(key.steps(state), key.events), key.events)
    assert 0 < second.state <= key.kib * KIB
    assert second.log <= key.log_kib * KIB
    assert second.bytes <= 1.4 * first.bytes
