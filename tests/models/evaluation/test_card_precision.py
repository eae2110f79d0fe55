"""Card precision: the highest payment of a card counts, a found card is checked no more."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.fraud.evaluation.card_precision import (
    CardDays,
    DayOfChecks,
    best_card_precision,
    card_days,
    check_days,
    daily_precision,
)
from tests.models.evaluation.oracles import Payment, found_day_by_day, most_that_can_be_found

DAYS = 4
K = st.integers(1, 4)
KEYS = st.tuples(st.integers(0, DAYS - 1), st.integers(0, 7), st.booleans())


@st.composite
def payments(draw: st.DrawFn) -> list[Payment]:
    """Payments of few cards on few days, in any order, no two with the same score."""
    keys = draw(st.lists(KEYS, max_size=40))
    scores = draw(st.permutations([float(number) for number in range(len(keys))]))
    return [(day, card, scores[row], fraud) for row, (day, card, fraud) in enumerate(keys)]


def gathered(rows: list[Payment], days: int = DAYS) -> CardDays:
    day, card, score, fraud = zip(*rows, strict=True) if rows else ((), (), (), ())
    return card_days(
        np.array(day, dtype=np.int64),
        np.array(card, dtype=np.int64),
        np.array(score, dtype=np.float64),
        np.array(fraud, dtype=np.bool_),
        days,
    )


@given(payments(), K)
def test_each_day_finds_what_counting_by_hand_finds(rows: list[Payment], k: int) -> None:
    found = [check.found for check in check_days(gathered(rows), k)]
    assert found == found_day_by_day(rows, DAYS, k)


@given(payments(), K)
def test_the_best_is_what_no_choice_of_cards_exceeds(rows: list[Payment], k: int) -> None:
    compromised = [
        {card for day, card, _, fraud in rows if fraud and day == today} for today in range(DAYS)
    ]
    expected = most_that_can_be_found(compromised, k) / (k * DAYS)
    assert best_card_precision(gathered(rows), k) == pytest.approx(expected)


@given(payments(), K)
def test_no_scores_exceed_the_best(rows: list[Payment], k: int) -> None:
    cards = gathered(rows)
    assert daily_precision(check_days(cards, k), k).mean() <= best_card_precision(cards, k) + 1e-12


@given(payments(), st.integers(8, 12))
def test_scores_equal_to_the_truth_reach_the_best_if_all_compromised_cards_can_be_checked(
    rows: list[Payment], k: int
) -> None:
    cards = gathered([(day, card, float(fraud), fraud) for day, card, _, fraud in rows])
    assert daily_precision(check_days(cards, k), k).mean() == pytest.approx(
        best_card_precision(cards, k)
    )


@given(payments(), K, st.randoms(use_true_random=False))
def test_the_order_of_the_payments_does_not_matter(
    rows: list[Payment],
    k: int,
    random: Random,
) -> None:
    coarse = [(day, card, score // 5, fraud) for day, card, score, fraud in rows]
    shuffled = random.sample(coarse, len(coarse))
    assert check_days(gathered(shuffled), k) == check_days(gathered(coarse), k)


def test_a_found_card_leaves_its_place_to_another_on_later_days() -> None:
    rows = [(0, 1, 0.9, True), (1, 1, 0.9, True), (1, 2, 0.5, True)]
    assert check_days(gathered(rows, days=2), k=1) == (DayOfChecks(1, 1), DayOfChecks(1, 1))


def test_a_card_checked_in_vain_is_checked_again() -> None:
    rows = [(0, 1, 0.9, False), (1, 1, 0.9, True)]
    assert check_days(gathered(rows, days=2), k=1) == (DayOfChecks(0, 0), DayOfChecks(1, 1))


def test_a_genuine_payment_can_raise_the_score_of_its_card() -> None:
    rows = [(0, 1, 0.9, False), (0, 1, 0.1, True), (0, 2, 0.5, False)]
    assert check_days(gathered(rows, days=1), k=1) == (DayOfChecks(1, 1),)


def test_fewer_cards_than_checks_still_count_every_check() -> None:
    checks = check_days(gathered([(0, 1, 0.9, True)], days=2), k=4)
    assert daily_precision(checks, 4).tolist() == [0.25, 0.0]


def test_equal_scores_do_not_favour_cards_with_low_codes() -> None:
    rows = [(0, card, 0.5, card < 500) for card in range(1_000)]
    found = check_days(gathered(rows, days=1), k=200)[0].found
    assert 70 < found < 130
