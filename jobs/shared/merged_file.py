"""A file of events and a file of facts as one file, each fact where it would have arrived.

    payments.jsonl --+
                     +--> P{payment} P{payment} L{label} P{payment} ...     a record a line
    labels.jsonl   --+

Two readers would meet in no fixed order; in one file the order is certain, and so is every value.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from features.shared.label_queue import LabelQueue
from jobs.shared.line_files import lines_of
from jobs.shared.marks import Marks

TimeOf = Callable[[bytes], int | None]
"""The event time of a line; None for what is no event, which moves no watermark."""

PlaceOf = Callable[[bytes], tuple[int, str] | None]
"""When a fact becomes known, and what orders facts of one moment; None for what is none."""


class FactLine(Struct, frozen=True):
    """A line of a file of facts.

    Attributes:
        reported_time_ms: when its fact became known; for a line that is none, the time of the
            line before it.
        order: of facts of one moment.
        line: the bytes.
    """

    reported_time_ms: int
    order: str
    line: bytes


def fact_lines(lines: Iterable[bytes], place_of: PlaceOf) -> list[FactLine]:
    """The lines by the time of their facts; what is no fact stays behind the line before it."""
    placed = _placed(lines, place_of)
    return sorted(placed, key=lambda one: (one.reported_time_ms, one.order))


def _placed(lines: Iterable[bytes], place_of: PlaceOf) -> Iterator[FactLine]:
    place = (0, "")
    for line in lines:
        place = place_of(line) or place
        yield FactLine(*place, line)


def write_merged(
    events: Path, facts: list[FactLine], target: Path, marks: Marks, time_of: TimeOf
) -> None:
    """Write the lines of `events` in their order to `target`, those of `facts` among them.

    A fact stands right before the first event whose time reaches its own, or at the end.
    """
    event, fact = marks.event.encode(), marks.fact.encode()
    queue = LabelQueue(facts)
    with target.open("wb") as output:
        for line in lines_of(events):
            time_ms = time_of(line)
            for due in () if time_ms is None else queue.due(time_ms):
                output.write(fact + due.line + b"\n")
            output.write(event + line + b"\n")
        for rest in queue.rest():
            output.write(fact + rest.line + b"\n")
