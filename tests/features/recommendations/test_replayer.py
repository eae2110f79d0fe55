"""The replayer against the naive oracle, end to end."""

from math import isclose
from typing import Any, Final
from zlib import crc32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import asdict, replace

from events.recommendations.catalogue_item import CatalogueItem
from events.recommendations.identity_link import IdentityLink
from events.recommendations.shopping_event import ShoppingEvent
from events.shared.time_units import HOUR_MS
from features.recommendations.card import Card
from features.recommendations.definitions import DEFAULT, load_definitions, parse_definitions
from features.recommendations.limits import RecommendationLimits
from features.recommendations.listing import Listing
from features.recommendations.replayer import Replayer
from features.recommendations.shopping_plan import ShoppingPlan, shopping_plan
from features.shared.limits import HistoryLimits
from tests.features.recommendations.records import START_MS, an_event
from tests.features.recommendations.tables import as_neighbours, as_row, neighbours_of, rows_of
from tests.oracles.recommendations import NaiveShopping
from tests.strategies.shopping_definitions import SHOPPING_FILES
from tests.strategies.shopping_streams import SHOPPING, Record

DEFINITIONS: Final = load_definitions(DEFAULT)
LIMITS: Final = RecommendationLimits()
SHORT: Final = RecommendationLimits(
    history=HistoryLimits(allowed_lateness_ms=HOUR_MS, dedup_window_ms=2 * HOUR_MS),
    linked_events=2,
    linked_reach_ms=HOUR_MS,
)
PLAN: Final = {limits: shopping_plan(DEFINITIONS, limits.history) for limits in (LIMITS, SHORT)}


REQUIRED: Final = """\
version: 1
extends: shipped
fields:
  brand: {type: text, required: true}
  size: {type: integer, required: true}
features:
  - {name: item_acme, of: item, count: , where: 'brand == "acme"', over: 1h, description: Of it.}
  - {name: item_large, of: item, count: , where: size > 3, over: 24h, description: Of size 4 on.}
  - {name: item_sizes, of: item, distinct: size, over: 24h, description: Sizes.}
"""


def dressed(record: Record, plan: ShoppingPlan) -> Record:
    """A record with the own fields of the plan, where it is an event."""
    if not isinstance(record, ShoppingEvent) or not plan.plan.definitions.fields:
        return record
    drawn = crc32(record.event_id.encode())
    own = {"brand": ("acme", "other", None)[drawn % 3], "size": drawn % 11}
    if any(field.required for field in plan.plan.definitions.fields):
        own["brand"] = own["brand"] or "none"
    return plan.make_event(**asdict(record), **own)


def a_replayer(limits: RecommendationLimits = LIMITS) -> Replayer:
    return Replayer(PLAN[limits], limits)


def card_of(card: Card) -> dict[str, Any]:
    return {
        **{name: getattr(card, name) for name in card.__struct_fields__},
        "values": list(card.values),
        "followers": dict(card.followers),
    }


def listing_of(listing: Listing | None) -> dict[str, Any] | None:
    """What there is in a listing."""
    if listing is None:
        return None
    session = listing.session
    return {
        "items": list(session.items),
        "times_ms": list(session.times_ms),
        "now_ms": session.now_ms,
        "views": {
            name: (card_of(view.card), neighbours_of(view.neighbours))
            for name, view in session.views.items()
        },
        "leaders": [row for table in listing.leaders for row in rows_of(table)],
        "bought": set(listing.bought),
        "hidden": set(listing.hidden),
        "values": list(listing.values),
    }


def expected_of(said: dict[str, Any] | None) -> dict[str, Any] | None:
    """What the oracle says of a listing, as tables have it."""
    if said is None:
        return None
    views = {name: (card, as_neighbours(near)) for name, (card, near) in said["views"].items()}
    return {**said, "views": views, "leaders": list(map(as_row, said["leaders"]))}


def difference(found: Any, expected: Any, where: str = "") -> str:  # noqa: ANN401 - anything
    """Where two differ, numbers by more than rounding; empty where they do not."""
    if isinstance(expected, dict) and isinstance(found, dict):
        if found.keys() != expected.keys():
            return f"{where}: {sorted(found)} for {sorted(expected)}"
        pairs = [(found[name], expected[name], f"{where}.{name}") for name in expected]
    elif isinstance(expected, list | tuple) and isinstance(found, list | tuple):
        if len(found) != len(expected):
            return f"{where}: {found} for {expected}"
        pairs = [
            (*both, f"{where}[{at}]") for at, both in enumerate(zip(found, expected, strict=True))
        ]
    elif isinstance(expected, float) and isinstance(found, int | float):
        near = isclose(found, expected, rel_tol=1e-9, abs_tol=1e-12)
        return "" if near else f"{where}: {found!r} for {expected!r}"
    else:
        return "" if found == expected else f"{where}: {found!r} for {expected!r}"
    return next((said for pair in pairs if (said := difference(*pair))), "")


