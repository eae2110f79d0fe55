"""Intervals hold the truth as often as they say, and the formulas are those of the books."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import ttest_ind

from models.recommendations.evaluation.experiments.lift import Lift, Mean, lift_of, mean_of

Floats = NDArray[np.float64]
Draw = Callable[[np.random.Generator, int, float], Floats]
RUNS = 500


def shares(rng: np.random.Generator, count: int, share: float) -> Floats:
    return (rng.random(count) < share).astype(float)


def spent(rng: np.random.Generator, count: int, share: float) -> Floats:
    return shares(rng, count, share) * rng.lognormal(3, 0.8, count)


def simulated(values: Draw, true: tuple[float, float], counts: tuple[int, int]) -> list[Lift]:
    """Experiments with two arms whose shares of buyers are known."""
    rng = np.random.default_rng(7)

    def mean(arm: int) -> Mean:
        return mean_of(values(rng, counts[arm], true[arm]))

    return [lift_of(mean(0), mean(1)) for _ in range(RUNS)]


def covered(lifts: list[Lift], truth: float) -> float:
    intervals = [one.lift_interval for one in lifts]
    return np.mean([one.low <= truth <= one.high for one in intervals]).item()  # type: ignore[operator]


@pytest.mark.parametrize("counts", [(1_500, 1_500), (500, 2_500)])
@pytest.mark.parametrize("values", [shares, spent])
def test_the_interval_of_a_lift_holds_the_truth_95_times_of_100(
    values: Draw, counts: tuple[int, int]
) -> None:
    lifts = simulated(values, (0.12, 0.1), counts)
    assert len(lifts) == RUNS
    assert covered(lifts, 0.2) == pytest.approx(0.95, abs=0.025)


def test_where_there_is_no_difference_one_is_seen_5_times_of_100() -> None:
    lifts = simulated(shares, (0.1, 0.1), (2_000, 2_000))
    seen = np.mean([one.verdict != "no difference seen" for one in lifts])
    assert seen == pytest.approx(0.05, abs=0.02)


def test_the_detectable_difference_is_seen_four_times_of_five() -> None:
    first = simulated(shares, (0.1, 0.1), (2_000, 2_000))
    detectable = float(np.mean([one.detectable for one in first]))
    lifts = simulated(shares, (0.1 + detectable, 0.1), (2_000, 2_000))
    assert np.mean([one.verdict == "higher" for one in lifts]) == pytest.approx(0.8, abs=0.045)


def test_the_difference_is_judged_as_by_welch() -> None:
    rng = np.random.default_rng(3)
    one, other = spent(rng, 4_000, 0.2), spent(rng, 2_000, 0.2)
    expected = ttest_ind(one, other, equal_var=False).confidence_interval(0.95)
    interval = lift_of(mean_of(one), mean_of(other)).difference_interval
    assert (interval.low, interval.high) == pytest.approx(tuple(expected), rel=2e-3)


def test_the_interval_of_the_ratio_of_two_shares_is_that_of_katz() -> None:
    arm = mean_of(np.repeat([1.0, 0.0], [30, 970]))
    first = mean_of(np.repeat([1.0, 0.0], [20, 980]))
    error = np.sqrt(1 / 30 - 1 / 1_000 + 1 / 20 - 1 / 1_000)
    expected = [1.5 * np.exp(sign * 1.959964 * error) - 1 for sign in (-1, 1)]
    found = lift_of(arm, first)
    assert found.lift == pytest.approx(0.5)
    interval = (found.lift_interval.low, found.lift_interval.high)
    assert interval == pytest.approx(expected, rel=2e-3)


def test_of_too_few_buyers_nothing_is_said_but_what_is_lacking() -> None:
    arm, first = mean_of(np.repeat([1.0, 0.0], [9, 400])), mean_of(np.zeros(300))
    found = lift_of(arm, first, ("new", "control"))
    assert found.verdict == "too little data"
    assert "new has 9 of 409 above 0, at least 10 are expected" in found.why
    assert "control has 0 of 300" in found.why
    assert (found.lift, found.lift_interval.low, found.difference_interval.low) == (None,) * 3


def test_nobody_at_all_is_too_little_data_too() -> None:
    found = lift_of(mean_of(np.zeros(0)), mean_of(np.zeros(0)))
    assert (found.verdict, found.detectable) == ("too little data", 0)


def test_a_skewed_value_needs_more_shoppers() -> None:
    rng = np.random.default_rng(1)
    assert mean_of(rng.normal(5, 1, 10_000)).enough < 10
    assert mean_of(rng.lognormal(0, 2, 10_000)).enough > 10_000
