"""A faulty value is named by file, row and field, all of them are counted, and none is personal."""

from pathlib import Path
from typing import Any

import pytest

from datasets.own import csv_rows
from datasets.own.faults import SHOWN_FAULTS, FaultyRowsError
from tests.datasets.own.written import CONSTANT, SIMPLE, read, simple_row, write

OPTIONAL = {"device_id": "DEVICE", "ip": "IP", "latitude": "LAT", "longitude": "LON"}
FINE = {"DEVICE": "d", "IP": "10.0.0.1", "LAT": "1", "LON": "2"}


def faults_of(path: Path, **said: Any) -> FaultyRowsError:  # noqa: ANN401 - of a description
    with pytest.raises(FaultyRowsError) as caught:
        read(path, **said)
    return caught.value


def test_a_fault_names_file_row_field_value_and_expectation(tmp_path: Path) -> None:
    rows = [simple_row(), simple_row(AMOUNT="12.505"), simple_row(TIME="yesterday")]
    path = write(rows, tmp_path / "a.csv")
    message = str(faults_of(path))
    assert message.startswith("2 of 3 rows are faulty")
    assert f"{path} row 2: amount: at most 2 decimal places expected, as EUR has, got '12.505'" in (
        message
    )
    assert f"{path} row 3: event_time: an ISO 8601 time" in message


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".jsonl"])
def test_every_kind_of_file_numbers_its_rows_from_one(tmp_path: Path, ending: str) -> None:
    rows = [simple_row(), simple_row(AMOUNT="-1"), simple_row()]
    (fault,) = faults_of(write(rows, tmp_path / f"a{ending}")).faults.first
    assert (fault.row, fault.field, fault.kind) == (2, "amount", "negative")


@pytest.mark.parametrize(
    ("column", "value", "field", "kind"),
    [
        ("CUSTOMER", "", "card_id", "missing"),
        ("CUSTOMER", "secret\x07", "card_id", "bad text"),
        ("TERMINAL", "secret" * 30, "merchant_id", "bad text"),
        ("DEVICE", "secret" * 30, "device_id", "bad text"),
        ("IP", "secret" * 30, "ip", "bad text"),
        ("LAT", "91.777", "latitude", "out of range"),
        ("LAT", "", "latitude", "incomplete position"),
        ("LON", "secret", "longitude", "not a number"),
    ],
)
def test_the_value_of_a_personal_field_is_not_shown(
    tmp_path: Path, column: str, value: str, field: str, kind: str
) -> None:
    path = write([simple_row(**{**FINE, column: value})], tmp_path / "a.csv")
    error = faults_of(path, columns=SIMPLE | OPTIONAL)
    (fault,) = error.faults.first
    assert (fault.field, fault.kind, fault.value) == (field, kind, None)
    assert "secret" not in str(error)
    assert "91.777" not in str(error)


@pytest.mark.parametrize(
    ("column", "value", "field", "kind"),
    [
        ("CUR", "eur", "currency", "unknown currency"),
        ("CUR", "", "currency", "missing"),
        ("LAND", "Germany", "country", "unknown country"),
        ("CHANNEL", "x" * 33, "channel", "bad text"),
        ("FRAUD", "2", "is_fraud", "not a flag"),
        ("FRAUD", "", "is_fraud", "missing"),
        ("KNOWN", "2025-03-01T12:29:59Z", "reported_time", "before its payment"),
    ],
)
def test_codes_flags_and_reports_are_checked(
    tmp_path: Path, column: str, value: str, field: str, kind: str
) -> None:
    row = simple_row(CUR="EUR", LAND="DE", CHANNEL="pos", FRAUD="1", KNOWN="2025-03-02T00:00:00Z")
    columns = SIMPLE | {"currency": "CUR", "country": "LAND", "channel": "CHANNEL"}
    columns |= {"is_fraud": "FRAUD", "reported_time": "KNOWN"}
    path = write([row, row | {column: value}], tmp_path / "a.csv")
    (fault,) = faults_of(path, columns=columns, constants={}).faults.first
    assert (fault.row, fault.field, fault.kind) == (2, field, kind)


def test_all_faults_are_counted_and_the_first_shown(tmp_path: Path) -> None:
    rows = [simple_row(AMOUNT="-1", TIME="x") for _ in range(30)] + [simple_row()]
    error = faults_of(write(rows, tmp_path / "a.csv"))
    assert (error.rows, error.faults.rows, error.faults.total) == (31, 30, 60)
    assert len(error.faults.first) == SHOWN_FAULTS
    assert error.faults.by_kind == {"amount: negative": 30, "event_time: not a time": 30}
    assert "... and 40 more" in str(error)


