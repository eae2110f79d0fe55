"""When a fraud is known, by a column, by a delay or by a file of labels."""

from pathlib import Path

import pytest

from datasets.own.faults import FaultyRowsError
from events.fraud.label import Label
from events.shared.json_records import encode
from events.shared.time_units import HOUR_MS
from tests.datasets.own.written import SIMPLE, read, simple_row, write

MADE_MS = 1_740_832_200_000
FRAUD = SIMPLE | {"is_fraud": "FRAUD"}


def label(label_id: str, reported_time_ms: int, transaction_id: str = "row-000001") -> Label:
    return Label(
        label_id=label_id,
        transaction_id=transaction_id,
        card_id="17850",
        merchant_id="m-1",
        kind="chargeback",
        event_time_ms=MADE_MS,
        reported_time_ms=reported_time_ms,
    )


@pytest.mark.parametrize(
    ("said", "fraud"),
    [("1", True), ("0", False), ("true", True), ("FALSE", False), ("1.0", True), ("0.0", False)],
)
def test_every_way_to_say_fraud_is_understood(tmp_path: Path, said: str, *, fraud: bool) -> None:
    history = read(write([simple_row(FRAUD=said)], tmp_path / "a.csv"), columns=FRAUD)
    assert len(history.labels) == fraud
    assert "label" not in history.unfed_fields


def test_a_mapped_report_counts_and_the_delay_where_there_is_none(tmp_path: Path) -> None:
    rows = [
        simple_row(CUSTOMER="a", FRAUD="1", KNOWN="2025-03-09 00:00:00"),
        simple_row(CUSTOMER="b", FRAUD="1", KNOWN=""),
        simple_row(CUSTOMER="c", FRAUD="0", KNOWN="2025-03-09 00:00:00"),
    ]
    columns = FRAUD | {"reported_time": "KNOWN"}
    path = write(rows, tmp_path / "a.csv")
    history = read(path, columns=columns, label_delay_ms=HOUR_MS)
    assert [(each.card_id, each.reported_time_ms) for each in history.labels] == [
        ("b", MADE_MS + HOUR_MS),
        ("a", 1_741_478_400_000),
    ]
    assert any(note.startswith("1 frauds without a reported time") for note in history.notes)


def test_a_redelivered_fraud_has_one_label(tmp_path: Path) -> None:
    rows = [simple_row(TX="t", FRAUD="1"), simple_row(TX="t", FRAUD="1")]
    path = write(rows, tmp_path / "a.csv")
    history = read(path, columns=FRAUD | {"transaction_id": "TX"})
    assert (history.count, len(history.labels)) == (2, 1)


def test_a_file_of_labels_is_read_in_the_order_of_their_reports(tmp_path: Path) -> None:
    path = write([simple_row()], tmp_path / "a.csv")
    labels = [
        label("3", MADE_MS + 9, "row-9"),
        label("2", MADE_MS + 5),
        label("1", MADE_MS + 5),
        label("0", MADE_MS + 7),
    ]
    lines = tmp_path / "labels.jsonl"
    lines.write_bytes(b"\n".join(encode(each) for each in labels))
    history = read(path, labels=lines)
    assert [each.label_id for each in history.labels] == ["1", "2", "0", "3"]
    assert "1 labels are about payments that are not in the data." in history.notes
    assert "label" not in history.unfed_fields


def test_a_line_that_is_no_label_is_a_fault_or_left_out_if_that_is_asked_for(
    tmp_path: Path,
) -> None:
    path = write([simple_row()], tmp_path / "a.csv")
    lines = tmp_path / "labels.jsonl"
    lines.write_bytes(encode(label("1", MADE_MS)) + b'\n{"label_id":"2"}\n')
    with pytest.raises(FaultyRowsError, match=r"labels\.jsonl row 2"):
        read(path, labels=lines)
    history = read(path, labels=lines, skip_faulty=True)
    assert [each.label_id for each in history.labels] == ["1"]
    assert any("1 lines that are no label" in note for note in history.notes)


def test_labels_from_two_places_are_refused(tmp_path: Path) -> None:
    path = write([simple_row(FRAUD="1")], tmp_path / "a.csv")
    lines = tmp_path / "labels.jsonl"
    lines.touch()
    with pytest.raises(ValueError, match="--labels or a column is_fraud expected"):
        read(path, columns=FRAUD, labels=lines)


def test_other_labels_or_constants_give_the_data_another_id(tmp_path: Path) -> None:
    path = write([simple_row(FRAUD="1")], tmp_path / "a.csv")
    ids = {
        read(path).data_id,
        read(path, columns=FRAUD).data_id,
        read(path, columns=FRAUD, label_delay_ms=HOUR_MS).data_id,
        read(path, constants={"currency": "EUR", "country": "FR", "channel": "pos"}).data_id,
    }
    assert len(ids) == 4
