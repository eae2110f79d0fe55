"""The candidates of a session and what speaks for each, worked out by hand for the drawn one."""

from typing import Any, Final

import numpy as np
import pytest

from features.recommendations.card_table import FACTS, CardTable, card_table
from features.recommendations.neighbour_table import neighbour_table
from features.recommendations.session_view import ItemView, SessionView
from models.recommendations.candidates import EVIDENCE, Candidates
from models.recommendations.gathering import MOST, candidates_of
from tests.features.recommendations.records import a_card
from tests.features.recommendations.tables import Row, rows_of
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

FOUND: Final = candidates_of(DRAWN, LEADERS, 2)

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


def rows_with_cards(found: Candidates) -> list[Row]:
    """The cards of candidates, row by row."""
    facts, values = found.facts.tobytes(), found.values.tobytes()
    return rows_of(CardTable(tuple(found.item_ids), tuple(found.categories), facts, values))


@pytest.mark.parametrize("item_id", EXPECTED)
def test_what_speaks_for_a_candidate_of_the_drawn_session(item_id: str) -> None:
    place, expected = FOUND.item_ids.index(item_id), EXPECTED[item_id]
    numbers = {name: pytest.approx(expected.get(name, 0)) for name in EVIDENCE}
    assert dict(zip(EVIDENCE, FOUND.evidence[place], strict=True)) == numbers
    assert FOUND.in_session[place] is expected.get("in_session", False)
    assert FOUND.nearest[place] == expected.get("nearest")


def test_candidates_come_roughly_the_best_first() -> None:
    assert FOUND.item_ids == ["B", "C", "A", "D", "F", "E"]


def test_a_candidate_has_the_newest_card_that_the_session_knows_of() -> None:
    cards = dict(zip(FOUND.item_ids, rows_with_cards(FOUND), strict=True))
    known = rows_of(card_table((A, B, C, D, E), 2))
    assert {name: cards[name] for name in "ABCDE"} == {row["item_id"]: row for row in known}
    assert {*cards["F"]["values"], *(cards["F"][name] for name in FACTS)} == {None}
    assert cards["F"]["category"] is None


def test_of_cards_of_one_time_the_one_of_the_latest_item_is_taken() -> None:
    of_x = [a_card("X", category=name) for name in ("last", "first", "leader")]
    views = {
        name: ItemView(a_card(name), neighbour_table((near(card, 1.0, (0.0, 0.0, 0.0)),), 0))
        for name, card in zip("BA", of_x, strict=False)
    }
    session = SessionView(("A", "B"), (0, NOW_MS), views, NOW_MS)
    found = candidates_of(session, (card_table(of_x[2:], 0),))
    assert found.categories[found.item_ids.index("X")] == "last"


def test_cards_of_other_definitions_have_no_values() -> None:
    view = ItemView(
        a_card("A", values=(1, 2)),
        neighbour_table((near(a_card("B", values=(3, 4)), 1.0, (0.0, 0.0, 0.0)),), 2),
    )
    found = candidates_of(SessionView(("A",), (NOW_MS,), {"A": view}, NOW_MS), (), 3)
    assert found.values.shape == (2, 3)
    assert np.isnan(found.values).all()
    assert not np.isnan(found.facts[:, 0]).any()


def test_the_third_step_is_of_the_event_before_the_two_last() -> None:
    far = near(a_card("X"), 1.0, (0.0, 0.0, 5.0))
    views = {"A": ItemView(a_card("A"), neighbour_table((far,), 0))}
    session = SessionView(("A", "B", "C"), (0, 1, NOW_MS), views, NOW_MS)
    found = candidates_of(session)
    place = found.item_ids.index("X")
    said = [found.column(name)[place] for name in ("after3", "after2", "after1", "near")]
    assert said == [5, 0, 0, 1 / 3]


def test_a_session_of_an_unknown_item_has_that_item_and_the_leaders() -> None:
    session = SessionView(("A",), (NOW_MS,), {}, NOW_MS)
    found = candidates_of(session, (card_table((E,), 2),), 2)
    assert (found.item_ids, found.in_session) == (["A", "E"], [True, False])
    assert found.categories == [None, "bags"]
    assert np.isnan(found.facts[0]).all()
    assert rows_with_cards(found)[1] == rows_of(card_table((E,), 2))[0]


def test_no_more_than_the_best_are_chosen_and_ranks_are_among_them() -> None:
    session = short_session(*(a_card(f"i{number:03}") for number in range(2 * MOST)))
    found = candidates_of(session)
    assert found.item_ids[:3] == ["i000", "i001", "i002"]
    assert (len(found), len({*found.item_ids})) == (MOST, MOST)
    few = candidates_of(DRAWN, LEADERS, most=2)
    assert (few.item_ids, few.column("walk_rank").tolist()) == (["B", "C"], [2, 1])


def test_candidates_of_one_score_come_by_name() -> None:
    others = [near(a_card(name), 1.0, (0.0, 0.0, 0.0)) for name in "ba"]
    view = ItemView(a_card("Z"), neighbour_table(others, 0))
    session = SessionView(("Z",), (NOW_MS,), {"Z": view}, NOW_MS)
    assert candidates_of(session).item_ids == ["Z", "a", "b"]
