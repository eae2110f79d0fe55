"""A next-item task as a whole: the system and baselines, on the same sessions and queries.

::

    sessions --+--> states, lists --> ranker --+
               |                               +--> ranks of the targets --> figures, intervals
    queries ---+--> baselines -----------------+
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Final

import numpy as np
from msgspec import Struct

from datasets.sessions.next_item_queries import Query
from datasets.sessions.training_sessions import Session
from events.recommendations.shopping_event import ShoppingEvent
from features.recommendations.limits import RecommendationLimits
from features.recommendations.replayer import Replayer
from features.recommendations.shopping_plan import ShoppingPlan
from models.recommendations.evaluation.baselines.catalogue import BASELINES
from models.recommendations.evaluation.coded_sessions import CodedSessions
from models.recommendations.evaluation.next_item import NextItems, events_of, items_taught
from models.recommendations.evaluation.packed_lists import Ints
from models.recommendations.evaluation.paired_intervals import Comparison, compared, mean_interval
from models.recommendations.evaluation.ranking_metrics import METRICS, ranking_figures
from models.recommendations.evaluation.ranks import Ranks, ranks_of
from models.recommendations.evaluation.recommender import Recommender
from models.recommendations.ranker import Ranker
from models.recommendations.recommender import input_names
from models.recommendations.training.fit import fit_ranker, ranker_artifact
from models.recommendations.training.learning import Learning
from models.recommendations.training.settings import RankerSettings
from models.shared.artifact import ModelArtifact
from models.shared.evaluation.resampling import Interval, Resampling
from models.shared.manifest import ModelManifest

OURS: Final = "revstream"
_FORESEEN: Final = 0.6
"""Share of events that end as a list with its next item among the candidates, roughly."""

Progress = Callable[[str, float], None]
"""Told what is done, and which share of it."""


class Figures(Struct, frozen=True, kw_only=True):
    """How good one recommender is.

    Attributes:
        hit_rate: share of targets among the first k.
        mrr: mean reciprocal rank, 0 beyond k.
        ndcg: mean discounted gain, likewise.
        coverage: share of the items of the training sessions that were ever listed.
        seconds: to learn and to answer.
        intervals: of the three means, by name.
    """

    hit_rate: float
    mrr: float
    ndcg: float
    coverage: float
    seconds: float
    intervals: dict[str, Interval]


class Evaluation(Struct, frozen=True, kw_only=True):
    """A next-item task.

    Attributes:
        k: length of the lists.
        queries: how many were asked.
        candidate_recall: share of targets among the candidates of the system, whatever their rank.
        figures: by recommender; the system is `OURS`.
        against: how the system is to each baseline, by baseline and metric.
        lists: lists that the ranker learned from.
        missed: lists whose next item was no candidate.
        trees: of the ranker.
        seconds: of everything.
    """

    k: int
    queries: int
    candidate_recall: float
    figures: dict[str, Figures]
    against: dict[str, dict[str, Comparison]]
    lists: int
    missed: int
    trees: int
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Task:
    """What is evaluated.

    Attributes:
        sessions: to learn from.
        queries: to answer.
        k: length of the lists.
        plan: declared features.
        limits: of the states.
        training: of the ranker.
        resampling: of the intervals.
        baselines: by name.
    """

    sessions: Sequence[Session]
    queries: Sequence[Query]
    k: int
    plan: ShoppingPlan
    limits: RecommendationLimits
    training: RankerSettings
    resampling: Resampling
    baselines: Mapping[str, Callable[[CodedSessions], Recommender]] = field(
        default_factory=lambda: dict(BASELINES)
    )


def evaluate(task: Task, progress: Progress) -> tuple[Evaluation, ModelArtifact]:
    """The figures, and the ranker that was trained.

    Raises:
        ValueError: there are no sessions that anything can be learned from.
    """
    started = perf_counter()
    learned = learn(task, progress)
    asked = NextItems(learned.replayer, learned.ranker, learned.now_ms)
    ranks, had = _ours(asked, task, progress)
    took = {OURS: perf_counter() - started}
    found = {OURS: ranks}
    coded = CodedSessions(tuple(items_taught(one)) for one in task.sessions)
    for place, (name, build) in enumerate(task.baselines.items()):
        progress(f"baseline {name}", place / len(task.baselines))
        began = perf_counter()
        found[name] = ranks_of(build(coded), task.queries, task.k)
        took[name] = perf_counter() - began
    items = coded.items
    evaluation = Evaluation(
        k=task.k,
        queries=len(task.queries),
        candidate_recall=had / len(task.queries),
        figures={
            name: _figures(ranks, task, ranks.coverage(items), took[name])
            for name, ranks in found.items()
        },
        against={
            name: _against(found[OURS].ranks, ranks.ranks, task)
            for name, ranks in found.items()
            if name != OURS
        },
        lists=learned.lists,
        missed=learned.missed,
        trees=learned.trees,
        seconds=perf_counter() - started,
    )
    return evaluation, learned.ranker.artifact


@dataclass(frozen=True, kw_only=True)
class Learned:
    """What the sessions taught.

    Attributes:
        replayer: its states are those after the last session.
        ranker: trained on lists of the later part of them.
        now_ms: a time after all of them.
        lists: how many lists it was trained on.
        missed: lists whose next item was no candidate.
        trees: of the ranker.
    """

    replayer: Replayer
    ranker: Ranker
    now_ms: int
    lists: int
    missed: int
    trees: int


def learn(task: Task, progress: Progress) -> Learned:
    """Feeds all sessions in the order of time, and trains a ranker on the later ones."""
    events = events_of(task.sessions)
    replayer = Replayer(task.plan, task.limits)
    learning = Learning(replayer, *_sampled(events, task.training))
    every = max(1, len(events) // 100)
    for number, event in enumerate(events):
        if number % every == 0:
            progress("learning from sessions", number / len(events))
        learning.feed(event)
    replayer.finish()
    last_ms = events[-1].event_time_ms
    del events
    missed = learning.collector.missed
    lists = learning.collector.take()
    names = input_names(task.plan.item_names, task.plan.shopper_names)
    progress(f"training on {len(lists)} lists", 0.0)
    booster = fit_ranker(lists, names, task.training)
    manifest = ModelManifest(
        name="ranker",
        version="evaluation",
        sha256="",
        features=names,
        missing_value=-1.0,
        thresholds={},
        training_data_id=f"{len(task.sessions)} sessions",
        reference={},
        definitions_sha256=task.plan.plan.definitions.sha256,
    )
    artifact = ranker_artifact(booster, lists.inputs, names, manifest)
    return Learned(
        replayer=replayer,
        ranker=Ranker(artifact, names),
        now_ms=last_ms + task.limits.session_gap_ms,
        lists=len(lists),
        missed=missed,
        trees=booster.best_iteration or booster.num_trees(),
    )


def _sampled(events: Sequence[ShoppingEvent], settings: RankerSettings) -> tuple[float, int]:
    """The share of shoppers whose lists are learned from, and the time from which on."""
    if not events:
        raise ValueError("no session to learn from")
    first = int(len(events) * settings.from_share)
    expected = (len(events) - first) * _FORESEEN
    return min(1.0, settings.lists / max(1.0, expected)), events[first].event_time_ms


def _ours(asked: NextItems, task: Task, progress: Progress) -> tuple[Ranks, int]:
    """Ranks of the system's lists, and how many targets were among its candidates."""
    ranks, listed, had = [], set[str](), 0
    every = max(1, len(task.queries) // 100)
    for number, query in enumerate(task.queries):
        if number % every == 0:
            progress("answering queries", number / len(task.queries))
        best = asked.best(query.prefix, task.k)
        had += asked.had(query.target)
        listed.update(best)
        ranks.append(best.index(query.target) + 1 if query.target in best else 0)
    return Ranks(np.array(ranks, np.int64), frozenset(listed)), had


def _figures(ranks: Ranks, task: Task, coverage: float, seconds: float) -> Figures:
    figures = ranking_figures(ranks.ranks, task.k)
    return Figures(
        hit_rate=figures.hit_rate,
        mrr=figures.mrr,
        ndcg=figures.ndcg,
        coverage=coverage,
        seconds=seconds,
        intervals={
            name: mean_interval(of(ranks.ranks, task.k), task.resampling)
            for name, of in METRICS.items()
        },
    )


def _against(ours: Ints, theirs: Ints, task: Task) -> dict[str, Comparison]:
    return {
        name: compared(of(ours, task.k), of(theirs, task.k), task.resampling)
        for name, of in METRICS.items()
    }
