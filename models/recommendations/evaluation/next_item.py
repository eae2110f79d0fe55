"""The system itself on a next-item task: it learns from whole sessions and completes others.

::

    sessions --> events in the order of time --> states, lists --> ranker
    query    --> a session of its own, of which nothing is recorded --> the best k

Where the file has no times, sessions are spread evenly over `SPREAD_MS`, and the events of one
follow each other in steps of `STEP_MS`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from datasets.sessions.training_sessions import Session
from events.recommendations.shopping_event import ShoppingEvent
from events.shared.time_units import DAY_MS
from features.recommendations.listing import Listing
from features.recommendations.replayer import Replayer
from features.recommendations.visitor import TEACHING_TYPES
from models.recommendations.candidates import candidates_of
from models.recommendations.inputs import matrix
from models.recommendations.ranker import Ranker

SPREAD_MS: Final = 90 * DAY_MS
STEP_MS: Final = 30_000
_BEGIN_MS: Final = 1_577_836_800_000
"""2020-01-01T00:00Z; only differences count."""


def events_of(sessions: Sequence[Session]) -> Iterator[ShoppingEvent]:
    """The events of sessions in the order of time."""
    if not sessions or sessions[0].times_ms is not None:
        events = [one for session in sessions for one in _timed(session)]
        events.sort(key=lambda event: event.event_time_ms)
        yield from events
        return
    for number, session in enumerate(sessions):
        start_ms = _BEGIN_MS + SPREAD_MS * number // len(sessions)
        for place, item_id in enumerate(session.items):
            yield _event(session, place, item_id, start_ms + place * STEP_MS)


def _timed(session: Session) -> Iterator[ShoppingEvent]:
    times = session.times_ms or ()
    for place, (item_id, time_ms) in enumerate(zip(session.items, times, strict=True)):
        yield _event(session, place, item_id, time_ms)


def without_impressions(session: Session) -> Session:
    """A session without what was only shown or hidden; all else is taken for views.

    A query does not say what was done, and what a ranker learns from has to be what it is asked.
    """
    types = session.event_types
    if types is None:
        return session
    kept = [place for place, one in enumerate(types) if one in TEACHING_TYPES]
    return Session(
        session.session_id,
        tuple(session.items[place] for place in kept),
        None if session.times_ms is None else tuple(session.times_ms[place] for place in kept),
        None,
        None if session.user_ids is None else tuple(session.user_ids[place] for place in kept),
    )


def _event(session: Session, place: int, item_id: str, time_ms: int) -> ShoppingEvent:
    users = session.user_ids
    return ShoppingEvent(
        event_id=f"{session.session_id}/{place}",
        item_id=item_id,
        event_type="view",
        event_time_ms=time_ms,
        user_id=None if users is None else users[place],
        session_id=session.session_id,
    )


@dataclass(slots=True)
class NextItems:
    """Completes sessions of which nothing else is known.

    Attributes:
        replayer: filled by the history.
        ranker: None where candidates are taken by their rough score.
        now_ms: time of the queries, after all that was learned from.
    """

    replayer: Replayer
    ranker: Ranker | None
    now_ms: int
    _last: tuple[str, ...] = field(default=())

    def best(self, prefix: Sequence[str], k: int) -> list[str]:
        """The `k` items that are most likely to come next, the likeliest first."""
        listing = self._listing(prefix)
        if listing is None:
            return []
        candidates = candidates_of(listing.session, listing.leaders)
        self._last = tuple(one.item_id for one in candidates)
        if self.ranker is None:
            return list(self._last[:k])
        items = len(self.replayer.plan.item_names)
        scores = self.ranker.scores(matrix(listing.session, candidates, items, listing.values))
        order = np.argsort(-scores, kind="stable")[:k]
        return [self._last[place] for place in order]

    def had(self, item_id: str) -> bool:
        """Whether an item was a candidate of the query that was asked last."""
        return item_id in self._last

    def _listing(self, prefix: Sequence[str]) -> Listing | None:
        first_ms = self.now_ms - STEP_MS * (len(prefix) - 1)
        return self.replayer.peek(
            [
                ShoppingEvent(
                    event_id=f"query/{place}",
                    item_id=item_id,
                    event_type="view",
                    event_time_ms=first_ms + place * STEP_MS,
                    session_id="query",
                )
                for place, item_id in enumerate(prefix)
            ]
        )
