"""Files with columns of their own names, by a mapping, to columns of payments and labels."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from datasets.own.conversion import RowConverter
from datasets.own.csv_rows import CsvReader
from datasets.own.description import Description
from datasets.own.faults import FaultLog, FaultyRowsError
from datasets.own.files import InputFiles
from datasets.own.json_rows import JsonLinesReader
from datasets.own.mapping import ColumnMapping, resolved
from datasets.own.notes import Notes
from datasets.own.parquet_rows import ParquetReader
from datasets.own.rows import RowReader
from datasets.payment_columns import table_of_chunks

Progress = Callable[[int], None]


def read_mapped(
    files: InputFiles, description: Description, now_ms: int, notes: Notes, progress: Progress
) -> tuple[Any, dict[str, str]]:
    """The columns of all payments in the order of the files, and the fields that nothing feeds.

    Raises:
        FaultyRowsError: rows are no payments, and they are not to be skipped.
        ValueError: the files or the mapping are not usable, or no row is a payment.
    """
    reader = _reader(files, description)
    names = {path: reader.names(path) for path in files.paths}
    every = list(dict.fromkeys(name for each in names.values() for name in each))
    mapping = resolved(description.columns, description.constants, every, notes)
    if files.kind != "json lines":
        _check_same_columns(names, mapping)
    faults = FaultLog()
    converter = RowConverter(mapping, description.zone, now_ms, notes, faults)
    table = _table(files.paths, reader, converter, sorted(set(mapping.sources.values())), progress)
    if faults.rows and (not description.skip_faulty or table.num_rows == 0):
        raise FaultyRowsError(faults, table.num_rows + faults.rows)
    if table.num_rows == 0:
        raise ValueError(f"{files.paths[0]}: no row in it, payments expected")
    if faults.rows:
        notes.add(f"Faulty rows left out: {faults.rows}\n{faults.report()}")
    _note_what_was_made(mapping, table, description, notes)
    return table, mapping.unfed_fields()


def _reader(files: InputFiles, description: Description) -> RowReader:
    if files.kind == "csv":
        return CsvReader(description.delimiter)
    return ParquetReader() if files.kind == "parquet" else JsonLinesReader()


def _check_same_columns(names: dict[Path, list[str]], mapping: ColumnMapping) -> None:
    for path, have in names.items():
        missing = sorted(set(mapping.sources.values()) - set(have))
        if missing:
            raise ValueError(f"{path}: the columns of the other files expected, missing: {missing}")


def _table(
    paths: tuple[Path, ...],
    reader: RowReader,
    converter: RowConverter,
    wanted: list[str],
    progress: Progress,
) -> Any:  # noqa: ANN401 - a pyarrow table
    chunks, rows = [], 0
    for path in paths:
        before = rows
        for raw in reader.rows(path, wanted, converter.faults):
            chunks.append(converter.convert(raw, before))
            rows = before + raw.numbers[-1] if raw.numbers else rows
            progress(rows)
    return table_of_chunks(chunks)


def _note_what_was_made(
    mapping: ColumnMapping,
    table: Any,  # noqa: ANN401 - a pyarrow table
    description: Description,
    notes: Notes,
) -> None:
    for field, value in mapping.constants.items():
        notes.add(f"{field}: {value} in every row, as given.")
    if mapping.target_of("transaction_id") is None:
        notes.add("transaction_id: made from the number of the row, such as row-000001.")
    if mapping.target_of("label") is None:
        return
    days = description.label_delay_ms / 86_400_000
    if mapping.target_of("reported_time_ms") is None:
        notes.add(f"Frauds are taken as reported {days:g} days after their payment.")
    else:
        late = table.filter(table["label"])["reported_time_ms"].null_count
        if late:
            notes.add(
                f"{late} frauds without a reported time are taken as reported {days:g} days"
                " after their payment."
            )
