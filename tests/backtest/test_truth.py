"""What is known of a payment, and when it is old enough to be counted."""

from dataclasses import replace

import numpy as np
import pytest

from backtest.truth import truth_from_file, truth_from_labels
from events.shared.time_units import DAY_MS
from simulator.files import Truth
from tests.backtest.histories import START_MS, hand_made, labelled
from trainset.table import LabelColumns

TABLE = hand_made(
    amount_minor=[1, 1, 1, 1], event_time_ms=[START_MS + day * DAY_MS for day in (0, 10, 20, 30)]
)
ALL = np.arange(4)


def test_a_payment_younger_than_the_maturity_is_not_counted_even_if_it_is_known_as_fraud() -> None:
    table = labelled(TABLE, np.array([False, False, False, True]), delay_ms=0)
    truth = truth_from_labels(table, ALL, 15 * DAY_MS)
    assert truth.fraud.tolist() == [False, False, False, True]
    assert truth.counted.tolist() == [True, True, False, False]


def test_labels_after_the_last_payment_let_more_payments_count() -> None:
    table = labelled(TABLE, np.array([True, False, False, False]), delay_ms=35 * DAY_MS)
    truth = truth_from_labels(table, ALL, 15 * DAY_MS)
    assert truth.counted.tolist() == [True, True, True, False]


def test_the_newest_label_of_a_payment_is_the_truth() -> None:
    revised = LabelColumns(
        np.array([0, 0]), START_MS + np.array([5, 9]) * DAY_MS, np.array([True, False])
    )
    truth = truth_from_labels(replace(TABLE, labels=revised), ALL, 0)
    assert not truth.fraud.any()


def test_a_truth_file_knows_every_payment_and_its_pattern() -> None:
    truths = {f"t{row}": Truth(f"t{row}", row == 1, "leak" if row == 1 else None) for row in ALL}
    truth = truth_from_file(TABLE, ALL, truths, "truth.jsonl")
    assert truth.counted.all()
    assert truth.pattern is not None
    assert truth.pattern.tolist() == ["", "leak", "", ""]


def test_a_truth_file_that_lacks_a_payment_is_refused() -> None:
    with pytest.raises(ValueError, match=r"truth.jsonl: 4 of the 4 payments are not in it.*'t0'"):
        truth_from_file(TABLE, ALL, {}, "truth.jsonl")
