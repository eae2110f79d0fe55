"""Sessions, duplicates, late events and links of one shopper, against a plain splitter."""

from collections import Counter
from itertools import pairwise
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from events.shared.time_units import DAY_MS, HOUR_MS, MINUTE_MS
from features.recommendations.lessons import SessionItem
from features.recommendations.limits import RecommendationLimits
from features.recommendations.visitor import Visitor, VisitorEvent
from features.shared.limits import HistoryLimits
from tests.features.recommendations.records import START_MS, a_link, a_visit

LIMITS: Final = RecommendationLimits()
SMALL: Final = RecommendationLimits(
    history=HistoryLimits(dedup_ids=8), session_events=10, linked_events=5
)
GAP_MS: Final = LIMITS.session_gap_ms
END_MS: Final = START_MS + 10 * DAY_MS

Session = tuple[int, tuple[SessionItem, ...]]

GAPS_MS = st.sampled_from([0, 1_000, 20_000, MINUTE_MS, GAP_MS - 1_000, GAP_MS, GAP_MS + 1])


@st.composite
def visits(draw: st.DrawFn) -> list[VisitorEvent]:
    """Events in the order of their times, of two sessions that may alternate."""
    steps = st.tuples(
        GAPS_MS, st.sampled_from([None, "s1", "s2"]), st.sampled_from(["view", "hide"])
    )
    time_ms, made = START_MS, []
    for number, (gap_ms, session_id, event_type) in enumerate(draw(st.lists(steps, max_size=12))):
        time_ms += gap_ms
        fields = {"event_id": f"e{number}", "session_id": session_id}
        made.append(a_visit(time_ms, f"i{number % 5}", event_type, **fields))
    return made


def split(events: list[VisitorEvent]) -> Counter[Session]:
    """The sessions of events, whatever the order in which they arrived."""
    ordered = sorted(
        (one for one in events if one.event_type != "hide"), key=lambda one: one.event_time_ms
    )
    sessions = [[one] for one in ordered[:1]]
    for before, after in pairwise(ordered):
        near = after.event_time_ms - before.event_time_ms <= GAP_MS
        if near and after.session_id == before.session_id:
            sessions[-1].append(after)
        else:
            sessions.append([after])
    return Counter(
        (one[-1].event_time_ms, tuple(SessionItem(event.item_id, bought=False) for event in one))
        for one in sessions
    )


def fed(events: list[VisitorEvent], limits: RecommendationLimits = LIMITS) -> Visitor:
    """A visitor of all of them, none of which is late."""
    visitor = Visitor(limits)
    for event in events:
        assert visitor.add(event, START_MS).kind == "accepted"
    return visitor


def finished(visitor: Visitor, *times_ms: int) -> Counter[Session]:
    """What has been taught when it was asked at these times."""
    found = [one for time_ms in times_ms for one in visitor.finish(time_ms)[0]]
    return Counter((last_ms, tuple(items)) for last_ms, items in found)


@given(visits().flatmap(st.permutations))
def test_sessions_are_those_of_a_plain_split_in_whatever_order_events_arrive(
    arrivals: list[VisitorEvent],
) -> None:
    assert finished(fed(arrivals), END_MS) == split(arrivals)


@given(visits(), st.lists(st.integers(0, 12 * HOUR_MS), max_size=8))
def test_a_session_teaches_once_whenever_it_is_asked(
    arrivals: list[VisitorEvent], asked: list[int]
) -> None:
    times_ms = [*(START_MS + after_ms for after_ms in sorted(asked)), END_MS]
    assert finished(fed(arrivals), *times_ms) == split(arrivals)


@given(visits())
def test_a_session_teaches_the_same_where_it_is_asked_after_every_event(
    arrivals: list[VisitorEvent],
) -> None:
    visitor, taught = Visitor(LIMITS), Counter[Session]()
    for event in arrivals:
        visitor.add(event, event.event_time_ms)
        taught += finished(visitor, event.event_time_ms)
    assert taught + finished(visitor, END_MS) == split(arrivals)


@given(visits())
def test_every_session_has_taught_at_the_times_that_it_asks_for(
    arrivals: list[VisitorEvent],
) -> None:
    visitor, taught = fed(arrivals), Counter[Session]()
    for _ in range(len(arrivals) + 1):
        if visitor.next_finish_ms is not None:
            taught += finished(visitor, visitor.next_finish_ms)
    assert (taught, visitor.next_finish_ms) == (split(arrivals), None)


def test_a_session_has_not_ended_within_a_gap_of_its_last_event() -> None:
    visitor = fed([a_visit(START_MS)])
    assert not finished(visitor, START_MS + GAP_MS - 1)
    assert finished(visitor, START_MS + GAP_MS + MINUTE_MS)


def test_an_event_after_its_session_has_taught_is_a_session_of_its_own() -> None:
    visitor = fed([a_visit(START_MS), a_visit(START_MS + 2)])
    assert finished(visitor, END_MS).total() == 1
    visitor.add(a_visit(START_MS + 1, "b"), START_MS)
    assert finished(visitor, END_MS) == {(START_MS + 1, (SessionItem("b", bought=False),)): 1}


