"""Identifiers become clean text, whatever type a file gives them."""

from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from datasets.own.faults import Refused
from datasets.own.identifiers import identifier
from tests.datasets.own.written import read, simple_row


@pytest.mark.parametrize("value", [17850, 17850.0, "17850", "17850.0", Decimal("17850.0")])
def test_a_whole_number_is_its_digits(value: object) -> None:
    assert identifier(value) == "17850"


@pytest.mark.parametrize("text", ["0017", "1.50", "v1.0", " x ", "1e5", "NA", "nan", "-"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert identifier(text) == text


@pytest.mark.parametrize("value", [1.5, float("nan"), float("inf"), 2.0**60, True, object(), ""])
def test_what_has_no_clear_text_is_refused(value: object) -> None:
    assert isinstance(identifier(value), Refused)


@pytest.mark.parametrize("kind", [pa.int64(), pa.float64(), pa.float32(), pa.decimal128(20, 1)])
def test_a_column_of_numbers_is_read_as_text(tmp_path: Path, kind: object) -> None:
    table = pa.Table.from_pylist([simple_row(), simple_row()])
    cards = pa.array([17850, 17851], pa.int64()).cast(kind)
    table = table.set_column(0, "CUSTOMER", cards)
    parquet.write_table(table, tmp_path / "a.parquet")
    history = read(tmp_path / "a.parquet")
    assert [payment.card_id for payment in history.payments] == ["17850", "17851"]
    noted = "card_id: whole numbers are read without their decimal point." in history.notes
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
