"""Thresholds are the cheapest within the limits."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from models.fraud.training.costs import Costs, CostSettings, costs_of
from models.fraud.training.thresholds import STEPS, Limits, choose_thresholds, steps_of

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

SCORES = st.one_of(
    st.sampled_from([0.0, 1e-7, 0.1, 0.3, 0.500001, 0.9]), st.floats(0, 1, exclude_max=True)
)
PAYMENTS = st.lists(
    st.tuples(SCORES, st.booleans(), st.integers(1, 10_000)), min_size=1, max_size=14
)
LIMITS = st.builds(
    lambda flagged, part, reviews: Limits(flagged, flagged * part, reviews),
    st.floats(0.05, 1),
    st.floats(0.1, 1),
    st.one_of(st.none(), st.integers(0, 6)),
)


def total(costs: Costs, flagged: Mask, blocked: Mask) -> float:
    return float(
        costs.block[blocked].sum()
        + costs.flag[flagged & ~blocked].sum()
        + costs.allow[~flagged].sum()
    )


def naive_least_cost(scores: Floats, fraud: Mask, costs: Costs, limits: Limits) -> float:
    """Every pair of thresholds that are scores, in whole millionths, or 1."""
    tried = sorted({*(int(step) / STEPS for step in steps_of(scores) if step > 0), 1.0})
    found = []
    for flag, block in product(tried, tried):
        flagged, blocked = scores >= flag, scores >= block
        reviewed = (flagged & ~blocked).sum()
        if (
            flag <= block
            and (flagged & ~fraud).sum() <= limits.max_flagged_genuine * (~fraud).sum()
            and (blocked & ~fraud).sum() <= limits.max_blocked_genuine * (~fraud).sum()
            and (limits.reviews_per_day is None or reviewed <= 2 * limits.reviews_per_day)
        ):
            found.append(total(costs, flagged, blocked))
    return min(found)


@settings(max_examples=300, deadline=None)
@given(PAYMENTS, LIMITS, st.integers(0, 3_000), st.integers(0, 3_000))
def test_no_pair_of_thresholds_within_the_limits_costs_less(
    payments: list[tuple[float, bool, int]], limits: Limits, review: int, friction: int
) -> None:
    scores, fraud, amount = (np.array(column) for column in zip(*payments, strict=True))
    costs = costs_of(fraud, amount, CostSettings(review_cost_minor=review, friction_minor=friction))
    choice = choose_thresholds(scores, fraud, costs, limits, days=2)
    flagged, blocked = scores >= choice.thresholds.flag, scores >= choice.thresholds.block
    least = naive_least_cost(scores, fraud, costs, limits)
    assert choice.cost_minor == pytest.approx(least, abs=1e-6)
    assert choice.cost_minor == pytest.approx(total(costs, flagged, blocked), abs=1e-6)
    assert choice.blocked == blocked.sum()
    assert choice.flagged == (flagged & ~blocked).sum()
    assert 0 < choice.thresholds.flag <= choice.thresholds.block <= 1
    genuine = max(1, int((~fraud).sum()))
    assert (flagged & ~fraud).sum() / genuine <= limits.max_flagged_genuine
    assert (blocked & ~fraud).sum() / genuine <= limits.max_blocked_genuine


@given(st.floats(0, 1, exclude_max=True))
def test_the_step_of_a_score_is_the_last_threshold_that_it_reaches(score: float) -> None:
    step = int(steps_of(np.array([score]))[0])
    assert step / STEPS <= score < (step + 1) / STEPS


def test_a_scarce_review_goes_to_the_highest_scores() -> None:
    scores = np.array([0.1, 0.2, 0.3, 0.4])
    fraud = np.array([True, True, True, True])
    costs = costs_of(fraud, np.full(4, 1_000), CostSettings(friction_minor=1_000))
    never_block = Costs(costs.allow, costs.flag, np.full(4, 1e6))
    choice = choose_thresholds(scores, fraud, never_block, Limits(reviews_per_day=2), days=1)
    assert choice.thresholds.flag == pytest.approx(0.3)
    assert choice.thresholds.block == 1.0
    assert choice.flagged == 2


def test_where_nothing_pays_nothing_is_stopped() -> None:
    costs = costs_of(np.array([False, False]), np.array([500, 900]), CostSettings())
    choice = choose_thresholds(
        np.array([0.4, 0.9]), np.array([False, False]), costs, Limits(1, 1), days=1
    )
    assert (choice.thresholds.flag, choice.thresholds.block) == (1.0, 1.0)
    assert choice.cost_minor == choice.allow_all_cost_minor == 0


def test_each_action_has_its_cost() -> None:
    settings = CostSettings(
        chargeback_fee_minor=1_000,
        review_cost_minor=200,
        recovered_share=0.75,
        friction_minor=500,
        friction_amount_share=0.1,
    )
    costs = costs_of(np.array([True, False]), np.array([3_000, 3_000]), settings)
    assert costs.allow.tolist() == [4_000, 0]
    assert costs.flag.tolist() == [1_200, 200]
    assert costs.block.tolist() == [0, 800]


def test_all_faulty_costs_are_named_at_once() -> None:
    with pytest.raises(ValueError, match=r"review_cost_minor: -1.*recovered_share: 1\.5"):
        CostSettings(review_cost_minor=-1, recovered_share=1.5)


@pytest.mark.parametrize("shares", [(0.0, 0.0), (0.1, 0.2), (1.1, 0.1)])
def test_shares_that_do_not_fit_are_refused(shares: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="max_flagged_genuine"):
        Limits(*shares)