def test_only_views_carts_and_purchases_teach() -> None:
    types = ("view", "impression", "cart", "hide", "purchase")
    visitor = fed([a_visit(START_MS + at, "a", one) for at, one in enumerate(types)])
    ((_, items),) = finished(visitor, END_MS)
    assert [item.bought for item in items] == [False, False, True]


def test_a_second_delivery_is_a_duplicate_and_changes_nothing() -> None:
    visitor = fed([a_visit(START_MS)])
    before = visitor.snapshot()
    outcome = visitor.add(a_visit(START_MS), START_MS)
    assert (outcome.kind, outcome.entry, visitor.snapshot()) == ("duplicate", b"", before)


def test_a_link_and_an_event_of_one_id_are_one() -> None:
    visitor = fed([a_visit(START_MS, event_id="one")])
    assert visitor.link(a_link(START_MS, identity="one"), START_MS).kind == "duplicate"


def test_an_event_is_late_from_a_millisecond_behind_the_lateness_on() -> None:
    visitor, watermark_ms = Visitor(LIMITS), START_MS + DAY_MS
    kinds = [visitor.add(a_visit(START_MS - at), watermark_ms).kind for at in (0, 1)]
    assert kinds == ["accepted", "late"]


def test_what_was_late_stays_late_where_the_watermark_starts_anew() -> None:
    visitor = Visitor(LIMITS)
    visitor.add(a_visit(START_MS + 2 * DAY_MS), START_MS + 2 * DAY_MS)
    assert visitor.add(a_visit(START_MS), -(2**63)).kind == "late"


def test_an_endless_session_teaches_piece_by_piece_and_stays_small() -> None:
    visitor, taught, held = Visitor(SMALL), [], []
    for number in range(500):
        time_ms = START_MS + number * MINUTE_MS
        visitor.add(a_visit(time_ms, f"i{number}"), time_ms)
        if visitor.is_full:
            taught += visitor.finish(time_ms)[0]
        held.append(visitor.retained())
    assert [len(items) for _, items in taught] == [10] * 50
    assert [item.item_id for _, items in taught for item in items] == [f"i{n}" for n in range(500)]
    assert max(held) <= 10 + 2 * 5 + 8


def test_a_link_moves_the_newest_events_and_all_that_follow() -> None:
    events = [a_visit(START_MS + at) for at in (0, 1, DAY_MS)]
    visitor = fed(events)
    linked = visitor.link(a_link(START_MS + DAY_MS + 1), START_MS)
    assert (linked.shopper_id, linked.moved) == ("user:u2", (events[1].event, events[2].event))
    after = visitor.add(a_visit(START_MS + DAY_MS + 2), START_MS)
    assert (after.kind, after.shopper_id) == ("accepted", "user:u2")


def test_a_link_moves_no_more_events_than_are_said_to_move() -> None:
    for count in range(1, 20):
        events = [a_visit(START_MS + at) for at in range(count)]
        moved = fed(events, SMALL).link(a_link(START_MS + count), START_MS).moved
        assert moved == tuple(one.event for one in events[-5:])


def test_what_a_link_has_moved_moves_by_no_other() -> None:
    visitor = fed([a_visit(START_MS)])
    visitor.link(a_link(START_MS + 1), START_MS)
    visitor.add(a_visit(START_MS + 2), START_MS)
    again = visitor.link(a_link(START_MS + 3, "user:u3", "again"), START_MS)
    assert (again.shopper_id, again.moved) == ("user:u3", ())


def test_a_link_that_is_late_moves_nothing() -> None:
    visitor = Visitor(LIMITS)
    visitor.add(a_visit(START_MS + 2 * DAY_MS), START_MS + 2 * DAY_MS)
    assert visitor.link(a_link(START_MS), START_MS + 2 * DAY_MS).kind == "late"
    assert visitor.add(a_visit(START_MS + 2 * DAY_MS + 1), START_MS).shopper_id is None


def test_a_link_holds_for_as_long_as_items_are_remembered_after_the_last_event() -> None:
    visitor, kept_ms = Visitor(LIMITS), LIMITS.keep_ms
    visitor.link(a_link(START_MS), START_MS)
    times_ms = (START_MS + kept_ms, START_MS + 2 * kept_ms, START_MS + 3 * kept_ms + 1)
    led = [visitor.add(a_visit(time_ms), time_ms).shopper_id for time_ms in times_ms]
    assert led == ["user:u2", "user:u2", None]


def test_the_session_before_a_link_teaches_with_the_events_after_it() -> None:
    visitor = fed([a_visit(START_MS)])
    visitor.link(a_link(START_MS + 1), START_MS)
    visitor.add(a_visit(START_MS + 2), START_MS)
    assert [len(items) for _, items in finished(visitor, END_MS)] == [2]
