"""Records as the job reads them: JSON Lines in their order of arrival, all else counted."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pyarrow.compute as pc

from datasets.own.card_numbers import masked
from datasets.own.identifiers import stands_for_no_value
from datasets.own.layout import Layout
from datasets.own.notes import Notes
from datasets.own.text_lines import byte_lines
from events.shared.own_fields import OwnField
from events.shared.rejected import Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class WireRecords:
    """How the records of one kind are read in the job's own form.

    Attributes:
        layout: of the records.
        decode: a record, why there is none, or None for one that is no row of the table.
        fields: own fields of the records.
        ids: the fields that are ids of something, to look for words that say there is none.
    """

    layout: Layout
    decode: Callable[[bytes], msgspec.Struct | Fault | None]
    fields: tuple[OwnField, ...] = ()
    ids: Sequence[str]


@dataclass(frozen=True, slots=True)
class ReadWire:
    """What was read.

    Attributes:
        table: columns of the records, repeated ones too, as they would arrive.
        faulty: number of lines that are no records.
    """

    table: Any
    faulty: int


def read_wire(paths: Sequence[Path], wire: WireRecords, notes: Notes) -> ReadWire:
    """All records in `paths`.

    Raises:
        ValueError: there is none.
    """
    rejected: Counter[str] = Counter()
    firsts: list[Fault] = []
    decoded = map(wire.decode, _lines(paths, wire.layout, notes))
    table = wire.layout.columns.table_of(_sound(decoded, rejected, firsts), wire.fields)
    one = wire.layout.one
    if table.num_rows == 0:
        first = f" (the first: {masked(firsts[0].detail)})" if firsts else ""
        raise ValueError(
            f"{paths[0]}: no record is {one}{first}; JSON Lines in another form than the job's"
            " need --columns"
        )
    if rejected:
        causes = ", ".join(f"{count} x {cause}" for cause, count in rejected.most_common())
        bare = one.partition(" ")[2]
        notes.add(
            f"{rejected.total()} records that are no {bare} are left out; the job sends them to"
            f" the dead letters: {causes}."
        )
    _note_words_for_none(table, wire, notes)
    return ReadWire(table, rejected.total())


def _lines(paths: Sequence[Path], layout: Layout, notes: Notes) -> Iterator[bytes]:
    for path in paths:
        for number, line in enumerate(byte_lines(path)):
            if number == 0:
                _note_ignored(line, layout, notes)
            yield line


def _sound(
    decoded: Iterable[msgspec.Struct | Fault | None], rejected: Counter[str], firsts: list[Fault]
) -> Iterator[msgspec.Struct]:
    for record in decoded:
        if isinstance(record, Fault):
            rejected[record.cause] += 1
            if not firsts:
                firsts.append(record)
        elif record is not None:
            yield record


def _note_ignored(line: bytes, layout: Layout, notes: Notes) -> None:
    """Say when a record holds what only --columns would read, such as a label."""
    try:
        record = msgspec.json.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return
    if not isinstance(record, dict):
        return
    known = layout.columns.fields
    ignored = [each for each in layout.every_target if each not in known and each in record]
    if ignored:
        notes.add(f"Not read without --columns, since the job does not: {', '.join(ignored)}.")


def _note_words_for_none(table: Any, wire: WireRecords, notes: Notes) -> None:  # noqa: ANN401 - a pyarrow table
    for name in wire.ids:
        if name not in table.column_names:
            continue
        ids = pc.value_counts(table[name].drop_null()).to_pylist()
        blank = [each for each in ids if stands_for_no_value(each["values"])]
        if blank:
            words = ", ".join(each["values"] for each in blank)
            count = sum(each["counts"] for each in blank)
            notes.add(
                f"{name}: {count:,} {wire.layout.many} say {words}, which is an id like any other."
            )
