"""Files with columns of their own names, by a mapping, to columns of payments and labels."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datasets.own.conversion import RowConverter
from datasets.own.csv_rows import CsvReader
from datasets.own.description import Description, FileForm
from datasets.own.faults import FaultyRowsError, listed
from datasets.own.files import InputFiles, Kind
from datasets.own.json_rows import JsonLinesReader
from datasets.own.mapping import ColumnMapping, resolved
from datasets.own.notes import Notes
from datasets.own.parquet_rows import ParquetReader
from datasets.own.rows import RowReader
from datasets.payment_columns import table_of_chunks
from events.shared.time_units import DAY_MS

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class ReadPayments:
    """What was read of an input; rows = payments + faulty + left out.

    Attributes:
        table: columns of the payments, in the order of the files.
        unfed_fields: the fields that nothing feeds, and why.
        faulty: number of rows that are no payments.
        left_out: number of rows that are not meant to be.
    """

    table: Any
    unfed_fields: dict[str, str]
    faulty: int = 0
    left_out: int = 0


def read_mapped(
    files: InputFiles, description: Description, now_ms: int, notes: Notes, progress: Progress
) -> ReadPayments:
    """All payments of `files`.

    Raises:
        FaultyRowsError: rows are no payments, and they are not to be skipped.
        ValueError: the files or the mapping are not usable, or no row is a payment.
    """
    reader = row_reader(files.kind, description.form)
    names = {path: reader.names(path) for path in files.paths}
    every = list(dict.fromkeys(name for each in names.values() for name in each))
    others = list(description.left_out)
    mapping = resolved(
        description.columns,
        description.constants,
        every,
        notes,
        others,
        own=description.contract.fields,
    )
    wanted = sorted({*mapping.sources.values(), *others})
    check_columns(names, wanted, may_miss=files.kind == "json lines")
    converter = RowConverter(mapping, description, now_ms, notes)
    table = _table(files.paths, reader, converter, wanted, progress)
    faults, left_out = converter.faults, converter.left_out.total()
    if faults.rows and (not description.skip_faulty or table.num_rows == 0):
        raise FaultyRowsError(faults, table.num_rows + faults.rows + left_out)
    _note_left_out(converter.left_out, notes)
    if table.num_rows == 0:
        reasons = f": {left_out} are left out, {', '.join(converter.left_out)}" if left_out else ""
        raise ValueError(f"{files.paths[0]}: no row in it is a payment, payments expected{reasons}")
    if faults.rows:
        notes.add(f"Faulty rows left out: {faults.rows}\n{faults.report()}")
    _note_what_was_made(mapping, table, description, notes)
    return ReadPayments(table, mapping.unfed_fields(), faults.rows, left_out)


def row_reader(kind: Kind, form: FileForm) -> RowReader:
    """What reads files of `kind`."""
    if kind == "csv":
        return CsvReader(form.delimiter, form.encoding)
    return ParquetReader() if kind == "parquet" else JsonLinesReader(form.encoding)


def check_columns(
    names: Mapping[Path, list[str]], wanted: Iterable[str], *, may_miss: bool
) -> None:
    """Refuse files that lack a column that is used, or have it twice.

    Raises:
        ValueError: one of them does.
    """
    for path, have in names.items():
        missing = sorted(set(wanted) - set(have))
        if missing and not may_miss:
            raise ValueError(
                f"{path}: the columns of the other files expected, missing: {listed(missing)}"
            )
        repeated = [name for name in wanted if have.count(name) > 1]
        if repeated:
            raise ValueError(
                f"{path}: columns that are used once expected, twice: {listed(repeated)}"
            )


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


def _note_left_out(left_out: Mapping[str, int], notes: Notes) -> None:
    if left_out:
        reasons = ", ".join(f"{count:,} x {reason}" for reason, count in sorted(left_out.items()))
        notes.add(f"Rows that are no payments are left out: {reasons}.")


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
    days = description.label_delay_ms / DAY_MS
    if mapping.target_of("reported_time_ms") is None:
        notes.add(f"Frauds are taken as reported {days:g} days after their payment.")
    else:
        late = table.filter(table["label"])["reported_time_ms"].null_count
        if late:
            notes.add(
                f"{late} frauds without a reported time are taken as reported {days:g} days"
                " after their payment."
            )