def both_fed(replayer: Replayer, oracle: NaiveShopping, record: Record) -> tuple[Any, Any]:
    """What the two say of a record."""
    if isinstance(record, CatalogueItem):
        replayer.feed_item(record)
        oracle.feed_item(record)
        return None, None
    if isinstance(record, IdentityLink):
        return replayer.feed_link(record), oracle.feed_link(record)
    replayed, expected = replayer.feed(record), oracle.feed(record)
    found: dict[str, Any] = {"kind": replayed.kind}
    if replayed.card is not None:
        found |= {
            "shopper_id": replayed.shopper_id,
            "values": dict(zip(replayer.plan.plan.names, replayed.values, strict=True)),
            "card": card_of(replayed.card),
            "listing": listing_of(replayed.listing),
        }
        expected = {**expected, "listing": expected_of(expected["listing"])}
    return found, expected


@pytest.mark.slow
@pytest.mark.parametrize("limits", [LIMITS, SHORT], ids=["shipped", "short"])
@given(stream=SHOPPING)
@settings(max_examples=250)
def test_all_that_is_said_of_every_event_is_the_oracles(
    limits: RecommendationLimits, stream: list[Record]
) -> None:
    replayer, oracle = a_replayer(limits), NaiveShopping(DEFINITIONS, limits)
    assert stream
    for record in stream:
        assert difference(*both_fed(replayer, oracle, record)) == ""
    replayer.finish()
    oracle.teach(2**62)
    later = an_event(stream[-1].event_time_ms + 2 * HOUR_MS, "i0", event_id="later")
    assert difference(*both_fed(replayer, oracle, later)) == ""


@pytest.mark.slow
@given(text=SHOPPING_FILES, stream=SHOPPING)
@settings(max_examples=60)
def test_features_of_any_definition_file_are_the_oracles(text: str, stream: list[Record]) -> None:
    definitions = parse_definitions(text, "drawn.yaml")
    plan = shopping_plan(definitions, LIMITS.history)
    replayer, oracle = Replayer(plan, LIMITS), NaiveShopping(definitions, LIMITS)
    assert len(plan.plan.names) > len(PLAN[LIMITS].plan.names)
    for record in stream:
        assert difference(*both_fed(replayer, oracle, dressed(record, plan))) == ""


@given(stream=SHOPPING)
@settings(max_examples=20)
def test_features_of_an_item_over_fields_that_every_event_must_have_are_the_oracles(
    stream: list[Record],
) -> None:
    definitions = parse_definitions(REQUIRED, "required.yaml")
    plan = shopping_plan(definitions, LIMITS.history)
    replayer, oracle = Replayer(plan, LIMITS), NaiveShopping(definitions, LIMITS)
    assert stream
    for record in stream:
        assert difference(*both_fed(replayer, oracle, dressed(record, plan))) == ""


def visit(time_ms: int, names: list[str]) -> list[ShoppingEvent]:
    """A session of a shopper of whom nothing else is known."""
    return [
        an_event(time_ms + at * 1000, name, user_id="u9", shopper_id="user:u9", event_id=f"p{at}")
        for at, name in enumerate(names)
    ]


VISITS = st.lists(st.sampled_from(["i0", "i1", "i2", "i3", "new"]), min_size=1, max_size=4)


@given(SHOPPING, VISITS)
@settings(max_examples=100)
def test_a_peek_is_what_the_oracle_says_of_a_session_that_nothing_keeps(
    stream: list[Record], names: list[str]
) -> None:
    replayer, oracle = a_replayer(), NaiveShopping(DEFINITIONS, LIMITS)
    for record in stream:
        both_fed(replayer, oracle, record)
    events = visit(stream[-1].event_time_ms, names)
    assert difference(listing_of(replayer.peek(events)), expected_of(oracle.peek(events))) == ""


@given(SHOPPING, VISITS)
@settings(max_examples=100)
def test_a_peek_changes_nothing(stream: list[Record], names: list[str]) -> None:
    peeked, alone = a_replayer(), a_replayer()
    assert stream
    for record in stream:
        peeked.peek(visit(record.event_time_ms, names))
        if isinstance(record, CatalogueItem):
            peeked.feed_item(record)
            alone.feed_item(record)
        elif isinstance(record, IdentityLink):
            assert peeked.feed_link(record) == alone.feed_link(record)
        else:
            assert peeked.feed(record) == alone.feed(record)


def test_a_peek_at_the_first_event_is_what_feeding_it_gives() -> None:
    replayer = a_replayer()
    for at, name in enumerate("abab"):
        replayer.feed(an_event(START_MS + at, name))
    replayer.finish()
    (event,) = visit(START_MS + HOUR_MS, ["a"])
    peeked, fed = replayer.peek([event]), replayer.feed(event).listing
    assert peeked is not None
    assert fed is not None
    assert (peeked.session, peeked.values) == (fed.session, fed.values)


