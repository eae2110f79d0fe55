"""How often the next item of a visit was in the list, beside plain methods on the same visits.

::

    visit      A         B         C           asked after A: is B listed?  after B: is C?
    system     list in force when B came, when C came
    baselines  built anew every six hours from all visits that were over by then
    prefix     A         A B

Both know the events that came before, and nothing else. Bots' visits are learned from, as they are
in life, but nobody is asked what a bot does next.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from demo.recommendations.in_force import Moment
from demo.recommendations.plan import K
from events.shared.time_units import HOUR_MS, MINUTE_MS
from features.recommendations.visitor import TEACHING_TYPES
from models.recommendations.evaluation.baselines.catalogue import BASELINES
from models.recommendations.evaluation.coded_sessions import CodedSessions
from models.recommendations.evaluation.packed_lists import Ints
from models.recommendations.evaluation.recommender import Recommender

OURS: Final = "revstream"
COMPARED: Final = ("popularity", "repeats", "item_knn", "vsknn")
"""Baselines, by their names in `BASELINES`."""

_GAP_MS: Final = 30 * MINUTE_MS
REBUILT_MS: Final = 6 * HOUR_MS


@dataclass(frozen=True, slots=True)
class Question:
    """One next item, and who had it in the list.

    Attributes:
        visit_id: of the visit.
        behaviour: of the visitor.
        time_ms: of the event with the item.
        source: where the system had it from, None where it was not in its list.
        ranks: by method, the place of the item in the list, from 1; 0 where it was not there.
    """

    visit_id: str
    behaviour: str
    time_ms: int
    source: str | None
    ranks: dict[str, int]


@dataclass(slots=True)
class _Visits:
    """Visits so far: what each saw, and which are over.

    Attributes:
        items: by id, of the events that count, in order of arrival.
        last_ms: by id, time of the newest event.
    """

    items: dict[str, list[str]] = field(default_factory=dict)
    last_ms: dict[str, int] = field(default_factory=dict)

    def add(self, visit_id: str, item_id: str, time_ms: int) -> None:
        self.items.setdefault(visit_id, []).append(item_id)
        self.last_ms[visit_id] = max(time_ms, self.last_ms.get(visit_id, 0))

    def over_by(self, time_ms: int) -> list[list[str]]:
        """The items of the visits that were over by then, the oldest visit first."""
        return [
            items for name, items in self.items.items() if self.last_ms[name] + _GAP_MS < time_ms
        ]


def questions(moments: Iterable[Moment], from_ms: int) -> Iterator[Question]:
    """Each next item of a person's visit from a time on.

    Args:
        moments: in order of arrival.
        from_ms: the event time from which on questions are asked.
    """
    visits, built, baselines = _Visits(), -1, dict[str, Recommender]()
    for moment in moments:
        event, visit = moment.event, moment.sent.visit
        if event.event_type not in TEACHING_TYPES:
            continue
        prefix = visits.items.get(visit.visit_id, [])
        if prefix and visit.behaviour != "bot" and event.event_time_ms >= from_ms:
            turn = event.event_time_ms // REBUILT_MS
            if turn > built:
                built, baselines = turn, _built(visits.over_by(turn * REBUILT_MS))
            yield _question(moment, prefix, baselines)
        visits.add(visit.visit_id, event.item_id, event.event_time_ms)


def _built(sessions: Sequence[Sequence[str]]) -> dict[str, Recommender]:
    """The baselines; none where there is nothing to learn from."""
    if not sessions:
        return {}
    coded = CodedSessions(sessions)
    return {name: BASELINES[name](coded) for name in COMPARED}


def _question(moment: Moment, prefix: Sequence[str], baselines: dict[str, Recommender]) -> Question:
    target = moment.event.item_id
    listed = () if moment.before is None else moment.before.items[:K]
    place = _rank([one.item_id for one in listed], target)
    ranks = {OURS: place}
    for name in COMPARED:
        method = baselines.get(name)
        ranks[name] = 0 if method is None else _rank(method.best(prefix, K), target)
    return Question(
        moment.sent.visit.visit_id,
        moment.sent.visit.behaviour,
        moment.event.event_time_ms,
        listed[place - 1].source if place else None,
        ranks,
    )


def _rank(listed: Sequence[str], target: str) -> int:
    return listed.index(target) + 1 if target in listed else 0


def ranks_of(asked: Sequence[Question], method: str) -> Ints:
    """(questions,) the place of each next item in the list of a method; 0 where it was not."""
    return np.array([one.ranks[method] for one in asked], dtype=np.int64)
