"""A history predicted as it passes: each event from the list that its shopper had before it.

::

    event e1 --> list, baselines' lists            all of them know what came before e2, no more
    event e2 --> where is its item in each?        then all learn from e2

The list is that of the job, rules and all. A list is made by the event before; the first event of a
session has none and is counted, not predicted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from time import perf_counter
from typing import Final

import numpy as np
from msgspec import Struct

from features.recommendations.limits import RecommendationLimits
from features.recommendations.record_files import Record
from features.recommendations.shopping_plan import ShoppingPlan
from features.recommendations.visitor import TEACHING_TYPES
from models.recommendations.evaluation.measured import Measure, Measured, numbered
from models.recommendations.evaluation.online.heard_replayer import HeardReplayer
from models.recommendations.evaluation.online.popularity import OnlinePopularity
from models.recommendations.evaluation.online.session_knn import OnlineSessionKnn
from models.recommendations.evaluation.paired_intervals import Comparison
from models.recommendations.experiments.list_maker import ListMaker
from models.recommendations.replayed_lists import ListReplay, Made
from models.recommendations.training.pairs import Pair, Pairing

OURS: Final = "revstream"
Lists = Mapping[str, list[str]]
"""Items by who listed them."""


class ReplayEvaluation(Struct, frozen=True, kw_only=True):
    """What came of a replay.

    Attributes:
        k: places of a list that count.
        predicted: events whose item a list before them was to have.
        shoppers: whose they were.
        first_of_session: events that no list was there for.
        figures: by who listed; the system is `OURS`.
        against: how the system is to each other, by the name of the figure.
        kinds: events and links by what became of them.
        seconds: of everything.
    """

    k: int
    predicted: int
    shoppers: int
    first_of_session: int
    figures: dict[str, Measured]
    against: dict[str, dict[str, Comparison]]
    kinds: dict[str, int]
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What is replayed.

    Attributes:
        plan: of the declared features.
        limits: of the states.
        out_of_orderness_ms: see `Watermark`.
        list_maker: makes the lists.
        measure: of them.
        from_ms: events from there on are predicted; all are learned from.
    """

    plan: ShoppingPlan
    limits: RecommendationLimits
    out_of_orderness_ms: int
    list_maker: ListMaker
    measure: Measure
    from_ms: int


def evaluate_replay(records: Iterable[Record], replayed: Replayed) -> ReplayEvaluation:
    """Predicts and learns, record after record.

    Raises:
        ValueError: no event could be predicted.
    """
    started = perf_counter()
    prequential = _Prequential(replayed)
    for record in records:
        prequential.feed(record)
    return prequential.evaluation(perf_counter() - started)


class _Prequential:
    def __init__(self, replayed: Replayed) -> None:
        self._measure, self._from_ms = replayed.measure, replayed.from_ms
        self._knn = OnlineSessionKnn()
        self._popular = OnlinePopularity(replayed.measure.k)
        replayer = HeardReplayer(
            replayed.plan, replayed.limits, replayed.out_of_orderness_ms, self._knn.learn
        )
        self._replay = ListReplay(replayer, replayed.list_maker)
        self._pairing: Pairing[Lists] = Pairing(replayed.limits)
        self._ranks = _Ranks()
        self._first = 0

    def feed(self, record: Record) -> None:
        made = self._replay.feed(record)
        if made is None or made.event.event_type not in TEACHING_TYPES:
            return
        self._popular.learn(made.event.item_id)
        if made.listing is not None and made.event.event_time_ms >= self._from_ms:
            session = made.listing.session
            shopper_id = made.event.shopper_id or ""
            lists = self._lists(made, session.items)
            pair = self._pairing.take(shopper_id, made.event, session, lists)
            if pair is not None:
                self._ranks.add(pair)
            elif len(session.items) == 1:
                self._first += 1

    def _lists(self, made: Made, items: tuple[str, ...]) -> Lists:
        """What everybody lists after an event, which all of them know."""
        k, popular = self._measure.k, self._popular
        ours = [] if made.made is None else [one.item_id for one in made.made.items[:k]]
        return {
            OURS: ours,
            "popularity": popular.best(),
            "repeats": popular.filled_up(list(reversed(items))),
            "vsknn": popular.filled_up(self._knn.best(items)[:k]),
        }

    def evaluation(self, seconds: float) -> ReplayEvaluation:
        measure, ranks = self._measure, self._ranks
        if not ranks.shoppers:
            raise ValueError("history: no event after another one of its session, none to predict")
        shoppers = numbered(ranks.shoppers)
        found = {name: np.array(one, np.int64) for name, one in ranks.of.items()}
        return ReplayEvaluation(
            k=measure.k,
            predicted=len(shoppers),
            shoppers=int(shoppers.max()) + 1,
            first_of_session=self._first,
            figures={name: measure.of(one, shoppers) for name, one in found.items()},
            against={
                name: measure.beside(found[OURS], one, shoppers)
                for name, one in found.items()
                if name != OURS
            },
            kinds=dict(self._replay.kinds),
            seconds=seconds,
        )


@dataclass(slots=True)
class _Ranks:
    shoppers: list[str] = field(default_factory=list)
    of: dict[str, list[int]] = field(default_factory=dict)

    def add(self, pair: Pair[Lists]) -> None:
        self.shoppers.append(pair.shopper_id)
        for name, listed in pair.known.items():
            came = pair.next_event.item_id
            self.of.setdefault(name, []).append(listed.index(came) + 1 if came in listed else 0)
