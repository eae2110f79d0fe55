"""What is known of a shopper: the session of the newest event, purchases, hidden items, leaders."""

from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from events.shared.time_units import MINUTE_MS
from features.recommendations.card_table import card_table
from features.recommendations.limits import RecommendationLimits
from features.recommendations.listing import Listing
from features.recommendations.session_view import EVENTS_KEPT, ITEMS_KNOWN
from features.recommendations.shopper import (
    CATEGORIES_KNOWN,
    FORMAT,
    MARKS_KEPT,
    LeadersTold,
    Shopper,
    ShopperEvent,
)
from tests.features.recommendations.records import START_MS, a_card, a_step, an_event

LIMITS: Final = RecommendationLimits()
GAP_MS: Final = LIMITS.session_gap_ms
KEEP_MS: Final = LIMITS.keep_ms

STEPS = st.lists(
    st.tuples(
        st.sampled_from([0, 1, MINUTE_MS, GAP_MS, GAP_MS + 1]),
        st.integers(0, 11),
        st.sampled_from(["s1", "s1", "s2"]),
        st.sampled_from(["view", "view", "cart", "purchase", "impression"]),
    ),
    min_size=1,
    max_size=70,
)


def fed(*events: ShopperEvent) -> Shopper:
    shopper = Shopper(LIMITS)
    for event in events:
        shopper.take(event)
    return shopper


def items(*events: ShopperEvent) -> str:
    """The items of the session of the newest of these events."""
    session = fed(*events).session()
    return "".join(() if session is None else session.items)


def listed(shopper: Shopper, time_ms: int, event_type: str = "view") -> Listing | None:
    return shopper.listing(an_event(time_ms, event_type=event_type), (7,))


def told(category: str, time_ms: int, *names: str) -> LeadersTold:
    return LeadersTold(category, time_ms, card_table([a_card(name) for name in names], 0))


@st.composite
def histories(draw: st.DrawFn) -> list[ShopperEvent]:
    """Events in any order of arrival, no two of the same time."""
    made, time_ms = [], START_MS
    for gap_ms, item, session_id, event_type in draw(STEPS):
        time_ms += gap_ms + 1
        made.append(a_step(time_ms, f"i{item}", event_type, session_id))
    return list(draw(st.permutations(made)))


@given(histories())
def test_the_session_is_the_last_of_a_plain_split_in_whatever_order_events_arrive(
    arrivals: list[ShopperEvent],
) -> None:
    ordered = sorted(arrivals, key=lambda one: one.event_time_ms)
    expected: list[ShopperEvent] = []
    for event in (one for one in ordered if one.event_type != "impression"):
        last = expected[-1] if expected else event
        near = event.event_time_ms - last.event_time_ms <= GAP_MS
        expected = [*expected, event] if near and event.session_id == last.session_id else [event]
    session = fed(*arrivals).session()
    kept = expected[-EVENTS_KEPT:]
    assert (session.items if session else ()) == tuple(one.item_id for one in kept)
    assert (session.times_ms if session else ()) == tuple(one.event_time_ms for one in kept)


@given(histories())
def test_the_views_of_the_items_seen_last_are_known(arrivals: list[ShopperEvent]) -> None:
    ordered = sorted(arrivals, key=lambda one: one.event_time_ms)
    shopper = fed(*ordered)
    session = shopper.session()
    newest_first = [] if session is None else list(dict.fromkeys(reversed(session.items)))
    views = {} if session is None else session.views
    assert list(views) == newest_first[:ITEMS_KNOWN]
    of_items = {one.item_id: one.view for one in ordered if one.view is not None}
    assert views == {name: of_items[name] for name in views}


def test_views_are_kept_of_the_items_seen_last_alone() -> None:
    steps = [a_step(START_MS + at, f"i{at % 12}") for at in range(30)]
    snapshot, _ = FORMAT.read([fed(*steps).snapshot()])
    assert snapshot is not None
    held = [one.item_id for one in snapshot.events if one.view is not None]
    assert held == [f"i{at % 12}" for at in range(22, 30)]


def test_a_session_goes_on_for_the_length_of_a_gap() -> None:
    first, after = a_step(START_MS, "a"), [a_step(START_MS + GAP_MS + more, "b") for more in (0, 1)]
    assert [items(first, one) for one in after] == ["ab", "b"]


def test_another_session_id_begins_another_session() -> None:
    first = a_step(START_MS, "a", session_id="s1")
    assert items(first, a_step(START_MS + 1, "b", session_id="s2")) == "b"
    assert items(first, a_step(START_MS + 1, "b")) == "b"


def test_events_of_one_time_stay_in_the_order_of_arrival() -> None:
    assert items(a_step(START_MS, "b"), a_step(START_MS, "a"), a_step(START_MS - 1, "c")) == "cba"


def test_what_is_shown_or_hidden_is_no_part_of_a_session() -> None:
    steps = [a_step(START_MS + at, "a", one) for at, one in enumerate(("hide", "impression"))]
    assert fed(*steps).session() is None
    assert listed(fed(*steps), START_MS + 1) is None


