"""Whole sessions from a CSV: one line an event, what a recommender learns from.

::

    session_id,position,item_id[,event_time_ms][,event_type][,user_id]
    s1,0,A                                                              s1: A B
    s1,1,B
    s2,0,B                                                              s2: B
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple, get_args

from datasets.own.faults import shown
from datasets.sessions.csv_lines import CsvLines
from datasets.sessions.groups import Placed, groups_of
from datasets.sessions.known_ids import KnownIds
from events.recommendations.shopping_event import EventType

_REQUIRED: Final = ("session_id", "position", "item_id")
_OPTIONAL: Final = ("event_time_ms", "event_type", "user_id")
_TYPES: Final[dict[str, EventType]] = {name: name for name in get_args(EventType)}


@dataclass(frozen=True, slots=True)
class Session:
    """One session; all tuples are as long as `items`, in the order of the positions.

    Attributes:
        session_id: the id in the file.
        items: ids of the items, repeated ones too.
        times_ms: when, milliseconds since the epoch; None if the file has no such column.
        event_types: what was done; None if the file has no such column.
        user_ids: who did it, None where nobody is named; None if the file has no such column.
    """

    session_id: str
    items: tuple[str, ...]
    times_ms: tuple[int, ...] | None = None
    event_types: tuple[EventType, ...] | None = None
    user_ids: tuple[str | None, ...] | None = None


class _Event(NamedTuple):
    item_id: str
    time_ms: int
    event_type: EventType
    user_id: str | None


def read_sessions(path: Path) -> tuple[Session, ...]:
    """All sessions, the one that ended first first.

    Where the file has times, sessions are put in the order of their last event, those that ended
    together in the order of their ids; else in the order of their first lines.

    Raises:
        FaultyLinesError: lines of it cannot be taken, or there is none; all faults at once.
        ValueError: it is not in UTF-8, or a damaged gzip file.
    """
    lines = CsvLines(path, _REQUIRED, _OPTIONAL)
    found = [
        _session(lines, group.group_id, group.contents)
        for group in groups_of(lines, _placed(lines))
    ]
    lines.end(len(found), "event")
    return tuple(sorted(found, key=_end)) if "event_time_ms" in lines.present else tuple(found)


def _placed(lines: CsvLines) -> Iterator[Placed[_Event]]:
    ids, present = KnownIds(lines), lines.present
    for line, (session, place, item, time, kind, user) in lines:
        session_id = ids.take(line, "session_id", session)
        position = lines.whole_number(line, "position", place)
        item_id = ids.take(line, "item_id", item)
        time_ms = (
            lines.whole_number(line, "event_time_ms", time) if "event_time_ms" in present else 0
        )
        event_type = _event_type(lines, line, kind) if "event_type" in present else "view"
        user_id = ids.take(line, "user_id", user) if user else None
        if session_id is None or position is None or item_id is None:
            continue
        if time_ms is not None and event_type is not None:
            event = _Event(item_id, time_ms, event_type, user_id)
            yield Placed(line, session_id, position, event)


def _event_type(lines: CsvLines, line: int, text: str) -> EventType | None:
    known = _TYPES.get(text)
    if known is None:
        lines.refuse(line, "event_type", f"one of {', '.join(_TYPES)} expected", shown(text))
    return known


def _session(lines: CsvLines, session_id: str, events: list[_Event]) -> Session:
    present = lines.present
    return Session(
        session_id,
        tuple(event.item_id for event in events),
        tuple(event.time_ms for event in events) if "event_time_ms" in present else None,
        tuple(event.event_type for event in events) if "event_type" in present else None,
        tuple(event.user_id for event in events) if "user_id" in present else None,
    )


def _end(session: Session) -> tuple[int, str]:
    return max(session.times_ms or (0,)), session.session_id
