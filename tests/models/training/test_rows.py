"""Which payments a training may use, and what of them it sees."""

from dataclasses import replace

import numpy as np
import pytest

from models.fraud.training.knowledge import Knowledge
from models.fraud.training.rows import Rows, inputs_of, labelled_rows
from models.shared.scorer import OnnxScorer
from models.shared.training.period import Period
from tests.models.tiny_model import FEATURES, tiny_artifact
from tests.models.training.small_tables import DAY_MS, START_MS, names_of, small_table
from trainset.table import LabelColumns, TrainingTable

TABLE = small_table(rows=400, days=10)
PERIOD = Period(START_MS + 2 * DAY_MS, START_MS + 6 * DAY_MS)


def rows_of(table: TrainingTable, knowledge: Knowledge, period: Period = PERIOD) -> Rows:
    return labelled_rows(table, names_of(24), period, knowledge, -1.0)


def test_only_the_period_is_used() -> None:
    rows = rows_of(TABLE, Knowledge(START_MS + 20 * DAY_MS, DAY_MS))
    assert rows.time_ms.min() >= PERIOD.from_ms
    assert rows.time_ms.max() < PERIOD.to_ms
    assert len(rows) == TABLE.between(PERIOD.from_ms, PERIOD.to_ms).size


def test_a_late_payment_is_not_used() -> None:
    late = TABLE.late.copy()
    late[TABLE.between(PERIOD.from_ms, PERIOD.to_ms)[:3]] = True
    known = Knowledge(START_MS + 20 * DAY_MS, DAY_MS)
    assert len(rows_of(replace(TABLE, late=late), known)) == len(rows_of(TABLE, known)) - 3


def test_a_label_reported_after_the_training_is_not_seen() -> None:
    row = int(TABLE.between(PERIOD.from_ms, PERIOD.to_ms)[0])
    known = Knowledge(START_MS + 8 * DAY_MS, DAY_MS)
    for reported_ms, seen in ((known.at_ms, True), (known.at_ms + 1, False)):
        labels = LabelColumns(np.array([row]), np.array([reported_ms]), np.array([True]))
        assert rows_of(replace(TABLE, labels=labels), known).fraud.any() == seen


def test_payments_too_young_to_be_known_are_no_part_of_the_period() -> None:
    known = Knowledge(PERIOD.to_ms, DAY_MS)
    assert known.mature(PERIOD) == Period(PERIOD.from_ms, PERIOD.to_ms - DAY_MS + 1)
    assert Knowledge(PERIOD.to_ms + DAY_MS, DAY_MS).mature(PERIOD) == PERIOD


def test_a_period_that_is_all_too_young_is_refused() -> None:
    with pytest.raises(
        ValueError, match=r"known_at: 2025-01-08 UTC, expected at least 2025-01-09: .* 1 days"
    ):
        Knowledge(PERIOD.from_ms, DAY_MS).mature(PERIOD)


def test_a_period_that_does_not_end_after_its_begin_is_refused() -> None:
    with pytest.raises(ValueError, match="from 1970-01-01 00:00 to 1970-01-01 00:00 UTC"):
        Period(5, 5)


def test_inputs_are_what_the_scorer_would_hand_over() -> None:
    scorer = OnnxScorer(tiny_artifact(), FEATURES)
    values = [(10**9 + 1, 3, True, None), (1, 0, False, 2.1)]
    floats = np.array(
        [[np.nan if value is None else float(value) for value in row] for row in values]
    )
    assert (
        inputs_of(floats, scorer.manifest.missing_value).tolist() == scorer.matrix(values).tolist()
    )
