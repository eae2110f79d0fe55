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


def groups_of(
    lines: CsvLines, field: str, placed: Iterable[Placed[Content]]
) -> Iterator[Group[Content]]:
    """Each id with its lines, as they come; what breaks up a group is refused.

    Args:
        lines: takes the faults.
        field: name of the column of the ids.
        placed: the lines, those of an id together.
    """
    ended: set[str] = set()
    current: str | None = None
    found: dict[int, Content] = {}
    for line, group_id, position, content in placed:
        if group_id in ended:
            lines.refuse(line, field, "all lines of an id together expected", shown(group_id))
            continue
        if group_id != current:
            if current is not None:
                ended.add(current)
                yield _in_order(current, found)
            current, found = group_id, {}
        if position in found:
            expectation = f"each position once in {shown(group_id)} expected"
            lines.refuse(line, "position", expectation, str(position))
        else:
            found[position] = content
    if current is not None:
        yield _in_order(current, found)


def _in_order(group_id: str, found: dict[int, Content]) -> Group[Content]:
    return Group(group_id, [found[position] for position in sorted(found)])
