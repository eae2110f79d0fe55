"""A stored training set is read back as it was, or refused with what is wrong with it."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings

from events.shared.wire_types import MAX_AMOUNT_MINOR
from features.fraud.catalogue import FEATURE_NAMES, SHIPPED
from features.shared.limits import HistoryLimits
from tests.features.payments import START_MS, a_payment
from tests.trainset.histories import (
    HISTORIES,
    LIMITS,
    MemoryHistory,
    built,
    naive_rows,
    regular,
    scratch,
    stored_rows,
)
from trainset.manifest import data_id_of, read_manifest
from trainset.storage import read_table
from trainset.writer import TableWriter


@given(history=HISTORIES)
@settings(max_examples=40)
def test_a_table_has_what_went_into_it(history: MemoryHistory) -> None:
    with scratch() as name:
        built(history, Path(name) / "set")
        table = read_table(Path(name) / "set")
    expected = naive_rows(history, LIMITS)
    payments = [payment for payment, _, _ in expected]
    values = np.array([row for _, _, row in expected], dtype=np.float64)
    written = table.columns(FEATURE_NAMES)
    assert np.array_equal(table.values[:, written], values, equal_nan=True)
    assert list(table.transaction_id) == [p.transaction_id for p in payments]
    assert [table.card_ids[code] for code in table.card] == [p.card_id for p in payments]
    assert [table.merchant_ids[code] for code in table.merchant] == [
        p.merchant_id for p in payments
    ]
    assert table.event_time_ms.tolist() == [p.event_time_ms for p in payments]
    assert table.amount_minor.tolist() == [p.amount_minor for p in payments]
    assert list(table.country) == [p.country for p in payments]
    assert table.late.tolist() == [late for _, late, _ in expected]
    assert table.feature_names == tuple(feature.name for feature in SHIPPED.features)


def test_the_size_of_a_row_group_changes_nothing_but_the_file(tmp_path: Path) -> None:
    manifest = built(regular(), tmp_path / "one")
    features = SHIPPED.features
    with TableWriter(tmp_path / "many", features, rows_a_group=7) as writer:
        rows = pq.read_table(tmp_path / "one" / "rows.parquet")
        for start in range(0, rows.num_rows, 10):
            writer.add(rows.slice(start, 10))
        writer.flush()
        writer.finish([], np.array([], dtype=np.int64), manifest)
    assert pq.ParquetFile(tmp_path / "many" / "rows.parquet").num_row_groups == 9
    assert stored_rows(tmp_path / "many") == stored_rows(tmp_path / "one")


def test_whole_numbers_keep_every_digit_in_the_file(tmp_path: Path) -> None:
    many = [a_payment(START_MS + number, MAX_AMOUNT_MINOR - 1) for number in range(10_001)]
    built(MemoryHistory(many), tmp_path / "set")
    largest = stored_rows(tmp_path / "set")[-1]["card_sum_minor_1h"]
    assert largest == 10_001 * (MAX_AMOUNT_MINOR - 1) > 2**53
    assert float(largest) != largest


def test_an_empty_history_is_an_empty_table(tmp_path: Path) -> None:
    built(MemoryHistory([]), tmp_path / "set")
    table = read_table(tmp_path / "set")
    assert (len(table), table.values.shape) == (0, (0, len(SHIPPED.features)))


def test_nothing_stays_of_a_build_that_failed(tmp_path: Path) -> None:
    history = regular()
    backwards = MemoryHistory(history.arrived, history.labels[::-1])
    with pytest.raises(ValueError, match="by reported time are expected"):
        built(backwards, tmp_path / "set")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_something_in_it_is_not_written_to(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(ValueError, match="exists already"):
        built(regular(), tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_what_an_earlier_stopped_build_left_behind_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "set.partial").mkdir()
    (tmp_path / "set.partial" / "rows.parquet").write_bytes(b"half")
    built(regular(), tmp_path / "set")
    assert [path.name for path in tmp_path.iterdir()] == ["set"]


def without_manifest(folder: Path) -> None:
    (folder / "trainset.json").unlink()


def of_other_definitions(folder: Path) -> None:
    definitions = {"path": "own.yaml", "text": SHIPPED.text, "sha256": "0" * 64}
    _changed(folder, "definitions", definitions)


def of_faulty_definitions(folder: Path) -> None:
    _changed(folder, "definitions", {"path": "own.yaml", "text": "version: 2", "sha256": ""})


def of_another_format(folder: Path) -> None:
    _changed(folder, "format_version", 99)


def with_a_broken_manifest(folder: Path) -> None:
    (folder / "trainset.json").write_text("{")


def without_rows(folder: Path) -> None:
    (folder / "rows.parquet").unlink()


def with_half_the_rows(folder: Path) -> None:
    path = folder / "rows.parquet"
    pq.write_table(pq.read_table(path).slice(0, 30), path)


def with_a_cut_file(folder: Path) -> None:
    path = folder / "rows.parquet"
    path.write_bytes(path.read_bytes()[:-100])


def without_a_column(folder: Path) -> None:
    path = folder / "rows.parquet"
    pq.write_table(pq.read_table(path).drop(["card_count_1m"]), path)


def with_fewer_labels(folder: Path) -> None:
    path = folder / "labels.parquet"
    pq.write_table(pq.read_table(path).slice(0, 1), path)


def _changed(folder: Path, key: str, value: object) -> None:
    path = folder / "trainset.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), key: value}))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "set"
    built(regular(), folder)
    return folder


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (without_manifest, "no training set, trainset.json is missing"),
        (of_other_definitions, "its definitions have another meaning in this version"),
        (of_faulty_definitions, r"its definitions cannot be read: own\.yaml:1: "),
        (of_another_format, "format_version 2 is expected, got 99"),
        (with_a_broken_manifest, "trainset.json: "),
        (without_rows, "not a whole training set, rows.parquet is missing"),
        (with_half_the_rows, "60 rows are expected by the manifest, got 30"),
        (with_a_cut_file, "no readable Parquet file"),
        (without_a_column, "card_count_1m"),
        (with_fewer_labels, "12 rows are expected by the manifest, got 1"),
    ],
)
def test_a_damaged_folder_is_refused_with_what_is_wrong(
    whole: Path, tmp_path: Path, damage: Callable[[Path], None], message: str
) -> None:
    folder = tmp_path / "damaged"
    shutil.copytree(whole, folder)
    damage(folder)
    with pytest.raises(ValueError, match=message):
        read_table(folder)


def test_the_manifest_is_read_as_it_was_written(tmp_path: Path) -> None:
    manifest = built(regular(), tmp_path / "set")
    assert read_manifest(tmp_path / "set") == manifest


def test_other_rates_make_another_table_of_the_same_input() -> None:
    def by_rates(text: str | None) -> str:
        definitions = replace(SHIPPED, money=replace(SHIPPED.money, rates_text=text))
        return data_id_of("input", definitions, HistoryLimits(), 0)

    assert len({by_rates(None), by_rates("JPY,0.006"), by_rates("JPY,0.007")}) == 3
    assert by_rates("JPY,0.006") == by_rates("JPY,0.006")
