"""What a ranker is given of a candidate, every number worked out by hand for the drawn session."""

from typing import Any, Final

import numpy as np
import pytest

from features.recommendations.neighbour_table import neighbour_table
from features.recommendations.session_view import ItemView, SessionView
from models.recommendations.candidates import EVIDENCE
from models.recommendations.gathering import candidates_of
from models.recommendations.inputs import BUILT_IN, IN_SESSION, ITEM, SESSION, matrix
from models.recommendations.recommender import input_names
from tests.features.recommendations.records import START_MS, a_card
from tests.models.recommendations.drawn import DRAWN, LEADERS, NOW_MS, A
from tests.models.recommendations.test_candidates import EXPECTED

ALONE: Final = neighbour_table((), 2)
NAMES: Final = input_names(("item_views", "item_mean"), ("shopper_views", "shopper_mean"))
CANDIDATES: Final = candidates_of(DRAWN, LEADERS, 2)
MATRIX: Final = matrix(DRAWN, CANDIDATES, (7.0, None))

OF_SESSION: Final = dict(zip(SESSION, (3, 2, 2, 3, 1 / 4, 30), strict=True))
UNSEEN: Final = (0, 0, 99, 99, 0, 0, 0, 0, -1)
OF_ITEMS: Final = {
    "A": (2, 2 / 3, 1, 0, 1, 0, 1, 0, 0),
    "B": (1, 1 / 3, 2, 1, 0, 1, 0, 1, 30),
}
UNKNOWN: Final = (-1,) * len(ITEM)
OF_CARDS: Final = {
    "A": (4, 3, 1 / 4, 2, 0, 2 / 3, 1),
    "B": (1, 1, 0, 30 / 86_400, 30 / 3_600, 1 / 3, -1),
    "C": (0, 0, 0, 1 / 24, 1, 2 / 3, 100 / 200),
    "D": (0, 0, 0, 2 / 24, 2, -1, -1),
    "E": (0, 0, 0, 2 / 24, 2, 0, 0),
}
DECLARED: Final = {"A": (1, -1), "B": (2, 0.5), "C": (4, 2), "D": (5, -1), "E": (6, 3)}


def rows() -> dict[str, dict[str, float]]:
    """The drawn matrix by item and name."""
    return {
        item: dict(zip(NAMES, row, strict=True))
        for item, row in zip(CANDIDATES.item_ids, MATRIX.tolist(), strict=True)
    }


def test_there_is_a_column_for_every_name_and_no_name_twice() -> None:
    assert MATRIX.shape == (6, len(NAMES))
    assert MATRIX.dtype == np.float32
    assert len(set(NAMES)) == len(NAMES) == len(BUILT_IN) + 4


@pytest.mark.parametrize("item", "ABCDEF")
def test_every_number_of_a_candidate_is_the_one_worked_out_by_hand(item: str) -> None:
    expected = {
        **OF_SESSION,
        **dict(zip(IN_SESSION, OF_ITEMS.get(item, UNSEEN), strict=True)),
        **{name: EXPECTED[item].get(name, 0) for name in EVIDENCE},
        **dict(zip(ITEM, OF_CARDS.get(item, UNKNOWN), strict=True)),
        **dict(zip(("item_views", "item_mean"), DECLARED.get(item, (-1, -1)), strict=True)),
        "shopper_views": 7,
        "shopper_mean": -1,
    }
    assert rows()[item] == {name: pytest.approx(value) for name, value in expected.items()}


def test_a_session_gives_the_same_matrix_each_time() -> None:
    again = matrix(DRAWN, candidates_of(DRAWN, LEADERS, 2), (7.0, None))
    assert again.tobytes() == MATRIX.tobytes()


def test_an_item_without_a_card_lacks_all_that_a_card_says() -> None:
    names = (*ITEM, "item_views", "item_mean")
    assert [rows()["F"][name] for name in names] == [-1.0] * len(names)


@pytest.mark.parametrize("text", ["shoes", ("shoes", "hats"), None])
def test_a_declared_feature_that_is_a_text_says_nothing(text: Any) -> None:  # noqa: ANN401
    card = a_card("A", NOW_MS, values=(text, True))
    session = SessionView(("A",), (NOW_MS,), {"A": ItemView(card, ALONE)}, NOW_MS)
    row = matrix(session, candidates_of(session, (), 2), (text, 5))[0]
    assert row[-4:].tolist() == [-1, 1, -1, 5]


def test_a_first_event_lacks_the_time_since_the_one_before() -> None:
    session = SessionView(("A",), (START_MS,), {"A": ItemView(A, ALONE)}, START_MS)
    row = dict(zip(NAMES, matrix(session, candidates_of(session, (), 2), (1, 2))[0], strict=True))
    assert (row["session_seconds_since_last"], row["is_second_last"]) == (-1, 0)


def test_a_session_whose_last_item_is_unknown_lacks_what_followed_it() -> None:
    session = SessionView(("A", "X"), (START_MS, NOW_MS), {"A": ItemView(A, ALONE)}, NOW_MS)
    row = dict(zip(NAMES, matrix(session, candidates_of(session, (), 2), (1, 2))[0], strict=True))
    lacking = [
        row[name]
        for name in ("session_last_followed", "session_last_again_share", "item_price_ratio")
    ]
    assert lacking == [-1, -1, -1]


def test_an_item_that_is_repeated_at_once_does_not_return() -> None:
    session = SessionView(("A", "A", "A"), (0, 1, NOW_MS), {"A": ItemView(A, ALONE)}, NOW_MS)
    row = dict(zip(NAMES, matrix(session, candidates_of(session, (), 2), (1, 2))[0], strict=True))
    assert [row[name] for name in ("seen_returns", "seen_after_last", "is_second_last")] == [
        0,
        2,
        1,
    ]


def test_a_price_is_compared_with_none_where_the_last_item_is_free() -> None:
    free = ItemView(a_card("A", category="x", price_minor=0), ALONE)
    session = SessionView(("A",), (NOW_MS,), {"A": free}, NOW_MS)
    row = dict(zip(BUILT_IN, matrix(session, candidates_of(session))[0], strict=True))
    assert row["item_price_ratio"] == -1
