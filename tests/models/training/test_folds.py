"""Folds in time order."""

import numpy as np
import pytest

from models.shared.training.folds import fewest_positives, folds_of, gap_ms, measured_rows
from models.shared.training.period import Period
from tests.models.training.small_tables import DAY_MS

WEEK = Period(0, 7 * DAY_MS)
TIMES = np.arange(0, 7 * DAY_MS, 3_600_000, dtype=np.int64)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_fold_is_fitted_on_what_came_before_its_measured_days(count: int) -> None:
    folds = folds_of(TIMES, WEEK, count=count, delay_ms=0)
    assert len(folds) == count
    for fold in folds:
        assert TIMES[fold.fit].max() < TIMES[fold.measure].min()


def test_the_measured_days_are_the_last_three_of_a_week_each_once() -> None:
    measured = measured_rows(folds_of(TIMES, WEEK, count=3, delay_ms=0))
    assert measured.tolist() == list(range(4 * 24, 7 * 24))


def test_the_feedback_delay_lies_between_the_fitted_and_the_measured_days() -> None:
    folds = folds_of(TIMES, WEEK, count=2, delay_ms=DAY_MS)
    assert len(folds) == 2
    for fold in folds:
        assert TIMES[fold.fit].max() < TIMES[fold.measure].min() - DAY_MS


def test_a_period_too_short_for_the_delay_is_folded_without_it() -> None:
    assert gap_ms(WEEK, 7 * DAY_MS) == 0
    assert gap_ms(Period(0, 28 * DAY_MS), 7 * DAY_MS) == 7 * DAY_MS


def test_the_fewest_frauds_are_those_of_the_poorest_part() -> None:
    folds = folds_of(TIMES, WEEK, count=2, delay_ms=0)
    fraud = np.zeros(TIMES.size, dtype=np.bool_)
    fraud[[0, 1, 2, folds[0].measure[0], folds[1].measure[0]]] = True
    assert fewest_positives(fraud, folds) == 1
