"""Draws are uniform, the same in every run, and know nothing of each other."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import chi2_contingency, chisquare

from models.recommendations.experiments.draws import Purpose, draw

KEYS = [f"user:u{number}" for number in range(20_000)]
TOO_RARE = 1e-3


def drawn(salt: str, purpose: Purpose = "arm") -> NDArray[np.float64]:
    return np.array([draw(salt, purpose, key) for key in KEYS])


def test_a_draw_is_the_same_in_every_release() -> None:
    assert draw("spring", "arm", "user:u1") == 0.7149381978199176
    assert draw("spring", "arm", "session:u1") != draw("spring", "arm", "user:u1")


@pytest.mark.parametrize("salt", ["spring", "s", "a rather long salt of several words"])
def test_draws_over_keys_are_uniform(salt: str) -> None:
    counts = np.histogram(drawn(salt), bins=50, range=(0, 1))[0]
    assert counts.sum() == len(KEYS)
    assert chisquare(counts).pvalue > TOO_RARE


@pytest.mark.parametrize(
    ("first", "second"),
    [(("a", "arm"), ("b", "arm")), (("a", "arm"), ("a", "explore")), (("a1", "arm"), ("a", "arm"))],
)
def test_two_salts_and_two_purposes_draw_independently(
    first: tuple[str, Purpose], second: tuple[str, Purpose]
) -> None:
    table = np.histogram2d(drawn(*first), drawn(*second), bins=6, range=[[0, 1], [0, 1]])[0]
    assert chi2_contingency(table).pvalue > TOO_RARE


def test_where_one_text_ends_and_the_next_begins_is_part_of_the_draw() -> None:
    assert draw("a", "arm", "b") != draw("ab", "arm", "")