def test_faulty_rows_are_left_out_and_noted_if_that_is_asked_for(tmp_path: Path) -> None:
    rows = [simple_row(CUSTOMER="a"), simple_row(AMOUNT="-1"), simple_row(CUSTOMER="c")]
    history = read(write(rows, tmp_path / "a.csv"), skip_faulty=True)
    payments = list(history.payments)
    assert [each.card_id for each in payments] == ["a", "c"]
    assert [each.transaction_id for each in payments] == ["row-000001", "row-000003"]
    assert any("Faulty rows left out: 1" in note for note in history.notes)


def test_an_input_of_faulty_rows_alone_is_refused_even_then(tmp_path: Path) -> None:
    assert faults_of(write([simple_row(AMOUNT="x")], tmp_path / "a.csv"), skip_faulty=True)


def test_a_row_of_too_few_or_many_values_is_a_fault_and_the_others_keep_their_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_rows, "_CHUNK_ROWS", 4)
    fine, broken = "c,m,1.00,2025-03-01T12:30:00Z\n", "c,m,1.00\n"
    faulty = "c,m,-1,2025-03-01T12:30:00Z\n"
    rows = [fine] * 10 + [broken] + [fine] * 10 + [faulty] + [fine] * 10 + [broken, fine]
    path = tmp_path / "a.csv"
    path.write_text("CUSTOMER,TERMINAL,AMOUNT,TIME\n" + "".join(rows))
    first = faults_of(path).faults.in_order()
    assert [(each.row, each.kind) for each in first] == [
        (11, "malformed"),
        (22, "negative"),
        (33, "malformed"),
    ]


def test_a_line_that_is_no_object_is_a_fault_of_its_own(tmp_path: Path) -> None:
    path = write([simple_row(), simple_row()], tmp_path / "a.jsonl")
    path.write_text(path.read_text() + '\n[1]\n{"CUSTOMER":\n')
    first = faults_of(path).faults.first
    assert [(each.row, each.kind) for each in first] == [(4, "malformed"), (5, "malformed")]


def test_a_list_is_no_value(tmp_path: Path) -> None:
    path = write([simple_row(CUSTOMER=["secret"])], tmp_path / "a.jsonl")
    (fault,) = faults_of(path).faults.first
    assert (fault.field, fault.kind) == ("card_id", "not an identifier")


def test_true_is_not_taken_for_the_one_that_came_before(tmp_path: Path) -> None:
    rows = [simple_row(CUSTOMER=1.0), simple_row(CUSTOMER=True)]
    (fault,) = faults_of(write(rows, tmp_path / "a.jsonl")).faults.first
    assert (fault.row, fault.field) == (2, "card_id")


def test_an_unknown_currency_is_one_fault_and_not_one_of_the_amount_too(tmp_path: Path) -> None:
    path = write([simple_row(CUR="XXX")], tmp_path / "a.csv")
    constants = {name: CONSTANT[name] for name in ("country", "channel")}
    error = faults_of(path, columns=SIMPLE | {"currency": "CUR"}, constants=constants)
    assert error.faults.by_kind == {"currency: unknown currency": 1}


@pytest.mark.parametrize("column", ["CUSTOMER", "TERMINAL", "CHANNEL", "IP", "AMOUNT", "TIME"])
def test_half_a_surrogate_pair_is_a_fault_of_its_row(tmp_path: Path, column: str) -> None:
    row = simple_row(CHANNEL="pos", IP="10.0.0.1")
    columns = SIMPLE | {"channel": "CHANNEL", "ip": "IP"}
    constants = {"currency": "EUR", "country": "DE"}
    path = write([row, row | {column: "\ud83d"}], tmp_path / "a.jsonl")
    error = faults_of(path, columns=columns, constants=constants)
    assert (error.rows, error.faults.rows) == (2, 1)
    assert str(error).encode("utf-8")


def test_a_hostile_name_of_a_column_is_printed_as_spaces(tmp_path: Path) -> None:
    path = write([{"A\x1b[31m\u202e": "1"}], tmp_path / "a.jsonl")
    with pytest.raises(ValueError, match=r"columns A \[31m ") as caught:
        read(path)
    assert str(caught.value).encode("utf-8")
