"""What is known of a payment at a time, and which payment a label is about."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasets.payment_columns import table_of
from events.fraud.label import Label
from events.fraud.payment import Payment
from events.shared.time_units import DAY_MS, HOUR_MS
from tests.features.payments import START_MS, a_payment
from tests.trainset.histories import (
    HISTORIES,
    LIMITS,
    MemoryHistory,
    built,
    fraud,
    naive_rows,
    scratch,
)
from trainset.arrival import merged
from trainset.label_matching import LabelMatching
from trainset.storage import read_table

FOREVER_MS = 2**62


def naive_row(label: Label, payments: list[Payment], window_ms: int) -> int:
    """The nearest payment of the label's identity within the dedup window, the first of equals."""
    best, row = window_ms, -1
    for place, payment in enumerate(payments):
        same = (payment.card_id, payment.transaction_id) == (label.card_id, label.transaction_id)
        if same and abs(payment.event_time_ms - label.event_time_ms) < best:
            best, row = abs(payment.event_time_ms - label.event_time_ms), place
    return row


def naive_known(payment: Payment, labels: list[Label], time_ms: int, maturity_ms: int) -> int:
    said = [label for label in labels if label.reported_time_ms <= time_ms]
    if said:
        newest = max(label.reported_time_ms for label in said)
        return int([label for label in said if label.reported_time_ms == newest][-1].is_fraud)
    return 0 if payment.event_time_ms + maturity_ms <= time_ms else -1


@given(
    history=HISTORIES,
    days=st.integers(-2, 120),
    maturity_ms=st.sampled_from([0, 1, 7 * DAY_MS, 45 * DAY_MS]),
)
@settings(max_examples=60)
def test_labels_as_of_and_the_truth_are_the_naive_ones(
    history: MemoryHistory, days: int, maturity_ms: int
) -> None:
    with scratch() as name:
        built(history, Path(name) / "set")
        table = read_table(Path(name) / "set")
    payments = [payment for payment, _, _ in naive_rows(history, LIMITS)]
    of_row: list[list[Label]] = [[] for _ in payments]
    for label in history.labels:
        row = naive_row(label, payments, LIMITS.dedup_window_ms)
        if row >= 0:
            of_row[row].append(label)
    time_ms = START_MS + days * DAY_MS
    known = table.labels_as_of(time_ms, maturity_ms)
    assert known.tolist() == [
        naive_known(payment, labels, time_ms, maturity_ms)
        for payment, labels in zip(payments, of_row, strict=True)
    ]
    assert table.truth().tolist() == [
        naive_known(payment, labels, FOREVER_MS, 0) == 1
        for payment, labels in zip(payments, of_row, strict=True)
    ]


def test_a_label_is_known_from_the_moment_of_its_report(tmp_path: Path) -> None:
    payment = a_payment(START_MS, transaction_id="t")
    built(MemoryHistory([payment], [fraud(payment, DAY_MS)]), tmp_path / "set")
    table = read_table(tmp_path / "set")
    report_ms = START_MS + DAY_MS
    known = [table.labels_as_of(time_ms, 0).item() for time_ms in (report_ms - 1, report_ms)]
    assert known == [0, 1]


def test_labels_are_sorted_by_row_and_then_by_report(tmp_path: Path) -> None:
    first, second = (a_payment(START_MS + n, transaction_id=f"t{n}") for n in range(2))
    labels = [fraud(second, 10), fraud(first, 20), fraud(second, 30), fraud(first, 40)]
    built(MemoryHistory([first, second], labels), tmp_path / "set")
    found = read_table(tmp_path / "set").labels
    assert found.row.tolist() == [0, 0, 1, 1]
    assert (found.reported_ms - START_MS).tolist() == [20, 40, 11, 31]


def test_a_period_begins_with_its_first_moment_and_ends_before_its_last(tmp_path: Path) -> None:
    times_ms = [START_MS + hours * HOUR_MS for hours in (2, 0, 1, 3)]
    built(MemoryHistory([a_payment(time_ms) for time_ms in times_ms]), tmp_path / "set")
    table = read_table(tmp_path / "set")
    assert table.between(START_MS, START_MS + 2 * HOUR_MS).tolist() == [1, 2]


@given(history=HISTORIES)
@settings(max_examples=100)
def test_labels_arrive_before_the_first_payment_that_reaches_their_time(
    history: MemoryHistory,
) -> None:
    expected: list[Payment | Label] = []
    for place, payment in enumerate(history.arrived):
        newest = max(p.event_time_ms for p in history.arrived[: place + 1])
        known = [label for label in history.labels if label.reported_time_ms <= newest]
        expected += known[sum(isinstance(event, Label) for event in expected) :]
        expected.append(payment)
    expected += history.labels[sum(isinstance(event, Label) for event in expected) :]
    events = list(merged(history.payments, history.labels))
    assert len(events) == len(expected)
    assert all(one is other for one, other in zip(events, expected, strict=True))


def rows_of(labels: list[Label], payments: list[Payment], dedup_window_ms: int) -> list[int]:
    matching = LabelMatching(labels, dedup_window_ms)
    matching.take(table_of(payments[:1]), 0)
    matching.take(table_of(payments[1:]), 1)
    rows: list[int] = matching.rows().tolist()
    return rows


@pytest.mark.parametrize(
    ("shift_ms", "row"), [(0, 0), (DAY_MS - 1, 0), (DAY_MS, -1), (9 * DAY_MS + 1, 1)]
)
def test_an_id_that_comes_again_is_told_by_its_event_time(shift_ms: int, row: int) -> None:
    again = [a_payment(START_MS + days * DAY_MS, transaction_id="t") for days in (0, 10)]
    label = fraud(a_payment(START_MS + shift_ms, transaction_id="t"), 20 * DAY_MS)
    assert rows_of([label], again, DAY_MS) == [row]


def test_a_label_between_two_payments_of_an_id_is_about_the_nearer_one() -> None:
    again = [a_payment(START_MS + days * DAY_MS, transaction_id="t") for days in (0, 1)]
    for hours, row in ((1, 0), (12, 0), (13, 1)):
        near = a_payment(START_MS + hours * HOUR_MS, transaction_id="t")
        assert rows_of([fraud(near, DAY_MS)], again, DAY_MS) == [row]


def test_without_a_dedup_window_the_event_times_must_be_equal() -> None:
    payment = a_payment(START_MS, transaction_id="t")
    near = fraud(a_payment(START_MS + 1, transaction_id="t"), DAY_MS)
    assert rows_of([fraud(payment, 0), near], [payment], 0) == [0, -1]


def test_an_id_of_another_card_is_another_payment() -> None:
    payment = a_payment(START_MS, transaction_id="t", card_id="a")
    label = fraud(a_payment(START_MS, transaction_id="t", card_id="b"), DAY_MS)
    assert rows_of([label], [payment], DAY_MS) == [-1]
