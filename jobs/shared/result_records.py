"""The records of result files, read for a summary."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec
from msgspec import Struct

from events.shared.rejected import RecordKind

RecordT = TypeVar("RecordT", bound=Struct)
Letters = Counter[tuple[RecordKind, str]]
"""Dead letters by kind of record and cause."""


class WatermarkMover(NamedTuple):
    """What most late events were late behind.

    Attributes:
        late: how many came behind it.
        event_time_ms: of the event that had moved the watermark.
    """

    late: int
    event_time_ms: int


class _Letter(Struct):
    cause: str
    part: int = 1
    record: RecordKind = "payment"


class _Late(Struct):
    watermark_ms: int


def records_of(path: Path, of: type[RecordT]) -> Iterator[RecordT]:
    """The lines of a result file as far as `of` has fields."""
    decoder = msgspec.json.Decoder(of)
    with path.open("rb") as lines:
        for line in lines:
            yield decoder.decode(line)


def letters_in(path: Path) -> Letters:
    """Dead letters, each record once, in however many parts it is."""
    return Counter(
        (letter.record, letter.cause) for letter in records_of(path, _Letter) if letter.part == 1
    )


def of_kind(kind: RecordKind, letters: Letters) -> dict[str, int]:
    """The causes of one kind of record, the most frequent first."""
    return {cause: count for (of, cause), count in letters.most_common() if of == kind}


def watermark_mover(late: Path, out_of_orderness_ms: int) -> WatermarkMover | None:
    """What most late events in a result file came behind; None where none came late.

    Args:
        late: the file.
        out_of_orderness_ms: bound of the watermark behind the newest event time.
    """
    watermarks = Counter(copy.watermark_ms for copy in records_of(late, _Late))
    if not watermarks:
        return None
    ((watermark_ms, count),) = watermarks.most_common(1)
    # A watermark is its event's time less the bound and one millisecond.
    return WatermarkMover(count, watermark_ms + out_of_orderness_ms + 1)
