"""Curves of a score are those of a plain loop over thresholds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backtest.curves import calibration, precision_recall

SCORED = st.lists(
    st.tuples(st.sampled_from([0.0, 0.1, 0.25, 0.5, 1.0]) | st.floats(0, 1), st.booleans()),
    min_size=1,
    max_size=60,
)


def columns(scored: list[tuple[float, bool]]) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    return np.array([score for score, _ in scored]), np.array([fraud for _, fraud in scored])


@given(SCORED)
def test_the_curve_has_precision_and_recall_at_every_threshold(
    scored: list[tuple[float, bool]],
) -> None:
    scores, fraud = columns(scored)
    curve = precision_recall(scores, fraud)
    if not fraud.any():
        assert curve is None
        return
    assert curve is not None
    assert curve.threshold.tolist() == sorted(set(scores.tolist()), reverse=True)
    area, last = 0.0, 0.0
    for at, recall, precision in zip(curve.threshold, curve.recall, curve.precision, strict=True):
        reached = [truth for score, truth in scored if score >= at]
        assert recall == pytest.approx(sum(reached) / fraud.sum())
        assert precision == pytest.approx(sum(reached) / len(reached))
        area += precision * (recall - last)
        last = recall
    assert curve.average_precision == pytest.approx(area)


@given(SCORED)
def test_calibration_bins_hold_every_payment_once_and_do_not_overlap(
    scored: list[tuple[float, bool]],
) -> None:
    scores, fraud = columns(scored)
    bins = calibration(scores, fraud, bins=4)
    assert sum(each.payments for each in bins) == len(scored)
    assert sum(each.frauds for each in bins) == fraud.sum()
    means = [each.mean_score for each in bins]
    assert means == sorted(means)
    assert sum(each.mean_score * each.payments for each in bins) == pytest.approx(scores.sum())
