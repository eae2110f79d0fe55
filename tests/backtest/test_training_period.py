"""Which part of the history is decided, and when the results are too good."""

from pathlib import Path

import pytest

from backtest.training_period import TrainingPeriod, decided_period, training_period
from events.shared.time_units import DAY_MS
from tests.backtest.histories import START_MS, hand_made

TABLE = hand_made(amount_minor=[1, 1], event_time_ms=[START_MS, START_MS + 20 * DAY_MS])
TRAINED = TrainingPeriod(START_MS, START_MS + 10 * DAY_MS)


def test_without_a_choice_everything_after_the_training_period_is_decided() -> None:
    found = decided_period(TABLE, TRAINED, None, None)
    assert (found.from_ms, found.warnings) == (TRAINED.to_ms, ())
    assert found.chosen == "everything after the model's training period"


def test_a_period_that_overlaps_the_training_is_decided_with_a_warning() -> None:
    found = decided_period(TABLE, TRAINED, START_MS, None)
    assert "overlaps the model's training period" in found.warnings[0]


def test_a_model_of_unknown_training_is_warned_of() -> None:
    found = decided_period(TABLE, None, None, None)
    assert found.from_ms == START_MS
    assert "no lineage" in found.warnings[0]


def test_a_period_without_a_payment_is_refused_with_the_period_of_the_history() -> None:
    with pytest.raises(ValueError, match=r"no payment from 2025-01-07.*is from 2025-01-06 to"):
        decided_period(TABLE, TRAINED, START_MS + DAY_MS, START_MS + 2 * DAY_MS)


def test_the_training_period_is_read_from_the_lineage(tmp_path: Path) -> None:
    assert training_period(tmp_path) is None
    (tmp_path / "lineage.json").write_text('{"data_id":"x","period":{"from_ms":5,"to_ms":9}}')
    assert training_period(tmp_path) == TrainingPeriod(5, 9)


def test_a_lineage_without_a_period_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lineage.json").write_text("{}")
    with pytest.raises(ValueError, match=r"lineage\.json: not a lineage"):
        training_period(tmp_path)
