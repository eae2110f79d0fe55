"""Estimates are the truth in the mean over all that could have been drawn, and near it in one draw.

A shopper clicks an item with a probability of the item and its place, so that the truth of every
order is known.
"""

from itertools import permutations, product

import numpy as np
import pytest

from models.recommendations.evaluation.experiments.counterfactual import (
    Estimate,
    LoggedList,
    NoSupportError,
    estimates,
)
from models.recommendations.experiments.experiment import Explore
from models.recommendations.experiments.exploration import (
    explored,
    order_propensity,
    place_propensity,
)
from models.shared.evaluation.resampling import Resampling

ITEMS = ("a", "b", "c")
LIKED = {"a": 0.1, "b": 0.5, "c": 0.3}
SEEN = (0.9, 0.5, 0.2)
SHARE = 0.4
DRAW = Resampling(200, 1)


def truth(order: tuple[str, ...]) -> float:
    """Items clicked per list in that order."""
    return sum(LIKED[item] * seen for item, seen in zip(order, SEEN, strict=True))


def a_list(
    order: tuple[int, ...],
    clicked: frozenset[str],
    wanted: tuple[str, ...] = ("b", "c", "a"),
    shopper: str = "u",
) -> LoggedList:
    """A list in an order of `ITEMS`, as it is logged."""
    return LoggedList(
        shopper,
        tuple(ITEMS[place] for place in order),
        wanted,
        order_propensity(SHARE, order),
        tuple(
            place_propensity(SHARE, len(ITEMS), kept=place == was)
            for place, was in enumerate(order)
        ),
        clicked,
    )


def every_outcome(order: tuple[int, ...]) -> list[tuple[float, frozenset[str]]]:
    """Each set of items that may be clicked in an order, with its probability."""
    shares = [LIKED[ITEMS[was]] * seen for was, seen in zip(order, SEEN, strict=True)]
    found = []
    for hits in product((True, False), repeat=len(ITEMS)):
        chance = np.prod([of if hit else 1 - of for of, hit in zip(shares, hits, strict=True)])
        clicked = frozenset(ITEMS[was] for was, hit in zip(order, hits, strict=True) if hit)
        found.append((float(chance), clicked))
    return found


@pytest.mark.parametrize("wanted", list(permutations(ITEMS)))
@pytest.mark.parametrize("estimator", ["by order", "by place"])
def test_the_mean_of_ips_over_all_draws_and_outcomes_is_the_truth(
    wanted: tuple[str, ...], estimator: str
) -> None:
    mean = weights = 0.0
    for order in permutations(range(3)):
        for chance, clicked in every_outcome(order):
            found = estimates([a_list(order, clicked, wanted)], Resampling(1))
            likely = order_propensity(SHARE, order) * chance
            mean += likely * found[estimator].ips  # type: ignore[index]
            weights += likely * found[estimator].mean_weight  # type: ignore[index]
    assert mean == pytest.approx(truth(wanted))
    assert weights == pytest.approx(1)


def simulated(lists: int, seed: int, wanted: tuple[str, ...] = ("b", "c", "a")) -> list[LoggedList]:
    """Lists drawn as the job draws them, three a shopper."""
    rng = np.random.default_rng(seed)
    found = []
    for number in range(lists):
        drawn = explored(Explore(SHARE, 3), f"salt{seed}", f"l{number}", 20)
        assert drawn is not None
        likes = [LIKED[ITEMS[was]] * seen for was, seen in zip(drawn.order, SEEN, strict=True)]
        hits = rng.random(3) < likes
        clicked = frozenset(ITEMS[was] for was, hit in zip(drawn.order, hits, strict=True) if hit)
        found.append(a_list(drawn.order, clicked, wanted, f"u{number // 3}"))
    return found


def is_inside(estimate: Estimate, true: float) -> tuple[bool, bool]:
    ips, snips = estimate.ips_interval, estimate.snips_interval
    return ips.low <= true <= ips.high, snips.low <= true <= snips.high  # type: ignore[operator]


@pytest.mark.parametrize("estimator", ["by order", "by place"])
def test_intervals_hold_the_truth_about_as_often_as_they_say(estimator: str) -> None:
    runs = [estimates(simulated(900, seed), DRAW)[estimator] for seed in range(40)]  # type: ignore[index]
    inside = np.array([is_inside(one, truth(("b", "c", "a"))) for one in runs])
    assert (inside.sum(axis=0) >= 34).all()
    assert all(one.enough and one.propensities_fit for one in runs)


def test_by_place_a_list_is_worth_more_than_by_order() -> None:
    found = estimates(simulated(2_000, 3), DRAW)
    assert found["by place"].effective > 1.5 * found["by order"].effective
    weights = [1 / (SHARE / 6) if one.shown == one.wanted else 0 for one in simulated(2_000, 3)]
    expected = sum(weights) ** 2 / sum(weight**2 for weight in weights)
    assert found["by order"].effective == pytest.approx(expected)


def test_the_order_that_the_lists_have_anyway_is_worth_most_of_them_and_gains_little() -> None:
    found = estimates(simulated(3_000, 5, wanted=ITEMS), DRAW)["by order"]
    assert found.effective > 1_500
    assert found.snips == pytest.approx(truth(ITEMS), abs=0.05)
    shown = sum(
        order_propensity(SHARE, order) * truth(tuple(ITEMS[was] for was in order))
        for order in permutations(range(3))
    )
    assert found.shown == pytest.approx(shown, abs=0.05)
    assert found.gain == pytest.approx(found.snips - found.shown)  # type: ignore[operator]


def test_lists_that_never_had_the_wanted_order_are_worth_nothing() -> None:
    found = estimates([a_list((0, 1, 2), frozenset("a"))] * 50, DRAW)["by order"]
    assert (found.effective, found.enough, found.snips) == (0, False, None)


def test_propensities_that_are_not_those_of_the_draw_are_found_out() -> None:
    wrong = [
        LoggedList(one.shopper, one.shown, one.wanted, 1 / 6, (1 / 3,) * 3, one.outcome)
        for one in simulated(2_000, 4)
    ]
    found = estimates(wrong, DRAW)
    assert not found["by order"].propensities_fit
    assert not found["by place"].propensities_fit


@pytest.mark.parametrize("propensity", [0.0, -0.1, 1.2])
def test_a_propensity_that_is_none_is_refused(propensity: float) -> None:
    one = LoggedList("u", ("a", "b"), ("b", "a"), propensity, (0.5, 0.5), frozenset())
    with pytest.raises(NoSupportError, match="above 0 and at most 1 are expected"):
        estimates([one], DRAW)


def test_no_lists_are_refused() -> None:
    with pytest.raises(NoSupportError, match="none with propensities"):
        estimates([], DRAW)
