"""Identifiers become clean text, whatever type a file gives them."""

from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from datasets.own.faults import Adjusted, FaultyRowsError, Refused
from datasets.own.identifiers import identifier
from tests.datasets.own.written import SIMPLE, read, simple_row, write


def taken(value: object) -> object:
    read = identifier(value)
    return read.value if isinstance(read, Adjusted) else read


@pytest.mark.parametrize(
    "value", [17850, 17850.0, "17850", "17850.0", Decimal("17850.0"), b"17850", " 17850\t"]
)
def test_a_whole_number_is_its_digits(value: object) -> None:
    assert taken(value) == "17850"


@pytest.mark.parametrize("text", ["0017", "1.50", "v1.0", "a b", "1e5", "NAN-7", "--x", "null1"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert identifier(text) == text


@pytest.mark.parametrize(
    "value",
    [1.5, float("nan"), float("inf"), 2.0**60, True, object(), "", Decimal("1E+999999"), b"\xff"],
)
def test_what_has_no_clear_text_is_refused(value: object) -> None:
    assert isinstance(identifier(value), Refused)


@pytest.mark.parametrize("word", [" ", "NULL", "None", "nan", "N/A", "NA", "-", "\\N", "(null)"])
@pytest.mark.parametrize("ending", [".csv", ".parquet", ".jsonl"])
def test_a_word_for_no_value_is_no_card(tmp_path: Path, ending: str, word: str) -> None:
    rows = [simple_row(), simple_row(CUSTOMER=word), simple_row(CUSTOMER=word)]
    with pytest.raises(FaultyRowsError) as caught:
        read(write(rows, tmp_path / f"a{ending}"))
    assert caught.value.faults.by_kind == {"card_id: stands for no value": 2}


def test_a_word_for_no_value_is_a_missing_device_and_counted(tmp_path: Path) -> None:
    rows = [simple_row(DEVICE="NULL"), simple_row(DEVICE="d-1"), simple_row(DEVICE="-")]
    history = read(write(rows, tmp_path / "a.csv"), columns=SIMPLE | {"device_id": "DEVICE"})
    assert [payment.device_id for payment in history.payments] == [None, "d-1", None]
    assert "device_id: 2 values such as NULL, nan or - are taken as missing ones." in history.notes


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".jsonl"])
def test_spaces_around_an_id_are_taken_away_and_counted(tmp_path: Path, ending: str) -> None:
    rows = [simple_row(CUSTOMER=" 17850"), simple_row(CUSTOMER="17850 "), simple_row()]
    history = read(write(rows, tmp_path / f"a{ending}"))
    assert {payment.card_id for payment in history.payments} == {"17850"}
    assert "card_id: 2 ids with spaces around them are read without these." in history.notes


@pytest.mark.parametrize(
    "hostile", ["a\ufeffb", "a\u202eb", "a\u0085b", "a\nb", "x" * 129, "\ufeffM"]
)
def test_what_the_rule_for_ids_forbids_is_no_id(hostile: str) -> None:
    refused = identifier(hostile)
    assert isinstance(refused, Refused)
    assert refused.kind == "bad text"
    assert hostile not in refused.expectation


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".jsonl"])
def test_a_card_number_is_no_card_unless_it_is_said_to_be_a_token(
    tmp_path: Path, ending: str
) -> None:
    path = write([simple_row(), simple_row(CUSTOMER="4111111111111111")], tmp_path / f"a{ending}")
    with pytest.raises(FaultyRowsError) as caught:
        read(path)
    assert caught.value.faults.by_kind == {"card_id: card number": 1}
    assert "4111" not in str(caught.value)
    assert read(path, card_numbers=True).count == 2


def test_the_bytes_of_text_are_its_text(tmp_path: Path) -> None:
    table = pa.Table.from_pylist([simple_row(), simple_row()])
    cards = pa.array([b"c-1", "c-\u00e9".encode()], pa.binary())
    parquet.write_table(table.set_column(0, "CUSTOMER", cards), tmp_path / "a.parquet")
    history = read(tmp_path / "a.parquet")
    assert [payment.card_id for payment in history.payments] == ["c-1", "c-\u00e9"]


@pytest.mark.parametrize("kind", [pa.int64(), pa.float64(), pa.float32(), pa.decimal128(20, 1)])
def test_a_column_of_numbers_is_read_as_text(tmp_path: Path, kind: object) -> None:
    table = pa.Table.from_pylist([simple_row(), simple_row()])
    cards = pa.array([17850, 17851], pa.int64()).cast(kind)
    table = table.set_column(0, "CUSTOMER", cards)
    parquet.write_table(table, tmp_path / "a.parquet")
    history = read(tmp_path / "a.parquet")
    assert [payment.card_id for payment in history.payments] == ["17850", "17851"]
    noted = "card_id: 2 whole numbers are read without their decimal point." in history.notes
    assert noted is (kind != pa.int64())


def test_a_narrow_float_is_the_amount_that_was_meant(tmp_path: Path) -> None:
    table = pa.Table.from_pylist([simple_row(), simple_row()])
    amounts = pa.array(np.array([12.34, 0.1], dtype=np.float32))
    table = table.set_column(2, "AMOUNT", amounts)
    parquet.write_table(table, tmp_path / "a.parquet")
    payments = read(tmp_path / "a.parquet").payments
    assert [payment.amount_minor for payment in payments] == [1234, 10]


@pytest.mark.parametrize("kind", ["timestamp", "dictionary"])
def test_native_times_and_categories_are_read(tmp_path: Path, kind: str) -> None:
    table = pa.Table.from_pylist([simple_row()])
    if kind == "timestamp":
        times = pa.array([1_740_832_200_000_000_000], pa.timestamp("ns", "America/New_York"))
        table = table.set_column(3, "TIME", times)
    else:
        table = table.set_column(0, "CUSTOMER", table["CUSTOMER"].dictionary_encode())
    parquet.write_table(table, tmp_path / "a.parquet")
    (payment,) = read(tmp_path / "a.parquet").payments
    assert (payment.card_id, payment.event_time_ms) == ("17850", 1_740_832_200_000)
