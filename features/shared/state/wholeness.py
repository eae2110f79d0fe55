"""From when on a history lacks nothing, after its definition has changed.

::

    stored: 30 d                frontier - 30 d           frontier
    ------------------------------------(=====================+----->   event time
    asked:  60 d      (...... unknown ..]                            whole from frontier - 30 d on

A feature is missing while its window begins before the time from which all that it reads is whole.
What is asked of a part is told apart by its name: the signature for the part as a whole, and the
signature with the name of a column, of a statistic of one or of a question, for these.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from features.shared.accumulators.timeline import Column
from features.shared.accumulators.timeline_image import (
    NOTHING_HELD,
    FieldImage,
    RowsImage,
    last_row_ms,
    last_tile_ms,
)
from features.shared.plan.asked import Asked
from features.shared.plan.parts import Part, column_name
from features.shared.state.images import PartHead

_ALWAYS_MS: Final = 2**63

Unknown = dict[str, int]
"""By what is not whole, the time from which on it is."""


def names_read(asked: Asked) -> Iterator[tuple[str, int]]:
    """What a feature reads, by name, with how far before the payment it reads it."""
    for part in asked.parts:
        yield part.signature, part.reach_ms
        for column in part.columns:
            for name in column_names(part.signature, column):
                yield name, part.reach_ms
        for name in _questions(part, PartHead(part.signature, [], 0, _ALWAYS_MS, -1, 0)):
            yield name, part.reach_ms


def column_names(signature: str, column: Column) -> Iterator[str]:
    """The names of a column and of the statistics that are kept of it."""
    name = column_name(signature, column.field)
    yield name
    for statistic, kept in (
        ("squares", column.squares),
        ("largest", column.largest),
        ("smallest", column.smallest),
    ):
        if kept:
            yield f"{name}; {statistic}"


def incomplete(asked: Sequence[Asked], unknown: Unknown, time_ms: int) -> list[int]:
    """Places of the features whose window at a time begins before what they read is whole."""
    return [
        place
        for place, one in enumerate(asked)
        if any(
            unknown.get(name, time_ms - reach) > time_ms - reach for name, reach in names_read(one)
        )
    ]


def note(unknown: Unknown, name: str, whole_from_ms: int) -> None:
    """Remember that something is not whole before a time."""
    unknown[name] = max(unknown.get(name, whole_from_ms), whole_from_ms)


def note_change(
    unknown: Unknown, part: Part, head: PartHead, frontier_ms: int, newest_ms: int
) -> None:
    """Remember what an image lacks for a part that asks more of it than its writer did.

    Args:
        unknown: what is added to.
        part: what is asked for.
        head: of the image.
        frontier_ms: when the image was taken.
        newest_ms: event time of the newest event in it.
    """
    if part.reach_ms > head.reach_ms:
        note(unknown, part.signature, frontier_ms - head.reach_ms)
    for name in _questions(part, head):
        note(unknown, name, newest_ms)


def _questions(part: Part, head: PartHead) -> Iterator[str]:
    """Names of what a part is asked and its image was not made to answer.

    Runs of ids are joined within the shortest window; of positions and values before all windows
    with a delay only the newest stay.
    """
    if part.kind == "seen_ids":
        for window_ms in part.windows_ms:
            if window_ms < head.shortest_ms:
                yield f"{part.signature}; window {window_ms}"
    elif part.kind in {"positions", "last_values"}:
        for delay_ms in part.delays_ms:
            if delay_ms > head.longest_delay_ms:
                yield f"{part.signature}; delay {delay_ms}"
        for last_n in part.last_ns:
            if last_n > head.last_n:
                yield f"{part.signature}; last {last_n}"


def fitted(part: Part, head: PartHead, image: RowsImage, unknown: Unknown) -> RowsImage:
    """The rows of a timeline with the columns that a part asks for, noting what they lack."""
    known = dict(zip(head.columns, image.fields, strict=True))
    fields = []
    for column in part.columns:
        held = known.get(column.field)
        name = column_name(part.signature, column.field)
        newest_ms, tile_ms = last_row_ms(image), last_tile_ms(image)
        if held is None:
            fields.append(NOTHING_HELD)
            if newest_ms is not None:
                note(unknown, name, newest_ms)
            continue
        fields.append(held)
        for statistic in _lacking(column, held):
            if tile_ms is not None:
                note(unknown, f"{name}; {statistic}", tile_ms)
    return RowsImage(image.folded, image.gaps_ms, image.counts, fields)


def _lacking(column: Column, held: FieldImage) -> Iterator[str]:
    """Statistics of tiles that are asked for and not held; single payments have them all."""
    if column.squares and not held.squares:
        yield "squares"
    if column.largest and not held.largest:
        yield "largest"
    if column.smallest and not held.smallest:
        yield "smallest"
