"""A history becomes the rows that a naive recomputation gives."""

from pathlib import Path

import pytest
from hypothesis import given, settings

from events.shared.time_units import DAY_MS
from features.fraud.catalogue import FEATURE_NAMES
from features.fraud.definitions import parse_definitions
from features.shared.limits import HistoryLimits
from tests.features.payments import START_MS, a_payment
from tests.trainset.histories import (
    HISTORIES,
    LIMITS,
    SHORT,
    MemoryHistory,
    built,
    fraud,
    naive_rows,
    regular,
    scratch,
    stored_rows,
)
from trainset.build import Build
from trainset.storage import read_table


@pytest.mark.parametrize("limits", [LIMITS, SHORT])
@given(history=HISTORIES)
@settings(max_examples=40)
def test_every_row_is_the_oracles(limits: HistoryLimits, history: MemoryHistory) -> None:
    with scratch() as name:
        folder = Path(name) / "set"
        counts = built(history, folder, limits).counts
        rows = stored_rows(folder)
    expected = naive_rows(history, limits)
    assert len(rows) == counts.rows == len(expected)
    for row, (payment, late, values) in zip(rows, expected, strict=True):
        assert (row["transaction_id"], row["late"]) == (payment.transaction_id, late)
        assert tuple(row[name] for name in FEATURE_NAMES) == values
    assert counts.late == sum(late for _, late, _ in expected)
    assert counts.rows + counts.duplicates == counts.payments == len(history.arrived)


def test_a_duplicate_has_no_row(tmp_path: Path) -> None:
    payment = a_payment(START_MS, transaction_id="twice")
    counts = built(MemoryHistory([payment, payment]), tmp_path / "set").counts
    assert (counts.rows, counts.duplicates) == (1, 1)


def test_a_late_payment_has_a_row_with_the_features_of_the_payment_alone(tmp_path: Path) -> None:
    late = a_payment(START_MS - 3 * DAY_MS, 77)
    built(MemoryHistory([a_payment(START_MS), late]), tmp_path / "set")
    row = stored_rows(tmp_path / "set")[1]
    assert (row["late"], row["amount_minor"]) == (True, 77)
    assert {row[name] for name in FEATURE_NAMES[4:]} == {None}


def test_labels_without_a_payment_are_counted_and_noted(tmp_path: Path) -> None:
    history = regular()
    stray = fraud(a_payment(START_MS, transaction_id="elsewhere"), 90 * DAY_MS)
    manifest = built(MemoryHistory(history.arrived, [*history.labels, stray]), tmp_path / "set")
    assert (manifest.counts.labels, manifest.counts.labels_matched) == (13, 12)
    assert manifest.counts.frauds == 12
    assert manifest.notes == ["1 of 13 labels are about no payment of the input."]


def test_frauds_are_counted_by_the_newest_label(tmp_path: Path) -> None:
    payment = a_payment(START_MS, transaction_id="t")
    revised = fraud(payment, 5 * DAY_MS)
    cleared = type(revised)(
        "l2", "t", "card", "merchant", "dispute_won", START_MS, START_MS + 9 * DAY_MS
    )
    first = built(MemoryHistory([payment], [revised]), tmp_path / "first")
    second = built(MemoryHistory([payment], [revised, cleared]), tmp_path / "second")
    assert (first.counts.frauds, second.counts.frauds) == (1, 0)


def test_a_feature_is_left_out_for_the_field_that_it_needs(tmp_path: Path) -> None:
    history = regular()
    unfed = {"country": "constant DE", "label": "absent"}
    manifest = built(MemoryHistory(history.arrived, (), unfed), tmp_path / "set")
    assert manifest.left_out["card_distinct_countries_24h"] == "country: constant DE"
    assert manifest.left_out["merchant_fraud_share_7d"] == "label: absent"
    assert "card_count_7d" not in manifest.left_out


def test_a_feature_that_is_the_same_in_every_row_is_left_out(tmp_path: Path) -> None:
    left_out = built(regular(), tmp_path / "set").left_out
    assert left_out["card_distinct_countries_24h"] == "1 in every row"
    assert left_out["card_speed_kmh"] == "missing in every row"
    assert "card_seconds_since_last" not in left_out


def test_a_late_row_makes_no_feature_vary(tmp_path: Path) -> None:
    history = MemoryHistory([*regular().arrived, a_payment(START_MS, 5)])
    manifest = built(history, tmp_path / "set")
    assert manifest.counts.late == 1
    assert manifest.left_out["card_speed_kmh"] == "missing in every row"
    assert manifest.left_out["card_distinct_countries_24h"] == "1 in every row"


def test_the_id_of_the_data_depends_on_the_settings(tmp_path: Path) -> None:
    ids = {
        built(regular(), tmp_path / "one").data_id,
        built(regular(), tmp_path / "same").data_id,
        built(regular(), tmp_path / "other", SHORT).data_id,
    }
    assert len(ids) == 2


def test_the_feedback_delay_is_that_of_the_limits(tmp_path: Path) -> None:
    built(regular(), tmp_path / "set", SHORT)
    assert read_table(tmp_path / "set").feedback_delay_ms == SHORT.feedback_delay_ms


def test_a_whole_number_beyond_64_bits_is_missing_in_its_row(tmp_path: Path) -> None:
    features = "  - {name: square, value: amount_minor * amount_minor, description: Squared.}\n"
    own = parse_definitions(f"version: 1\nextends: shipped\nfeatures:\n{features}", "own.yaml")
    amounts = (10**10, 3, 10**9)
    arrived = [a_payment(START_MS + place, amount) for place, amount in enumerate(amounts)]
    Build(definitions=own).write(MemoryHistory(arrived), tmp_path / "set")
    assert [row["square"] for row in stored_rows(tmp_path / "set")] == [None, 9, 10**18]
