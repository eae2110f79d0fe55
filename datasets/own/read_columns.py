"""Columns as they were read: values among what was adjusted, left out or refused."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from datasets.own.faults import Adjusted, LeftOut, Refused, RowFault, shown
from datasets.own.notes import Notes
from datasets.own.rows import RawRows

Columns = dict[str, list[object]]


def take_adjusted(columns: Columns, targets: Mapping[str, str | None], notes: Notes) -> None:
    """Put what was taken in place of each `Adjusted`, and count it in the notes."""
    for field, column in columns.items():
        for index in places(column, Adjusted):
            adjusted = column[index]
            if isinstance(adjusted, Adjusted):
                column[index] = adjusted.value
                notes.count(f"{targets[field]}: {adjusted.note}")


def left_out_reasons(columns: Columns) -> Iterator[str]:
    """The reason of each row that is left out, one of them where it has several."""
    reasons: dict[int, str] = {}
    for column in columns.values():
        for index in places(column, LeftOut):
            each = column[index]
            if isinstance(each, LeftOut):
                reasons[index] = each.reason
    yield from reasons.values()


def row_faults(
    index: int,
    rows: RawRows,
    columns: Mapping[str, Sequence[object]],
    sources: Mapping[str, tuple[str, str] | None],
    shown_fields: AbstractSet[str],
) -> list[RowFault]:
    """The faults of one row, with the values that cannot be personal.

    Args:
        index: of the row in `rows`.
        rows: as they stand in the file.
        columns: what each field was read as.
        sources: target and column of the file that feed each field, None where none does.
        shown_fields: those whose values are not personal.
    """
    faults = []
    for field, column in columns.items():
        refused, source = column[index], sources[field]
        if isinstance(refused, Refused) and source is not None:
            target, name = source
            found = rows.columns[name][index]
            value = shown(found) if found not in (None, "") and field in shown_fields else None
            number = rows.numbers[index]
            faults.append(
                RowFault(rows.file, number, target, refused.kind, refused.expectation, value)
            )
    return faults


def rows_of(columns: Columns, kind: type) -> set[int]:
    """The rows in which a value was read as `kind`."""
    return {index for column in columns.values() for index in places(column, kind)}


def places(column: Sequence[object], kind: type) -> list[int]:
    """The places of `column` that hold a `kind`."""
    if kind not in set(map(type, column)):
        return []
    return [index for index, value in enumerate(column) if type(value) is kind]
