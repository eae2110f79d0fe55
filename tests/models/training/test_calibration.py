"""Calibration turns scores into probabilities without changing their order."""

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from models.fraud.training.measures import log_loss
from models.shared.training.calibration import Calibration, fit_calibration, log_odds, sigmoid
from models.shared.training.imbalance import balanced


def exaggerated(
    count: int = 20_000, seed: int = 3
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Log-odds that are too high and too spread, and what happened."""
    rng = np.random.default_rng(seed)
    margin = rng.normal(-3, 1, size=count)
    fraud = rng.random(count) < sigmoid(margin)
    return 2 * margin + 5, fraud


def test_the_log_loss_falls() -> None:
    margins, fraud = exaggerated()
    calibration = fit_calibration(margins, fraud)
    assert calibration is not None
    assert log_loss(fraud, calibration.apply(margins)) < 0.5 * log_loss(fraud, sigmoid(margins))


def test_the_distortion_is_undone() -> None:
    calibration = fit_calibration(*exaggerated())
    assert calibration is not None
    assert calibration.slope == pytest.approx(0.5, abs=0.05)
    assert calibration.intercept == pytest.approx(-2.5, abs=0.1)


@given(st.lists(st.floats(-50, 50), min_size=2, max_size=20))
def test_the_order_of_scores_stays(margins: list[float]) -> None:
    ordered = np.sort(np.array(margins))
    assert (np.diff(Calibration(0.7, -2.0).apply(ordered)) >= 0).all()


def test_too_few_frauds_calibrate_nothing() -> None:
    margins, fraud = exaggerated(200)
    fraud[np.flatnonzero(fraud)[19:]] = False
    assert fit_calibration(margins, fraud) is None


def test_scores_that_rank_the_wrong_way_round_calibrate_nothing() -> None:
    margins, fraud = exaggerated()
    assert fit_calibration(-margins, fraud) is None


def test_a_known_excess_of_the_log_odds_is_taken_off() -> None:
    margins = np.array([-1.4, 2.2])
    found = Calibration(0.8, 0.3).shifted(log(5)).apply(margins)
    expected = Calibration(0.8, 0.3).apply(margins - log(5))
    assert found == pytest.approx(expected, abs=1e-12)


def test_certain_scores_have_finite_log_odds() -> None:
    assert np.isfinite(log_odds(np.array([0.0, 1.0]))).all()


def test_every_fraud_and_at_most_so_many_genuine_payments_are_dmarginsn() -> None:
    fraud = np.arange(1_000) % 10 == 0
    balance = balanced(fraud, "none", most_negatives=90, seed=1)
    assert fraud[balance.rows].sum() == 100
    assert (~fraud[balance.rows]).sum() == 90
    assert balance.log_odds_ratio == pytest.approx(log(10))
    assert (np.diff(balance.rows) > 0).all()


def test_a_weight_adds_to_the_excess_of_the_odds() -> None:
    fraud = np.arange(1_000) % 10 == 0
    balance = balanced(fraud, "root", most_negatives=10_000, seed=1)
    assert balance.positive_weight == pytest.approx(3)
    assert balance.log_odds_ratio == pytest.approx(log(3))


def test_the_odds_are_raised_by_no_more_than_a_stated_factor() -> None:
    fraud = np.arange(100_001) == 0
    assert balanced(fraud, "root", most_negatives=100_000, seed=1).positive_weight == 64
    assert balanced(fraud, "root", most_negatives=10_000, seed=1).positive_weight == pytest.approx(
        6.4
    )
