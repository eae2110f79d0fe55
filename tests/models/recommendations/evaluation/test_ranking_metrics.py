"""HR, MRR, nDCG and coverage are what their definitions say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.sessions.next_item_queries import Query
from models.recommendations.evaluation.baselines.repeats import Repeats
from models.recommendations.evaluation.coded_sessions import CodedSessions
from models.recommendations.evaluation.ranking_metrics import ranking_figures
from models.recommendations.evaluation.ranks import Ranks, ranks_of
from tests.models.recommendations.evaluation.oracles import metrics_by_definition

#   sessions  A B C C       list for A B: B A C        target A: rank 2
#                           list for C:   C A B        target D: not listed
SESSIONS = CodedSessions([["A", "B", "C", "C"]])
QUERIES = (Query("q1", ("A", "B"), "A"), Query("q2", ("C",), "D"))


def test_a_rank_is_the_place_of_the_target_and_0_where_it_is_not_listed() -> None:
    assert ranks_of(Repeats(SESSIONS), QUERIES, 3).ranks.tolist() == [2, 0]


def test_a_target_behind_the_end_of_the_list_has_no_rank() -> None:
    assert ranks_of(Repeats(SESSIONS), QUERIES, 1).ranks.tolist() == [0, 0]


def test_one_query_found_second_of_two() -> None:
    found = ranking_figures(np.array([2, 0]), 20)
    assert found.hit_rate == 0.5
    assert found.mrr == 0.25
    assert found.ndcg == pytest.approx(0.31546488)


def test_a_target_first_is_worth_one() -> None:
    found = ranking_figures(np.array([1, 1]), 1)
    assert (found.hit_rate, found.mrr, found.ndcg) == (1, 1, 1)


def test_coverage_is_the_share_of_items_listed_for_any_query() -> None:
    assert ranks_of(Repeats(SESSIONS), QUERIES, 1).coverage("ABC") == pytest.approx(2 / 3)
    assert ranks_of(Repeats(SESSIONS), QUERIES, 3).coverage("ABC") == 1


def test_what_is_no_item_of_the_training_covers_nothing() -> None:
    assert Ranks(np.array([1]), frozenset("AX")).coverage("ABCD") == 0.25


@pytest.mark.parametrize(
    ("ranks", "k", "fault"), [([], 1, "ranks: none"), ([1], 0, "k: 0, expected 1 or more")]
)
def test_what_cannot_be_measured_is_refused(ranks: list[int], k: int, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        ranking_figures(np.array(ranks, np.int64), k)


def test_coverage_of_no_items_is_refused() -> None:
    with pytest.raises(ValueError, match="items: none"):
        Ranks(np.array([1]), frozenset("A")).coverage(())


@given(st.lists(st.integers(0, 25), min_size=1, max_size=30), st.integers(1, 22))
def test_all_three_are_what_going_through_the_queries_gives(ranks: list[int], k: int) -> None:
    found = ranking_figures(np.array(ranks), k)
    assert (found.hit_rate, found.mrr, found.ndcg) == pytest.approx(metrics_by_definition(ranks, k))
