"""From when on a history lacks nothing, after its definition has changed.

::

    stored: 30 d                frontier - 30 d           frontier
    ------------------------------------(=====================+----->   event time
    asked:  60 d      (...... unknown ..]                            whole from frontier - 30 d on

A feature is missing while its window begins before the time from which all that it reads is whole.
What is asked of a part is told apart by its name: the signature for the part as a whole, and the
signature with the name of a column, of a statistic of one, or of what only some features lack
(see `lacking`) for these.
"""

from collections.abc import Iterator, Sequence

from features.shared.accumulators.timeline_columns import Column
from features.shared.accumulators.timeline_image import (
    NOTHING_HELD,
    FieldImage,
    RowsImage,
    last_row_ms,
    last_tile_ms,
)
from features.shared.plan.asked import Asked
from features.shared.plan.lacking import asks_more, lacking
from features.shared.plan.parts import Part, column_name
from features.shared.state.images import PartHead

Unknown = dict[str, int]
"""By what is not whole, the time from which on it is."""


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
        if any(_lacks(part, unknown, time_ms) for part in one.parts)
    ]


def _lacks(part: Part, unknown: Unknown, time_ms: int) -> bool:
    """Whether `part`, with just what one feature asks of it, was not seen whole."""
    began_ms = time_ms - part.reach_ms
    columns = [name for one in part.columns for name in column_names(part.signature, one)]
    return any(
        whole_from_ms > began_ms
        and (name == part.signature or name in columns or asks_more(part, name))
        for name, whole_from_ms in unknown.items()
    )


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
    signature = part.signature
    if part.reach_ms > head.reach_ms:
        name = lacking(signature, "reach over", head.reach_ms)
        note(unknown, name, frontier_ms - head.reach_ms)
    if part.kind == "seen_ids" and part.shortest_ms < head.shortest_ms:
        # Runs of ids are joined within the shortest window.
        note(unknown, lacking(signature, "window under", head.shortest_ms), newest_ms)
    if part.kind in {"positions", "last_values"}:
        # Of what lies before every window the newest alone stay.
        if max(part.delays_ms) > head.longest_delay_ms:
            note(unknown, lacking(signature, "delay over", head.longest_delay_ms), newest_ms)
        if part.last_n > head.last_n:
            note(unknown, lacking(signature, "values over", head.last_n), newest_ms)


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
