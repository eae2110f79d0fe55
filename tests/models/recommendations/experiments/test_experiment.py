"""A shopper is in one arm, for good, and arms have their shares."""

from collections import Counter

import pytest
from scipy.stats import chi2_contingency, chisquare

from models.recommendations.experiments.experiment import Arm, Experiment

SHARES = {"control": 0.5, "new": 0.3, "other": 0.2}
KEYS = [f"session:s{number}" for number in range(10_000)]


def an_experiment(salt: str, shares: dict[str, float] = SHARES) -> Experiment:
    arms = tuple(Arm(name, share, "none") for name, share in shares.items())
    return Experiment("e", salt, arms)


def test_arms_get_their_shares_of_the_shoppers() -> None:
    experiment = an_experiment("s")
    found = Counter(experiment.arm_of(key).name for key in KEYS)
    expected = [len(KEYS) * share for share in SHARES.values()]
    assert chisquare([found[name] for name in SHARES], expected).pvalue > 1e-3


def test_the_arm_of_one_experiment_says_nothing_of_that_of_another() -> None:
    first, second = an_experiment("s"), an_experiment("t")
    pairs = Counter((first.arm_of(key).name, second.arm_of(key).name) for key in KEYS)
    table = [[pairs[one, other] for other in SHARES] for one in SHARES]
    assert chi2_contingency(table).pvalue > 1e-3


def test_a_shopper_stays_in_its_arm_as_others_come() -> None:
    experiment = an_experiment("s")
    before = [experiment.arm_of(key).name for key in KEYS[:100]]
    assert [an_experiment("s").arm_of(key).name for key in KEYS[:100]] == before
    assert len({*before}) == len(SHARES)


def test_a_larger_first_share_moves_shoppers_into_that_arm_alone() -> None:
    small, large = (an_experiment("s", {"a": share, "b": 1 - share}) for share in (0.1, 0.4))
    moved = Counter((small.arm_of(key).name, large.arm_of(key).name) for key in KEYS)
    assert moved["a", "b"] == 0
    assert moved["b", "a"] == pytest.approx(3_000, abs=200)


def test_shares_that_are_short_of_one_by_rounding_leave_nobody_without_an_arm() -> None:
    experiment = an_experiment("s", {"a": 1e-9, "b": 1e-9})
    assert {experiment.arm_of(key).name for key in KEYS[:100]} == {"b"}
