"""Intervals over queries: drawn by groups, and two methods on the same draws."""

import numpy as np
import pytest

from models.recommendations.evaluation.paired_intervals import compared, mean_interval
from models.shared.evaluation.resampling import Interval, Resampling

MANY = Resampling(500)


def _width(found: Interval) -> float:
    assert found.low is not None
    assert found.high is not None
    return found.high - found.low


def test_the_interval_of_a_mean_is_as_wide_as_theory_says() -> None:
    values = np.random.default_rng(1).normal(0.5, 0.2, 400)
    found = mean_interval(values, Resampling(2_000))
    assert _width(found) == pytest.approx(2 * 1.96 * values.std() / 20, rel=0.08)


def test_queries_of_a_group_are_drawn_together_so_their_interval_is_wider() -> None:
    values = np.repeat(np.random.default_rng(2).random(50), 8)
    apart = mean_interval(values, MANY)
    together = mean_interval(values, MANY, np.repeat(np.arange(50), 8))
    assert _width(together) == pytest.approx(_width(apart) * np.sqrt(8), rel=0.25)


def test_what_is_hard_for_both_is_no_part_of_their_difference() -> None:
    hardness = np.random.default_rng(3).random(300)
    found = compared(hardness + 0.01, hardness, MANY)
    assert found.difference == pytest.approx(0.01)
    assert found.difference_interval.low == pytest.approx(0.01)
    assert found.difference_interval.high == pytest.approx(0.01)
    assert _width(mean_interval(hardness, MANY)) > 0.05


def test_the_ratio_is_of_the_means_not_the_mean_of_ratios() -> None:
    found = compared(np.array([1.0, 1.0, 0.0]), np.array([1.0, 0.0, 0.0]), MANY)
    assert found.ratio == 2
    assert found.difference == pytest.approx(1 / 3)


def test_a_method_that_is_better_everywhere_has_a_ratio_surely_above_one() -> None:
    other = np.random.default_rng(4).random(200)
    found = compared(other * 1.1, other, MANY)
    assert found.ratio_interval.low == pytest.approx(1.1)
    assert found.ratio_interval.high == pytest.approx(1.1)


def test_a_ratio_to_nothing_is_none() -> None:
    found = compared(np.ones(5), np.zeros(5), MANY)
    assert found.ratio is None
    assert found.ratio_interval == Interval(None, None)


def test_the_same_seed_gives_the_same_interval_and_another_does_not() -> None:
    values = np.random.default_rng(5).random(40)
    assert mean_interval(values, Resampling(50, 1)) == mean_interval(values, Resampling(50, 1))
    assert mean_interval(values, Resampling(50, 1)) != mean_interval(values, Resampling(50, 2))


def test_lengths_that_differ_are_refused() -> None:
    with pytest.raises(ValueError, match=r"second: \(3,\), expected as many"):
        compared(np.ones(2), np.ones(3), MANY)
    with pytest.raises(ValueError, match=r"group: \(3,\), expected one a query"):
        mean_interval(np.ones(2), MANY, np.arange(3))


def test_no_queries_are_refused() -> None:
    with pytest.raises(ValueError, match="values: none"):
        mean_interval(np.array([]), MANY)