def test_a_list_knows_nothing_of_what_its_own_session_taught() -> None:
    replayer = a_replayer()
    listings = [
        replayer.feed(an_event(START_MS + at, name)).listing for at, name in enumerate("abab")
    ]
    neighbours = [view.neighbours for one in listings if one for view in one.session.views.values()]
    assert [len(one.cards) for one in neighbours] == [0] * 7


def test_without_listings_all_else_is_the_same() -> None:
    with_lists, without = a_replayer(), a_replayer()
    events = [an_event(START_MS + at * HOUR_MS, name) for at, name in enumerate("abcab")]
    expected = [replace(with_lists.feed(event), listing=None) for event in events]
    assert [without.feed(event, with_listing=False) for event in events] == expected


def test_a_shopper_with_thousands_of_others_comes_back_to_what_is_known() -> None:
    replayer = a_replayer()
    replayer.feed(an_event(START_MS, "a", "purchase"))
    for number in range(5_000):
        time_ms = START_MS + number * HOUR_MS // 10
        replayer.feed(an_event(time_ms, f"i{number}", user_id=f"v{number}", event_id=f"v{number}"))
    listing = replayer.feed(an_event(START_MS + 500 * HOUR_MS, "b")).listing
    assert listing is not None
    assert (set(listing.bought), list(listing.session.items)) == ({"a"}, ["b"])


def test_both_sessions_of_a_shopper_teach_at_the_end() -> None:
    replayer = a_replayer()
    for at, (name, session_id) in enumerate([("a", "s1"), ("b", "s1"), ("c", "s2"), ("d", "s2")]):
        replayer.feed(an_event(START_MS + at, name, session_id=session_id))
    replayer.finish()
    peeked = [replayer.peek(visit(START_MS + HOUR_MS, [name])) for name in "abcd"]
    views = [view for one in peeked if one for view in one.session.views.values()]
    assert [list(view.neighbours.cards.item_ids) for view in views] == [
        ["b"],
        ["a"],
        ["d"],
        ["c"],
    ]


def test_a_link_brings_the_session_so_far_and_counts_no_item_twice() -> None:
    replayer = a_replayer()
    visitor: dict[str, Any] = {"user_id": None, "session_id": "s1"}
    replayer.feed(an_event(START_MS, "a", "purchase", **visitor))
    replayer.feed(an_event(START_MS + 1, "b", **visitor))
    link = IdentityLink("link", "link", "u1", START_MS + 2, session_id="s1")
    assert replayer.feed_link(link) == "accepted"
    replayed = replayer.feed(an_event(START_MS + 3, "b", session_id="s1"))
    values = dict(zip(replayer.plan.plan.names, replayed.values, strict=True))
    assert (values["shopper_views_1h"], values["item_views_1h"]) == (2, 2)
    assert replayed.listing is not None
    session = replayed.listing.session
    assert (session.items, set(session.views)) == (("a", "b", "b"), {"a", "b"})
    assert set(replayed.listing.bought) == {"a"}


def test_what_follows_a_link_is_of_the_shopper_that_it_leads_to() -> None:
    replayer = a_replayer()
    visitor: dict[str, Any] = {"user_id": None, "session_id": "s1"}
    link = IdentityLink("link", "link", "u1", START_MS, session_id="s1")
    assert replayer.feed_link(link) == "accepted"
    assert replayer.feed(an_event(START_MS + 1, **visitor)).shopper_id == "user:u1"
    assert replayer.feed_link(link) == "duplicate"


SHELVES: Final = """\
version: 1
extends: shipped
entities: {shelf: category, shopper_item: [shopper_id, item_id]}
features:
  - {name: shelf_events, of: shelf, count: , over: 1h, description: Events of the category.}
  - {name: own_events, of: shopper_item, count: , over: 1h, description: Of the shopper and item.}
"""


def test_a_link_brings_what_is_counted_with_another_key_of_the_file() -> None:
    plan = shopping_plan(parse_definitions(SHELVES, "shelves.yaml"), LIMITS.history)
    replayer = Replayer(plan, LIMITS)
    replayer.feed(an_event(START_MS, category="hats", user_id=None, session_id="s1"))
    link = IdentityLink("link", "link", "u1", START_MS + 1, session_id="s1")
    assert replayer.feed_link(link) == "accepted"
    replayed = replayer.feed(an_event(START_MS + 2, category="hats", session_id="s1"))
    values = dict(zip(plan.plan.names, replayed.values, strict=True))
    assert (values["shelf_events"], values["own_events"]) == (2, 2)
    assert values["shopper_category_affinity"] == pytest.approx(2)
