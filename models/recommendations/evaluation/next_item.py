"""The system itself on a next-item task: it learns from whole sessions and completes others.

::

    sessions --> events in the order of time --> states, lists --> ranker
    query    --> a session of its own, of which nothing is recorded --> the best k

A query says neither when its items were seen, nor what was done, nor by whom, and what a ranker
learns from has to be like what it is asked. So of a session the time of its first event counts,
the others follow in steps of `STEP_MS` as in a query, all are views, and of nobody who is known.
Where the file has no times, sessions are spread evenly over `SPREAD_MS`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

import numpy as np
from msgspec import Struct

from datasets.sessions.training_sessions import Session
from events.recommendations.shopping_event import ShoppingEvent
from events.shared.time_units import DAY_MS
from features.recommendations.listing import Listing
from features.recommendations.replayer import Replayer
from features.recommendations.shopping_plan import ShoppingPlan
from features.recommendations.visitor import TEACHING_TYPES
from models.recommendations.candidates import NO_CANDIDATES, Candidates
from models.recommendations.gathering import candidates_of
from models.recommendations.inputs import matrix
from models.recommendations.ranker import Ranker
from models.recommendations.recommender import input_names
from models.recommendations.training.lists import Inputs

SPREAD_MS: Final = 90 * DAY_MS
STEP_MS: Final = 30_000
_BEGIN_MS: Final = 1_577_836_800_000
"""2020-01-01T00:00Z; only differences count."""


def events_of(sessions: Sequence[Session], plan: ShoppingPlan) -> list[ShoppingEvent]:
    """The events of sessions in the order of time, each as if it were one of a query.

    What was only shown or hidden is left out.
    """
    events = [
        _view(plan, session.session_id, place, item_id, start_ms)
        for start_ms, session in zip(_starts_ms(sessions), sessions, strict=True)
        for place, item_id in enumerate(items_taught(session))
    ]
    events.sort(key=attrgetter("event_time_ms"))
    return events


def _starts_ms(sessions: Sequence[Session]) -> Iterator[int]:
    for number, session in enumerate(sessions):
        times = session.times_ms
        yield min(times) if times else _BEGIN_MS + SPREAD_MS * number // len(sessions)


def items_taught(session: Session) -> Iterator[str]:
    """The items of a session that say what goes with what: not those only shown or hidden."""
    types = session.event_types
    if types is None:
        return iter(session.items)
    of_items = zip(session.items, types, strict=True)
    return (item_id for item_id, one in of_items if one in TEACHING_TYPES)


def _view(
    plan: ShoppingPlan, session_id: str, place: int, item_id: str, start_ms: int
) -> ShoppingEvent:
    return plan.make_event(
        event_id=f"{session_id}/{place}",
        item_id=item_id,
        event_type="view",
        event_time_ms=start_ms + place * STEP_MS,
        session_id=session_id,
    )


class Answer(Struct, frozen=True):
    """What comes of one query.

    Attributes:
        best: item ids, the likeliest first.
        candidates: they were chosen from.
        inputs: (candidates, names) what a ranker was given of them.
    """

    best: Sequence[str]
    candidates: Candidates
    inputs: Inputs


@dataclass(frozen=True, slots=True)
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

    def answer(self, prefix: Sequence[str], k: int) -> Answer:
        """The `k` items that are most likely to come next; none for nothing."""
        listing = self._listing(prefix)
        items, shopper = self.replayer.plan.item_names, self.replayer.plan.shopper_names
        if listing is None:
            nothing = np.empty((0, len(input_names(items, shopper))), np.float32)
            return Answer((), NO_CANDIDATES, nothing)
        candidates = candidates_of(listing.session, listing.leaders, len(items))
        inputs = matrix(listing.session, candidates, listing.values)
        if self.ranker is None:
            order = range(min(k, len(candidates)))
        else:
            order = np.argsort(-self.ranker.scores(inputs), kind="stable")[:k].tolist()
        return Answer([candidates.item_ids[place] for place in order], candidates, inputs)

    def _listing(self, prefix: Sequence[str]) -> Listing | None:
        plan, first_ms = self.replayer.plan, self.now_ms - STEP_MS * (len(prefix) - 1)
        return self.replayer.peek(
            [_view(plan, "query", place, item_id, first_ms) for place, item_id in enumerate(prefix)]
        )
