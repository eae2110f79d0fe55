"""Item k-NN: the cosine of items over their sessions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.recommendations.evaluation.baselines.item_knn import ItemKnn
from models.recommendations.evaluation.coded_sessions import CodedSessions
from tests.models.recommendations.evaluation.drawn_sessions import PREFIXES, SESSIONS
from tests.models.recommendations.evaluation.oracles import nearest_items

#       A  B  C  D      cosine to A, which is in 3 sessions
#   1   x  x  .  .      B  2 / sqrt(3 * 4) = 0.577
#   2   x  x  .  .      C  1 / sqrt(3 * 1) = 0.577
#   3   x  .  x  .      D  0
#   4   .  x  .  x
#   5   .  x  .  .
DRAWN = CodedSessions([["A", "B"], ["B", "A"], ["C", "A"], ["B", "D"], ["B"]])


def test_without_damping_rare_and_frequent_neighbours_can_be_equal() -> None:
    assert ItemKnn(DRAWN, damping=0).best(["A"], 2) == ["B", "C"]
    rarer = CodedSessions([["A", "B"], ["B", "A"], ["C", "A"], ["B", "D"], ["B"], ["B"]])
    assert ItemKnn(rarer, damping=0).best(["A"], 2) == ["C", "B"]


def test_damping_favours_what_was_together_more_often() -> None:
    rarer = CodedSessions([["A", "B"], ["B", "A"], ["C", "A"], ["B", "D"], ["B"], ["B"]])
    assert ItemKnn(rarer).best(["A"], 2) == ["B", "C"]


def test_an_item_is_not_its_own_neighbour() -> None:
    assert ItemKnn(DRAWN).best(["A"], 3) == ["B", "C", "A"]


def test_an_item_twice_in_a_session_is_there_once() -> None:
    twice = CodedSessions([["A", "B", "B", "B"], ["A", "C"], ["A", "C"], ["B"]])
    assert ItemKnn(twice, damping=0).best(["A"], 2) == ["C", "B"]


def test_a_damping_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="damping: -1, expected 0 or more"):
        ItemKnn(DRAWN, damping=-1)


@given(SESSIONS, PREFIXES, st.sampled_from([0, 1, 20]))
def test_it_lists_what_the_formula_lists(
    sessions: list[list[str]], prefix: list[str], damping: int
) -> None:
    found = ItemKnn(CodedSessions(sessions), damping).best(prefix, 4)
    assert found == nearest_items(sessions, prefix, 4, damping)
