"""The list in force is the one that a shop would read from the store when the event came."""

from dataclasses import replace as with_fields

from msgspec.structs import replace

from demo.recommendations.data import Sent
from demo.recommendations.in_force import InForce, by_event
from simulator.shoppers.record import ShopRecord
from tests.demo.recommendations.cases import (
    FIRST,
    LISTS,
    SENT,
    event,
    made,
    moments_of,
    small_data,
)


def listed_before() -> dict[str, str | None]:
    """The id of the list in force before each event."""
    return {
        one.event.event_id: None if one.before is None else one.before.list_id
        for one in moments_of()
    }


def test_an_event_meets_the_list_of_the_event_before_it() -> None:
    assert listed_before()["b"] == "La"
    assert listed_before()["z"] == "Lx"


def test_the_first_event_of_a_shopper_meets_none() -> None:
    assert listed_before()["a"] is None


def test_after_a_link_the_list_is_that_of_the_user() -> None:
    assert listed_before()["c"] is None
    assert [one.shopper for one in moments_of()] == [
        "session:s1",
        "session:s1",
        "session:s2",
        "user:u1",
        "session:s2",
    ]


def test_an_alias_that_goes_on_after_its_link_has_the_list_of_the_user() -> None:
    data = small_data()
    again = Sent(event("again", "B", 5), FIRST, 9)
    data = with_fields(
        data,
        records=[*data.records, ShopRecord(b"", "event", 0, "again")],
        sent={**SENT, "again": again},
    )
    last = moments_of(data=data)[-1]
    assert (last.shopper, last.before) == ("user:u1", LISTS[3])


def test_late_events_duplicates_and_what_is_broken_are_no_moments() -> None:
    assert [one.event.event_id for one in moments_of()] == ["a", "b", "x", "c", "z"]


def test_a_list_of_an_older_event_does_not_come_into_force() -> None:
    older = replace(made("b"), event_time_ms=LISTS[0].event_time_ms - 1)
    in_force = InForce()
    moments = list(in_force.moments(small_data(), by_event([LISTS[0], older])))
    assert [one.taken for one in moments[:2]] == [True, False]
    assert in_force.lists == {"session:s1": LISTS[0]}


def test_of_two_lists_of_one_time_the_later_one_is_in_force() -> None:
    tied = replace(made("b"), event_time_ms=LISTS[0].event_time_ms)
    in_force = InForce()
    assert list(in_force.moments(small_data(), by_event([LISTS[0], tied])))[1].taken
    assert in_force.lists["session:s1"] is tied
