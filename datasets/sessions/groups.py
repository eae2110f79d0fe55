"""Lines that belong together, put in the order of their positions."""

from collections.abc import Iterable, Iterator
from typing import Generic, NamedTuple, TypeVar

from datasets.own.faults import shown
from datasets.sessions.csv_lines import CsvLines

Content = TypeVar("Content")


class Placed(NamedTuple, Generic[Content]):
    """What a line says, and where it belongs."""

    line: int
    group_id: str
    position: int
    content: Content


class Group(NamedTuple, Generic[Content]):
    """The lines of one id.

    Attributes:
        group_id: the id.
        contents: at least one, by position.
    """

    group_id: str
    contents: list[Content]


def groups_of(lines: CsvLines, placed: Iterable[Placed[Content]]) -> Iterator[Group[Content]]:
    """Each id with its lines, in the order of their first lines; a position twice is refused.

    Args:
        lines: takes the faults.
        placed: the lines, in any order.
    """
    found: dict[str, dict[int, Content]] = {}
    for line, group_id, position, content in placed:
        group = found.setdefault(group_id, {})
        if position in group:
            expectation = f"each position once in {shown(group_id)} expected"
            lines.refuse(line, "position", expectation, str(position))
        else:
            group[position] = content
    for group_id, group in found.items():
        yield Group(group_id, [group[position] for position in sorted(group)])
