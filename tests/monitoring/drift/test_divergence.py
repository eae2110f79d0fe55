"""Distances of distributions, by hand and by chance."""

from math import log, sqrt

import numpy as np
import pytest

from monitoring.drift.divergence import (
    ks,
    ks_by_chance,
    never_zero,
    psi,
    psi_by_chance,
    share_by_chance,
)

EVEN = np.full(10, 0.1)


def test_psi_is_what_one_computes_by_hand() -> None:
    # (0.2 - 0.25) ln(0.2 / 0.25) + (0.3 - 0.25) ln(0.3 / 0.25) + (0.5 - 0.5) ln 1
    by_hand = -0.05 * log(0.8) + 0.05 * log(1.2)
    found = psi(np.array([0.25, 0.25, 0.5]), np.array([0.2, 0.3, 0.5]))
    assert found == pytest.approx(by_hand)
    assert found == pytest.approx(0.020273, abs=1e-6)


def test_ks_is_the_largest_gap_of_the_cumulated_shares() -> None:
    # cumulated: 0.1 0.3 0.6 1.0 and 0.4 0.7 0.9 1.0, gaps 0.3 0.4 0.3 0
    found = ks(np.array([0.1, 0.2, 0.3, 0.4]), np.array([0.4, 0.3, 0.2, 0.1]))
    assert found == pytest.approx(0.4)


def test_equal_shares_are_at_no_distance() -> None:
    assert psi(EVEN, EVEN) == ks(EVEN, EVEN) == 0


def test_an_empty_bin_counts_half_a_row_and_two_empty_ones_are_no_drift() -> None:
    expected, found = never_zero(np.array([0.0, 1.0]), 99.0, np.array([0, 199]))
    assert expected == pytest.approx([0.005, 0.995])
    assert found == pytest.approx([0.005 / 200, 199.995 / 200], rel=1e-6)
    likely, same = never_zero(np.array([0.5, 0.5]), 1e9, np.array([50, 50]))
    assert psi(likely, same) == pytest.approx(0)


@pytest.mark.parametrize("rows", [200, 2_000])
def test_samples_of_training_itself_hardly_exceed_what_is_said_to_be_chance(rows: int) -> None:
    rng = np.random.default_rng(4)
    variance = 1 / rows + 1 / 20_000
    psi_over = ks_over = 0
    for counts in rng.multinomial(rows, EVEN, size=2_000):
        likely, found = never_zero(EVEN, 20_000, counts)
        psi_over += psi(likely, found) > psi_by_chance(10, variance)
        ks_over += ks(EVEN, counts / rows) > ks_by_chance(variance)
    assert psi_over <= 20
    assert ks_over <= 4


def test_the_bound_of_psi_is_not_far_above_what_chance_gives() -> None:
    rng = np.random.default_rng(5)
    draws = rng.multinomial(500, EVEN, size=500)
    values = [psi(*never_zero(EVEN, 1e9, counts)) for counts in draws]
    assert psi_by_chance(10, 1 / 500) < 2 * max(values)


def test_a_critical_value_of_ks_is_that_of_the_tables() -> None:
    # c(0.001) = 1.949 of Smirnov's table, times the square root of (n + m) / nm.
    assert ks_by_chance(1 / 100 + 1 / 400) == pytest.approx(1.949 * sqrt(0.0125), rel=1e-3)


def test_a_share_varies_by_three_standard_deviations() -> None:
    assert share_by_chance(0.5, 0.01) == pytest.approx(0.15)
    assert share_by_chance(0.0, 0.01) == 0
