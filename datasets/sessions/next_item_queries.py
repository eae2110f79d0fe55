"""Questions with their answers from a CSV: how a session began, and the item that came next.

::

    query_id,position,item_id,target_item_id
    q1,0,A,B                                   q1: A, C --> B
    q1,1,C,B
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from datasets.own.faults import shown
from datasets.sessions.csv_lines import CsvLines
from datasets.sessions.groups import Placed, groups_of
from datasets.sessions.known_ids import KnownIds

_COLUMNS: Final = ("query_id", "position", "item_id", "target_item_id")


@dataclass(frozen=True, slots=True)
class Query:
    """The beginning of a session, and what followed.

    Attributes:
        query_id: the id in the file.
        prefix: ids of the items so far, at least one, the latest last, repeated ones too.
        target: id of the item that came next; it may be one of the prefix.
    """

    query_id: str
    prefix: tuple[str, ...]
    target: str


class _Step(NamedTuple):
    item_id: str
    target: str


def read_queries(path: Path) -> tuple[Query, ...]:
    """All queries, in the order of their first lines.

    Raises:
        FaultyLinesError: lines of it cannot be taken, or there is none; all faults at once.
        ValueError: it is not in UTF-8, or a damaged gzip file.
    """
    lines = CsvLines(path, _COLUMNS)
    found = tuple(
        Query(query_id, tuple(step.item_id for step in steps), steps[0].target)
        for query_id, steps in groups_of(lines, _placed(lines))
    )
    lines.end(len(found), "query")
    return found


def _placed(lines: CsvLines) -> Iterator[Placed[_Step]]:
    ids = KnownIds(lines)
    targets: dict[str, str] = {}
    for line, (query, place, item, next_item) in lines:
        query_id = ids.take(line, "query_id", query)
        position = lines.whole_number(line, "position", place)
        item_id = ids.take(line, "item_id", item)
        target = ids.take(line, "target_item_id", next_item)
        if query_id is None or position is None or item_id is None or target is None:
            continue
        first = targets.setdefault(query_id, target)
        if target != first:
            expectation = f"{shown(first)} as in the first line of {shown(query_id)} expected"
            lines.refuse(line, "target_item_id", expectation, shown(target))
        yield Placed(line, query_id, position, _Step(item_id, target))
