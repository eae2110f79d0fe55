"""AUC-ROC and average precision are what their definitions say, ties and weights included."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, roc_auc_score

from models.fraud.evaluation.ranking import Ranking
from tests.models.evaluation.oracles import auc_by_pairs, average_precision_by_definition

ROWS = st.lists(
    st.tuples(st.sampled_from([0.0, 0.1, 0.5, 0.50001, 1.0]), st.booleans(), st.integers(0, 3)),
    min_size=2,
    max_size=25,
).filter(lambda rows: {fraud for _, fraud, weight in rows if weight} == {False, True})


@given(ROWS)
def test_auc_is_the_share_of_pairs_in_order(rows: list[tuple[float, bool, int]]) -> None:
    scores, fraud, weights = zip(*rows, strict=True)
    found = Ranking(np.array(scores), np.array(fraud)).auc_roc(np.array(weights, dtype=float))
    assert found == pytest.approx(auc_by_pairs(scores, fraud, weights))


@given(ROWS)
def test_average_precision_is_the_sum_over_thresholds(rows: list[tuple[float, bool, int]]) -> None:
    scores, fraud, weights = zip(*rows, strict=True)
    ranking = Ranking(np.array(scores), np.array(fraud))
    assert ranking.average_precision(np.array(weights, dtype=float)) == pytest.approx(
        average_precision_by_definition(scores, fraud, weights)
    )


@pytest.mark.parametrize("decimals", [1, 3, 12])
def test_both_agree_with_scikit_learn(decimals: int) -> None:
    rng = np.random.default_rng(3)
    fraud = rng.random(4_000) < 0.02
    scores = rng.random(4_000) * 0.8 + np.where(fraud, 0.2, 0.0)
    scores = np.asarray(scores.round(decimals), dtype=np.float64)
    ranking = Ranking(scores, fraud)
    assert ranking.auc_roc() == pytest.approx(roc_auc_score(fraud, scores), abs=1e-12)
    assert ranking.average_precision() == pytest.approx(
        average_precision_score(fraud, scores), abs=1e-12
    )


def test_perfect_scores_reach_one_and_reversed_ones_zero() -> None:
    fraud = np.array([True, False, True, False])
    assert Ranking(fraud.astype(float), fraud).auc_roc() == 1
    assert Ranking(fraud.astype(float), fraud).average_precision() == 1
    assert Ranking(-fraud.astype(float), fraud).auc_roc() == 0


def test_equal_scores_rank_nothing() -> None:
    fraud = np.array([True, False, False, False])
    ranking = Ranking(np.full(4, 0.3), fraud)
    assert ranking.auc_roc() == 0.5
    assert ranking.average_precision() == 0.25


def test_a_resample_without_frauds_has_no_value() -> None:
    ranking = Ranking(np.array([0.1, 0.2]), np.array([True, False]))
    assert np.isnan(ranking.auc_roc(np.array([0.0, 2.0])))
    assert np.isnan(ranking.average_precision(np.array([0.0, 2.0])))


@pytest.mark.parametrize(
    ("scores", "fraud", "fault"),
    [
        ([0.1, 0.2], [True, True], "true for 2 of 2"),
        ([0.1, 0.2], [False, False], "true for 0 of 2"),
        ([0.1, float("nan")], [True, False], "1 are not a number"),
        ([0.1], [True, False], "expected as many"),
    ],
)
def test_what_cannot_be_ranked_is_refused(
    scores: list[float], fraud: list[bool], fault: str
) -> None:
    with pytest.raises(ValueError, match=fault):
        Ranking(np.array(scores), np.array(fraud))
