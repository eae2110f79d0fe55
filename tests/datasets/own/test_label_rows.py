"""A list of chargebacks with columns of its own becomes labels, by the id of the payment."""

from pathlib import Path

import pytest

from datasets.history import History
from datasets.own.description import FileForm, LabelTable
from datasets.own.faults import FaultyRowsError
from events.shared.time_units import DAY_MS
from tests.datasets.own.written import SIMPLE, Row, read, simple_row, write

MADE_MS = 1_740_832_200_000
ENDINGS = pytest.mark.parametrize("ending", [".csv", ".csv.gz", ".parquet", ".jsonl"])


def labelled(folder: Path, rows: list[Row], ending: str = ".csv", **said: object) -> History:
    payments = [simple_row(TX="t-1"), simple_row(TX="t-2", CUSTOMER="c-2"), simple_row(TX="t-2")]
    path = write(payments, folder / "payments.csv")
    labels = write(rows, folder / f"labels{ending}")
    columns = SIMPLE | {"transaction_id": "TX"}
    return read(path, columns=columns, labels=labels, **said)


@ENDINGS
def test_what_a_label_lacks_is_looked_up_in_its_payment(tmp_path: Path, ending: str) -> None:
    table = LabelTable({"transaction_id": "PSP", "reported_time": "RAISED"})
    rows = [{"PSP": "t-1", "RAISED": "2025-03-09T12:30:00Z", "REASON": "fraud"}]
    (label,) = labelled(tmp_path, rows, ending, label_table=table).labels
    assert (label.transaction_id, label.card_id, label.merchant_id) == ("t-1", "17850", "m-1")
    assert (label.kind, label.event_time_ms) == ("chargeback", MADE_MS)
    assert label.reported_time_ms == MADE_MS + 8 * DAY_MS


def test_columns_with_the_names_of_targets_need_no_mapping(tmp_path: Path) -> None:
    rows = [{"transaction_id": "t-1", "kind": "analyst_fraud", "label_id": "l-1"}]
    history = labelled(tmp_path, rows, label_delay_ms=DAY_MS)
    (label,) = history.labels
    assert (label.label_id, label.kind) == ("l-1", "analyst_fraud")
    assert label.reported_time_ms == MADE_MS + DAY_MS
    assert any(note.startswith("1 labels without a reported time") for note in history.notes)


def test_words_of_the_file_stand_for_kinds(tmp_path: Path) -> None:
    table = LabelTable(
        {"transaction_id": "PSP", "kind": "OUTCOME"},
        values={"kind": {"lost": "chargeback", "won": "dispute_won"}},
        form=FileForm(delimiter=","),
    )
    rows = [{"PSP": "t-1", "OUTCOME": "lost"}, {"PSP": "t-1", "OUTCOME": "won"}]
    kinds = {label.kind for label in labelled(tmp_path, rows, label_table=table).labels}
    assert kinds == {"chargeback", "dispute_won"}


@ENDINGS
def test_every_row_is_a_label_at_fault_or_about_an_unknown_payment(
    tmp_path: Path, ending: str
) -> None:
    rows = [
        {"transaction_id": "t-1", "reported_time": "2025-03-09T12:30:00Z"},
        {"transaction_id": "t-9", "reported_time": "2025-03-09T12:30:00Z"},
        {"transaction_id": "t-2", "reported_time": "2025-03-09T12:30:00Z"},
        {"transaction_id": "t-1", "reported_time": "2025-02-01T12:30:00Z"},
        {"transaction_id": "NULL", "reported_time": "2025-03-09T12:30:00Z"},
        {"transaction_id": "t-1", "reported_time": "soon"},
    ]
    table = LabelTable({"transaction_id": "transaction_id"})
    with pytest.raises(FaultyRowsError) as caught:
        labelled(tmp_path, rows, ending, label_table=table)
    assert [fault.row for fault in caught.value.faults.in_order()] == [3, 4, 5, 6]
    assert caught.value.rows == 6
    history = labelled(tmp_path, rows, ending, label_table=table, skip_faulty=True)
    assert [label.transaction_id for label in history.labels] == ["t-1"]
    assert any("4 lines that are no label" in note for note in history.notes)
    assert any("1 labels about payments that are not" in note for note in history.notes)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (LabelTable({"transaction_id": "PSP"}), "transaction_id=PSP: no such column"),
        (LabelTable({"amount": "A"}), "amount: no target"),
        (LabelTable(constants={"kind": "fraud"}), "constants: kind: one of chargeback"),
        (LabelTable(constants={"card_id": "c"}), "constants: kind expected, got card_id"),
    ],
)
def test_labels_that_cannot_be_mapped_are_refused(
    tmp_path: Path, table: LabelTable, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        labelled(tmp_path, [{"A": "t-1", "B": "x"}], label_table=table)
