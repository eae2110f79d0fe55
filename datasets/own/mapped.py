"""Files with columns of their own names, by a mapping, to columns of records."""

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
from datasets.own.layout import Layout
from datasets.own.mapping import ColumnMapping, resolved
from datasets.own.notes import Notes
from datasets.own.parquet_rows import ParquetReader
from datasets.own.rows import RowReader
from events.shared.field_faults import MAX_FUTURE_MS

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class ReadRecords:
    """What was read of an input; rows = records + faulty + left out.

    Attributes:
        table: columns of the records, in the order of the files.
        unfed_fields: the fields that nothing feeds, and why.
        faulty: number of rows that are no records.
        left_out: number of rows that are not meant to be.
        mapping: where every field came from; None where the files are in the job's own form.
    """

    table: Any
    unfed_fields: dict[str, str]
    faulty: int = 0
    left_out: int = 0
    mapping: ColumnMapping | None = None


def read_mapped(
    files: InputFiles, description: Description, now_ms: int, notes: Notes, progress: Progress
) -> ReadRecords:
    """All records of `files`.

    Raises:
        FaultyRowsError: rows are no records, and they are not to be skipped.
        ValueError: the files or the mapping are not usable, or no row is a record.
    """
    layout = description.layout
    reader = row_reader(files.kind, description.form)
    names = {path: reader.names(path) for path in files.paths}
    every = list(dict.fromkeys(name for each in names.values() for name in each))
    others = list(description.left_out)
    mapping = resolved(
        layout,
        description.columns,
        description.constants,
        every,
        notes,
        others=others,
        own=description.contract.fields,
    )
    _refuse_future(mapping, now_ms)
    wanted = sorted({*mapping.sources.values(), *others})
    check_columns(names, wanted, may_miss=files.kind == "json lines")
    converter = RowConverter(mapping, description, now_ms, notes)
    chunks = _chunks(files.paths, reader, converter, wanted, progress)
    table = layout.columns.table_of_chunks(chunks)
    faults, left_out = converter.faults, converter.left_out.total()
    if faults.rows and (not description.skip_faulty or table.num_rows == 0):
        raise FaultyRowsError(faults, table.num_rows + faults.rows + left_out)
    _note_left_out(converter.left_out, layout, notes)
    if table.num_rows == 0:
        reasons = f": {left_out} are left out, {', '.join(converter.left_out)}" if left_out else ""
        raise ValueError(
            f"{files.paths[0]}: no row in it is {layout.one}, {layout.many} expected{reasons}"
        )
    if faults.rows:
        notes.add(f"Faulty rows left out: {faults.rows}\n{faults.report()}")
    _note_what_was_made(mapping, notes)
    return ReadRecords(table, mapping.unfed_fields(), faults.rows, left_out, mapping)


def _refuse_future(mapping: ColumnMapping, now_ms: int) -> None:
    """Refuse a time for all rows that is later than now, as it is in a row."""
    given_ms = mapping.constants.get("event_time_ms")
    if isinstance(given_ms, int) and given_ms > now_ms + MAX_FUTURE_MS:
        raise ValueError("--constant event_time: a time no later than now is expected")


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


def _chunks(
    paths: tuple[Path, ...],
    reader: RowReader,
    converter: RowConverter,
    wanted: list[str],
    progress: Progress,
) -> list[Any]:
    """Tables of the rows without a fault."""
    chunks, rows = [], 0
    for path in paths:
        before = rows
        for raw in reader.rows(path, wanted, converter.faults):
            chunks.append(converter.convert(raw, before))
            rows = before + raw.numbers[-1] if raw.numbers else rows
            progress(rows)
    return chunks


def _note_left_out(left_out: Mapping[str, int], layout: Layout, notes: Notes) -> None:
    if left_out:
        reasons = ", ".join(f"{count:,} x {reason}" for reason, count in sorted(left_out.items()))
        notes.add(f"Rows that are no {layout.many} are left out: {reasons}.")


def _note_what_was_made(mapping: ColumnMapping, notes: Notes) -> None:
    for field, value in mapping.constants.items():
        notes.add(f"{field}: {value} in every row, as given.")
    made_id = mapping.layout.made_id
    if made_id is not None and mapping.target_of(made_id) is None:
        notes.add(f"{made_id}: made from the number of the row, such as row-000001.")
