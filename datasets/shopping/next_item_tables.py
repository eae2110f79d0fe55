"""Visits as two tables for offline evaluation: which item comes next?

::

    start |------- sessions.csv: whole visits -------| split |--- queries.csv: cut off ---| end

    a later visit   A  B  A       query 1:  A      next: B
                                  query 2:  A B    next: A

A visit has two events at least. Queries are of visits of known users alone where the data has any,
and items that no earlier visit has are left out of them. A visit over the split is in neither
table. Of too many queries some are drawn, each with the same chance.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from datasets.shopping.visits import visits_of
from events.recommendations.shopping_event import ShoppingEvent

SESSION_COLUMNS: Final = (
    "session_id",
    "position",
    "item_id",
    "event_time_ms",
    "event_type",
    "user_id",
)
QUERY_COLUMNS: Final = (
    "query_id",
    "position",
    "item_id",
    "target_item_id",
    "event_time_ms",
    "user_id",
)

_LEAST_EVENTS: Final = 2

Visit = Sequence[ShoppingEvent]
Query = tuple[Visit, int]
"""A visit, and how many of its events are asked with."""


def write_tables(
    events: Iterable[ShoppingEvent], split_ms: int, folder: Path, *, most_queries: int, seed: int
) -> dict[str, int]:
    """Writes `sessions.csv` and `queries.csv`; returns how many there are of each.

    Args:
        events: in the order of event time.
        split_ms: visits that end before it are sessions, those that begin at it or later queries.
        folder: where to; it is there.
        most_queries: how many queries at most.
        seed: of the draw.

    Raises:
        ValueError: no visit is before the split, or no query after it.
        OSError: a file cannot be written.
    """
    visits = [visit for visit in visits_of(events) if len(visit) >= _LEAST_EVENTS]
    sessions = [visit for visit in visits if visit[-1].event_time_ms < split_ms]
    later = [visit for visit in visits if visit[0].event_time_ms >= split_ms]
    queries = _drawn(_queries(sessions, later), most_queries, seed)
    if not sessions or not queries:
        raise ValueError(
            f"the held-out days: a visit of {_LEAST_EVENTS} events before them and one in them are"
            f" expected, got {len(sessions)} before and {len(queries)} queries"
        )
    _write(folder / "sessions.csv", SESSION_COLUMNS, _session_rows(sessions))
    _write(folder / "queries.csv", QUERY_COLUMNS, _query_rows(queries))
    return {"sessions": len(sessions), "queries": len(queries)}


def _queries(sessions: Iterable[Visit], later: Sequence[Visit]) -> list[Query]:
    known = {event.item_id for visit in sessions for event in visit}
    has_users = any(visit[0].user_id is not None for visit in later)
    asked = (
        [event for event in visit if event.item_id in known]
        for visit in later
        if not has_users or visit[0].user_id is not None
    )
    return [(visit, length) for visit in asked for length in range(1, len(visit))]


def _drawn(queries: list[Query], most: int, seed: int) -> list[Query]:
    """At most so many of them, in their order."""
    if len(queries) <= most:
        return queries
    chosen = np.random.default_rng(seed).choice(len(queries), most, replace=False)
    return [queries[place] for place in sorted(chosen.tolist())]


def _session_rows(sessions: Iterable[Visit]) -> Iterator[tuple[object, ...]]:
    # By the end: a session teaches when it is over.
    in_order = sorted(sessions, key=lambda visit: visit[-1].event_time_ms)
    for number, visit in enumerate(in_order, start=1):
        for position, event in enumerate(visit, start=1):
            yield (
                f"visit-{number:07d}",
                position,
                event.item_id,
                event.event_time_ms,
                event.event_type,
                event.user_id,
            )


def _query_rows(queries: Iterable[Query]) -> Iterator[tuple[object, ...]]:
    for number, (visit, length) in enumerate(queries, start=1):
        target = visit[length].item_id
        for position, event in enumerate(visit[:length], start=1):
            yield (
                f"query-{number:07d}",
                position,
                event.item_id,
                target,
                event.event_time_ms,
                event.user_id,
            )


def _write(path: Path, columns: Sequence[str], rows: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
