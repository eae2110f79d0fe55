"""A broken split is told from chance."""

import numpy as np
import pytest
from scipy.stats import chisquare

from models.recommendations.evaluation.experiments.sample_ratio import sample_ratio

SHARES = {"a": 0.5, "b": 0.3, "c": 0.2}


def test_the_statistic_is_pearsons() -> None:
    counts = {"a": 480, "b": 320, "c": 200}
    found, expected = sample_ratio(counts, SHARES), chisquare([480, 320, 200], [500, 300, 200])
    assert found.chi_square == pytest.approx(expected.statistic)
    assert found.p_value == pytest.approx(expected.pvalue)
    assert found.expected == pytest.approx({"a": 500, "b": 300, "c": 200})


def test_a_sound_split_is_seldom_called_broken_and_a_loss_of_a_twentieth_nearly_always() -> None:
    rng = np.random.default_rng(5)
    drawn = rng.multinomial(20_000, list(SHARES.values()), 500)
    sound = [sample_ratio(dict(zip(SHARES, one, strict=True)), SHARES).broken for one in drawn]
    lost = drawn - np.array([0, 1, 0]) * drawn // 20 * 2
    broken = [sample_ratio(dict(zip(SHARES, one, strict=True)), SHARES).broken for one in lost]
    assert sum(sound) <= 3
    assert sum(broken) >= 490


def test_an_arm_that_nobody_is_in_is_broken() -> None:
    assert sample_ratio({"a": 100}, {"a": 0.5, "b": 0.5}).broken


def test_one_arm_alone_has_nothing_to_compare() -> None:
    assert sample_ratio({"a": 100}, {"a": 0.5}).p_value == 1