def test_a_session_has_its_newest_events_and_no_more() -> None:
    steps = [a_step(START_MS + at, f"i{at}") for at in range(EVENTS_KEPT + 5)]
    session = fed(*steps).session()
    assert session is not None
    assert (session.items[0], len(session.items)) == ("i5", EVENTS_KEPT)


def test_the_newest_event_makes_a_list_and_no_other() -> None:
    shopper = fed(a_step(START_MS), a_step(START_MS + 5, event_type="impression"))
    assert listed(shopper, START_MS + 5, "hide") is not None
    assert listed(shopper, START_MS + 4) is None
    assert listed(shopper, START_MS + 5, "impression") is None


def test_what_is_hidden_after_the_session_makes_no_list() -> None:
    for after_ms, makes in ((GAP_MS, True), (GAP_MS + 1, False)):
        shopper = fed(a_step(START_MS), a_step(START_MS + after_ms, "b", "hide"))
        assert (listed(shopper, START_MS + after_ms, "hide") is not None) is makes


def test_a_list_knows_what_was_bought_and_hidden_and_the_values_of_the_shopper() -> None:
    shopper = fed(a_step(START_MS, "a", "purchase"), a_step(START_MS + 1, "b", "hide"))
    shopper.take(a_step(START_MS + 2, "c"))
    listing = listed(shopper, START_MS + 2)
    assert listing is not None
    assert (set(listing.bought), set(listing.hidden)) == ({"a"}, {"b"})
    assert listing.values == (7,)


def test_marks_are_remembered_for_their_time_after_the_newest_of_an_item() -> None:
    shopper = fed(a_step(START_MS + 5, "a", "hide"), a_step(START_MS, "a", "hide"))
    last_ms = START_MS + 5 + KEEP_MS
    assert [shopper.marked("hidden", one) for one in (last_ms, last_ms + 1)] == [{"a"}, set()]


def test_the_newest_marks_are_kept() -> None:
    steps = [a_step(START_MS + at, f"i{at}", "hide") for at in range(MARKS_KEPT + 2)]
    hidden = fed(*steps).marked("hidden", START_MS + MARKS_KEPT)
    assert (len(hidden), {"i0", "i1"} & hidden) == (MARKS_KEPT, set())


def leaders(shopper: Shopper, time_ms: int) -> list[str]:
    """The names of the leaders in the list of a view at a time."""
    shopper.take(a_step(time_ms))
    listing = listed(shopper, time_ms)
    tables = () if listing is None else listing.leaders
    return [item_id for table in tables for item_id in table.item_ids]


def test_leaders_are_those_told_in_the_session_of_the_last_category_first() -> None:
    shopper = Shopper(LIMITS)
    for category, time_ms, name in (
        ("x", 0, "old"),
        ("y", GAP_MS + 1, "b"),
        ("z", GAP_MS + 2, "c"),
    ):
        shopper.tell(told(category, START_MS + time_ms, name))
        found = leaders(shopper, START_MS + time_ms)
    assert found == ["c", "b"]


def test_the_same_leaders_told_in_a_later_session_are_of_that_session() -> None:
    shopper = Shopper(LIMITS)
    for time_ms in (START_MS, START_MS + GAP_MS + 1):
        assert shopper.tell(told("x", time_ms, "a"))
        assert leaders(shopper, time_ms) == ["a"]


def test_leaders_told_with_an_event_of_an_earlier_session_stay_those_of_this_one() -> None:
    shopper = Shopper(LIMITS)
    for time_ms, name in ((START_MS, "a"), (START_MS - GAP_MS - 1, "b")):
        shopper.tell(told("x", time_ms, name))
    assert leaders(shopper, START_MS) == ["b"]


def test_leaders_that_are_told_twice_change_nothing() -> None:
    shopper = Shopper(LIMITS)
    assert [bool(shopper.tell(told("x", START_MS, "a"))) for _ in range(2)] == [True, False]
    assert shopper.log_length == 1


def test_the_leaders_of_the_categories_told_last_are_kept() -> None:
    shopper = Shopper(LIMITS)
    for number in range(CATEGORIES_KNOWN + 2):
        shopper.tell(told(f"c{number}", START_MS, f"i{number}"))
    shopper.tell(told("c2", START_MS, "again"))
    shopper.tell(told("c9", START_MS, "new"))
    assert leaders(shopper, START_MS) == ["new", "again", "i4"]


def test_a_list_is_noted_until_another_one_is_made() -> None:
    shopper, log = Shopper(LIMITS), []
    for number, digest in enumerate((5, 0, 9)):
        step = a_step(START_MS + number)
        shopper.take(step)
        log.append(shopper.listed_as(step, digest))
        assert shopper.listed == Shopper.from_log(LIMITS, log).listed == (5, 5, 9)[number]
    assert Shopper.from_log(LIMITS, [shopper.snapshot()]).listed == 9
    assert FORMAT.read(log)[1][1] == a_step(START_MS + 1)


def test_a_card_that_changes_later_does_not_change_what_was_seen() -> None:
    shopper = fed(a_step(START_MS, "a", price_minor=100), a_step(START_MS + 1, "b"))
    session = shopper.session()
    assert session is not None
    seen = session.views["a"].card
    assert (seen.price_minor, seen.time_ms) == (100, START_MS)
