"""Visits as two tables for offline evaluation: which item comes next?

::

    start |---- sessions.csv: whole visits ----| split |---- queries.csv: visits cut off ----| end

    a later visit   A  B  A  C      query 1:  A        next: B
                                    query 2:  A B      next: A
                                    query 3:  A B A    next: C

As in public data sets, a visit has two events at least, queries are of views and carts alone, and
items that no earlier visit has are left out of them. A visit over the split is in neither table.
Bots are among the sessions, as they are in life; no query is theirs.
"""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from simulator.shoppers.shop import Shop
from simulator.shoppers.visit import Act, Visit
from simulator.shoppers.wire import item_id

SESSION_COLUMNS: Final = (
    "session_id",
    "position",
    "item_id",
    "event_time_ms",
    "event_type",
    "user_id",
)
QUERY_COLUMNS: Final = ("query_id", "position", "item_id", "target_item_id")

_OF_SESSIONS: Final = frozenset({"view", "cart", "purchase"})
_OF_QUERIES: Final = frozenset({"view", "cart"})
_LEAST_EVENTS: Final = 2


class NextItemTables:
    """Writes `sessions.csv` and `queries.csv`; a context, which closes both.

    Args:
        shop: whose visits these are.
        folder: where to; it is made.
        split: share of the days before the split, more than 0 and less than 1.

    Attributes:
        sessions: how many there are by now.
        queries: likewise.

    Raises:
        ValueError: where `split` is not in between.
        OSError: where the folder or a file cannot be written.
    """

    def __init__(self, shop: Shop, folder: Path, split: float) -> None:
        if not 0 < split < 1:
            raise ValueError(f"split: {split!r}, expected more than 0 and less than 1")
        span = shop.scenario.span
        self._split_ms = span.start_ms + int((span.end_ms - span.start_ms) * split)
        self._ids = [item_id(name) for name in shop.items.names]
        self._known: set[int] = set()
        self.sessions = 0
        self.queries = 0
        folder.mkdir(parents=True, exist_ok=True)
        self._session_file = (folder / "sessions.csv").open("w", encoding="utf-8", newline="")
        self._query_file = (folder / "queries.csv").open("w", encoding="utf-8", newline="")
        self._session_rows = csv.writer(self._session_file, lineterminator="\n")
        self._query_rows = csv.writer(self._query_file, lineterminator="\n")
        self._session_rows.writerow(SESSION_COLUMNS)
        self._query_rows.writerow(QUERY_COLUMNS)

    def __enter__(self) -> Self:
        """The tables themselves."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Closes both files."""
        self._session_file.close()
        self._query_file.close()

    def noting(self, visits: Iterable[Visit]) -> Iterator[Visit]:
        """The same visits, each written as it passes."""
        for visit in visits:
            if visit.end_ms < self._split_ms:
                self._add_session(visit)
            elif visit.start_ms >= self._split_ms and visit.behaviour != "bot":
                self._add_queries(visit)
            yield visit

    def _add_session(self, visit: Visit) -> None:
        acts = [
            (number, act) for number, act in enumerate(visit.acts) if act.event_type in _OF_SESSIONS
        ]
        if len(acts) < _LEAST_EVENTS:
            return
        self.sessions += 1
        self._known.update(act.item for _, act in acts)
        self._session_rows.writerows(
            (
                visit.visit_id,
                position,
                self._ids[act.item],
                act.time_ms,
                act.event_type,
                visit.user_id if number >= visit.known_from else None,
            )
            for position, (number, act) in enumerate(acts, start=1)
        )

    def _add_queries(self, visit: Visit) -> None:
        items = [self._ids[act.item] for act in visit.acts if self._asked(act)]
        for length in range(1, len(items)):
            self.queries += 1
            self._query_rows.writerows(
                (f"query-{self.queries:07d}", position, item, items[length])
                for position, item in enumerate(items[:length], start=1)
            )

    def _asked(self, act: Act) -> bool:
        return act.event_type in _OF_QUERIES and act.item in self._known
