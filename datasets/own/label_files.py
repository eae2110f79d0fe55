"""The file of labels of an input, in the job's form or in one of its own."""

from pathlib import Path
from typing import Any

from datasets.own.description import Description, FileForm, LabelTable
from datasets.own.faults import FaultLog, FaultyRowsError
from datasets.own.files import input_files
from datasets.own.label_rows import LabelRows
from datasets.own.labels import read_wire_labels
from datasets.own.notes import Notes
from events.fraud.label import Label, by_report


def read_labels(
    description: Description,
    table: Any,  # noqa: ANN401 - a pyarrow table
    now_ms: int,
    notes: Notes,
) -> list[Label]:
    """The labels of the file that `description` names, by the time of their report.

    Args:
        description: of an input with a file of labels.
        table: columns of its payments.
        now_ms: later reports are faults.
        notes: takes what was assumed.

    Raises:
        FaultyRowsError: rows are no labels, and they are not to be skipped.
        ValueError: the file is not usable.
    """
    path = description.labels
    if path is None:
        return []
    if is_wire_labels(path, description):
        faults, unknown = FaultLog(), 0
        files = input_files((path,), notes)
        labels = []
        for each in files.paths:
            labels += read_wire_labels(each, now_ms, faults, card_numbers=description.card_numbers)
    else:
        said = description.label_table
        mapped = (
            said if said != LabelTable() else LabelTable(form=FileForm(zone=description.form.zone))
        )
        reader = LabelRows(mapped, table, description, now_ms, notes)
        labels, faults, unknown = reader.read(path), reader.faults, reader.unknown
    if faults.rows and not description.skip_faulty:
        raise FaultyRowsError(faults, len(labels) + unknown + faults.rows)
    if faults.rows:
        notes.add(f"{path}: {faults.rows} lines that are no label are left out.")
    if unknown:
        notes.add(
            f"{path}: {unknown:,} labels about payments that are not in the data are left out."
        )
    return by_report(labels)


def is_wire_labels(path: Path, description: Description) -> bool:
    """Whether `path` is taken as labels of the job's own form."""
    return description.label_table == LabelTable() and input_files((path,), Notes()).kind == (
        "json lines"
    )
