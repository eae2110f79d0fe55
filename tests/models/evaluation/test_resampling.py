"""Intervals: whole groups are drawn, here cards, the same seed draws the same, and they cover."""

import numpy as np
import pytest

from models.shared.evaluation.resampling import (
    Interval,
    Resampling,
    drawn_means,
    group_intervals,
    group_weights,
    interval,
)

CARDS = np.array([7, 7, 7, 2, 2, 9])


def test_payments_of_one_card_are_drawn_together() -> None:
    drawn = list(group_weights(CARDS, Resampling(50)))
    assert len(drawn) == 50
    for weights in drawn:
        assert len(set(weights[:3])) == len(set(weights[3:5])) == 1


def test_as_many_cards_are_drawn_as_there_are() -> None:
    first_of_each = [0, 3, 5]
    drawn = list(group_weights(CARDS, Resampling(50)))
    assert len(drawn) == 50
    for weights in drawn:
        assert weights[first_of_each].sum() == 3


def test_the_same_seed_draws_the_same_and_another_does_not() -> None:
    def drawn(seed: int) -> list[list[float]]:
        return [weights.tolist() for weights in group_weights(CARDS, Resampling(20, seed))]

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)


def test_the_interval_of_a_mean_is_as_wide_as_theory_says() -> None:
    values = np.random.default_rng(1).normal(10, 2, 400)

    def mean(weights: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
        return float(np.average(values, weights=weights))

    found = group_intervals(np.arange(400), Resampling(2_000), {"mean": mean})["mean"]
    assert found.low == pytest.approx(values.mean() - 1.96 * values.std() / 20, abs=0.02)
    assert found.high == pytest.approx(values.mean() + 1.96 * values.std() / 20, abs=0.02)


def test_one_busy_card_makes_an_interval_wide() -> None:
    values = np.array([1.0] * 50 + [0.0] * 50)

    def mean(weights: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
        return float(np.average(values, weights=weights))

    own_cards = group_intervals(np.arange(100), Resampling(500), {"mean": mean})["mean"]
    one_card = np.array([0] * 50 + list(range(1, 51)))
    shared = group_intervals(one_card, Resampling(500), {"mean": mean})["mean"]
    assert shared.high is not None
    assert shared.low == 0
    assert own_cards.low is not None
    assert own_cards.low > 0.3


def test_days_are_drawn_with_replacement() -> None:
    means = drawn_means(np.array([0.0, 0.0, 1.0]), Resampling(500))
    assert set(np.round(means * 3).astype(int).tolist()) == {0, 1, 2, 3}
    assert means.mean() == pytest.approx(1 / 3, abs=0.05)


def test_a_figure_that_most_resamples_lack_has_no_interval() -> None:
    nan = float("nan")
    assert interval(np.array([nan, nan, 0.5])) == Interval(None, None)
    assert interval(np.array([nan, 0.5, 0.5])) == Interval(0.5, 0.5)
