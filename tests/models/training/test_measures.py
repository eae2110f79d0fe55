"""Every measure has its denominator."""

import numpy as np
import pytest

from events.shared.time_units import DAY_MS
from models.fraud.thresholds import Thresholds
from models.fraud.training.measures import card_precision, log_loss, measure
from models.fraud.training.rows import Rows


def rows_of(fraud: list[bool], card: list[int], day: list[int]) -> Rows:
    count = len(fraud)
    return Rows(
        np.zeros((count, 1), dtype=np.float32),
        np.array(fraud),
        np.array(day, dtype=np.int64) * DAY_MS,
        np.array(card, dtype=np.int64),
        np.ones(count, dtype=np.int64),
    )


def test_every_share_is_of_what_it_says() -> None:
    rows = rows_of([True, True, False, False, False], [1, 2, 3, 4, 5], [0] * 5)
    found = measure(rows, np.array([0.9, 0.4, 0.7, 0.1, 0.2]), Thresholds(0.5, 0.8), "t.")
    assert found.pop("t.log_loss") == pytest.approx(0.5108, abs=1e-4)
    assert found == {
        "t.payments": 5,
        "t.frauds": 2,
        "t.average_precision": pytest.approx(5 / 6, abs=1e-6),
        "t.roc_auc": pytest.approx(5 / 6, abs=1e-6),
        "t.card_precision_100": 0.4,
        "t.detection_flag": 0.5,
        "t.false_positives_flag": pytest.approx(1 / 3, abs=1e-6),
        "t.false_alarms_flag": 0.5,
        "t.detection_block": 0.5,
        "t.false_positives_block": 0,
        "t.false_alarms_block": 0,
    }


def test_the_card_precision_counts_a_card_once_a_day_by_its_highest_payment() -> None:
    rows = rows_of([False, True, False, True], [1, 1, 2, 3], [0, 0, 0, 0])
    scores = np.array([0.9, 0.1, 0.8, 0.2])
    assert card_precision(rows, scores, cards_a_day=1) == 1
    assert card_precision(rows, scores, cards_a_day=2) == 0.5


def test_the_card_precision_is_the_mean_over_days() -> None:
    rows = rows_of([True, False], [1, 1], [0, 1])
    assert card_precision(rows, np.array([0.5, 0.5]), cards_a_day=1) == 0.5


def test_certainty_about_what_did_not_happen_has_a_finite_loss() -> None:
    assert np.isfinite(log_loss(np.array([True]), np.array([0.0])))
