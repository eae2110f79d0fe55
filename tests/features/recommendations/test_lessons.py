"""What a session teaches, against a walk over all pairs of its events."""

from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.recommendations.lessons import Contact, Lesson, SessionItem, lessons_of

SESSIONS = st.lists(
    st.builds(SessionItem, st.sampled_from("ABCD"), st.booleans()), min_size=2, max_size=30
)


def viewed(names: str) -> list[SessionItem]:
    """A session without a purchase; a small letter is one."""
    return [SessionItem(name.upper(), name.islower()) for name in names]


def taught(names: str) -> dict[str, Lesson]:
    return {one.item_id: one for one in lessons_of(viewed(names), 7)}


def contact(of: str, at: str, names: str) -> Contact | None:
    """What the session says of one at the other."""
    return next((one for one in taught(names)[of].contacts if one.item_id == at), None)


def naive(session: list[SessionItem], of: str, at: str) -> dict[str, Any] | None:
    """The same by all pairs of events, one of each item."""
    after, before, nears = [0, 0, 0], 0, []
    for (place, one), (later, other) in combinations(enumerate(session), 2):
        distance = later - place
        near = distance <= 5 or (distance <= 20 and one.bought and other.bought)
        if {one.item_id, other.item_id} != {of, at} or not near:
            continue
        nears.append(1 / distance)
        if other.item_id == of and distance <= 3:
            after[distance - 1] += 1
        before += one.item_id == of and distance == 1
    both = all(SessionItem(name, bought=True) in session for name in (of, at))
    return (
        {
            "after": tuple(min(3, one) for one in after),
            "before": min(3, before),
            "near": pytest.approx(min(3.0, sum(nears))),
            "bought": both,
        }
        if nears
        else None
    )


@given(SESSIONS)
def test_every_contact_is_that_of_a_walk_over_all_pairs(session: list[SessionItem]) -> None:
    lessons = {one.item_id: one for one in lessons_of(session, 7)}
    names = {one.item_id for one in session}
    assert set(lessons) == names
    expected = {
        (of, at): said for of in names for at in names - {of} if (said := naive(session, of, at))
    }
    found = {
        (of, one.item_id): {
            "after": one.after, "before": one.before, "near": one.near, "bought": one.bought,
        }
        for of, lesson in lessons.items()
        for one in lesson.contacts
    }  # fmt: skip
    assert found == expected


@given(SESSIONS)
def test_the_followers_of_an_item_are_what_came_right_after_it(session: list[SessionItem]) -> None:
    names = [one.item_id for one in session]
    assert names
    for lesson in lessons_of(session, 7):
        next_ones = [after for before, after in pairwise(names) if before == lesson.item_id]
        assert (lesson.followers, lesson.time_ms) == (tuple(next_ones), 7)


def test_the_drawn_session_teaches_what_is_drawn() -> None:
    assert taught("ABAC")["A"].followers == ("B", "C")
    assert contact("B", "A", "ABAC") == Contact("A", (1, 0, 0), 1, 2.0, bought=False)
    assert contact("C", "A", "ABAC") == Contact("A", (1, 0, 1), 0, 1 + 1 / 3, bought=False)


@pytest.mark.parametrize("names", ["", "A", "a"])
def test_less_than_two_events_teach_nothing(names: str) -> None:
    assert lessons_of(viewed(names), 7) == []


def test_an_item_alone_follows_itself_and_is_no_neighbour() -> None:
    assert taught("AAA") == {"A": Lesson("A", 7, ("A", "A"), ())}


def test_the_order_decides_what_comes_after_what() -> None:
    forth, back = contact("B", "A", "AB"), contact("B", "A", "BA")
    assert (forth, back) == (
        Contact("A", (1, 0, 0), 0, 1.0, bought=False),
        Contact("A", (0, 0, 0), 1, 1.0, bought=False),
    )


def test_going_to_and_fro_counts_three_times_at_most() -> None:
    assert contact("B", "A", "AB" * 20) == Contact("A", (3, 0, 3), 3, 3.0, bought=False)


def test_events_more_than_five_apart_are_no_neighbours() -> None:
    assert contact("B", "A", "ACCCCB") == Contact("A", (0, 0, 0), 0, 1 / 5, bought=False)
    assert contact("B", "A", "ACCCCCB") is None


def test_purchases_reach_twenty_events_and_both_have_to_be_some() -> None:
    assert contact("B", "A", f"a{'C' * 19}b") == Contact("A", (0, 0, 0), 0, 1 / 20, bought=True)
    assert contact("B", "A", f"a{'C' * 20}b") is None
    assert contact("B", "A", f"a{'C' * 19}B") is None


def test_two_are_bought_together_only_where_both_were() -> None:
    said = [contact("B", "A", names) for names in ("ab", "aB", "Ab", "AB")]
    assert [one is not None and one.bought for one in said] == [True, False, False, False]
