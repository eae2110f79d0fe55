"""The candidates of a session and what speaks for each, worked out by hand for the drawn one."""

from typing import Any, Final

import pytest

from features.recommendations.session_view import ItemView, SessionView
from models.recommendations.candidates import MOST, Candidate, candidates_of
from tests.features.recommendations.records import a_card
from tests.models.recommendations.drawn import (
    DRAWN,
    LEADERS,
    NOW_MS,
    A,
    B,
    C,
    D,
    E,
    near,
    short_session,
)

FOUND: Final = {one.item_id: one for one in candidates_of(DRAWN, LEADERS)}
NUMBERS: Final = [
    name for name in Candidate.__slots__ if name not in {"item_id", "nearest", "card", "in_session"}
]

EXPECTED: Final[dict[str, dict[str, Any]]] = {
    "A": {"in_session": True, "rough": 1.0},
    "B": {
        "in_session": True, "nearest": "A", "after1": 2, "after1_share": 2 / 4, "after1_rank": 1,
        "before": 1, "near_last": 3, "near": 3 / 4, "near_most": 3 / 4, "near_lately": 1.5,
        "after": 2 / 4, "sources": 1, "walk": 1 / 4 * 0.25, "walk_rank": 3,
        "rough": 2 * 2 / 4 + 3 / 4 + 1 / 16 + 1 / 2,
    },
    "C": {
        "nearest": "B", "after1": 1, "after1_share": 1 / 4, "after1_rank": 2, "after2": 1,
        "after2_share": 1 / 2, "near_last": 1, "near": 1 / 4 + 2 / 2 / 2, "near_most": 2 / 2,
        "near_lately": 0.5 + 1 / 2, "after": 1 / 4 + 1 / 2 / 2, "bought": 1, "sources": 2,
        "walk": 2 / 4 * 0.6, "walk_rank": 1, "leader": 2,
        "rough": 2 * 1 / 4 + 3 / 4 + 1 / 2 + 0.3 + 0.001 / 2,
    },
    "D": {
        "nearest": "B", "after2": 1, "after2_share": 1 / 2, "near": 0.5 / 2 / 2,
        "near_most": 0.5 / 2, "near_lately": 0.25 / 2, "sources": 1, "rough": 1 / 8 + 1 / 2,
    },
    "E": {"leader": 1, "rough": 0.001},
    "F": {"walk": 1 / 4 * 0.5, "walk_rank": 2, "rough": 1 / 8},
}  # fmt: skip


@pytest.mark.parametrize("item_id", EXPECTED)
def test_what_speaks_for_a_candidate_of_the_drawn_session(item_id: str) -> None:
    candidate, expected = FOUND[item_id], EXPECTED[item_id]
    numbers = {name: pytest.approx(expected.get(name, 0)) for name in NUMBERS}
    assert {name: getattr(candidate, name) for name in NUMBERS} == numbers
    assert candidate.in_session is expected.get("in_session", False)
    assert candidate.nearest == expected.get("nearest")


def test_candidates_come_roughly_the_best_first() -> None:
    assert list(FOUND) == ["B", "C", "A", "D", "F", "E"]


def test_a_candidate_has_the_newest_card_that_the_session_knows_of() -> None:
    cards = {name: one.card for name, one in FOUND.items()}
    assert cards == {"A": A, "B": B, "C": C, "D": D, "E": E, "F": None}


def test_the_third_step_is_of_the_event_before_the_two_last() -> None:
    far = near(a_card("X"), 1.0, (0.0, 0.0, 5.0))
    views = {"A": ItemView(a_card("A"), (far,))}
    session = SessionView(("A", "B", "C"), (0, 1, NOW_MS), views, NOW_MS)
    (found,) = [one for one in candidates_of(session) if one.item_id == "X"]
    assert (found.after3, found.after2, found.after1, found.near) == (5, 0, 0, 1 / 3)


def test_a_session_of_an_unknown_item_has_that_item_and_the_leaders() -> None:
    session = SessionView(("A",), (NOW_MS,), {}, NOW_MS)
    found = candidates_of(session, (E,))
    assert [(one.item_id, one.in_session, one.card) for one in found] == [
        ("A", True, None),
        ("E", False, E),
    ]


def test_no_more_than_the_best_are_chosen_and_ranks_are_among_them() -> None:
    session = short_session(*(a_card(f"i{number:03}") for number in range(2 * MOST)))
    found = candidates_of(session)
    assert [one.item_id for one in found[:3]] == ["i000", "i001", "i002"]
    assert (len(found), len({one.item_id for one in found})) == (MOST, MOST)
    few = candidates_of(DRAWN, LEADERS, most=2)
    assert [(one.item_id, one.walk_rank) for one in few] == [("B", 2), ("C", 1)]


def test_candidates_of_one_score_come_by_name() -> None:
    view = ItemView(a_card("Z"), tuple(near(a_card(name), 1.0, (0.0, 0.0, 0.0)) for name in "ba"))
    session = SessionView(("Z",), (NOW_MS,), {"Z": view}, NOW_MS)
    assert [one.item_id for one in candidates_of(session)] == ["Z", "a", "b"]
