"""How good the lists were: figures of the system and of plain methods, with intervals."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from demo.recommendations.next_item import COMPARED, OURS, Question, ranks_of
from demo.recommendations.plan import K
from events.shared.time_units import DAY_MS
from models.recommendations.evaluation.paired_intervals import (
    Comparison,
    compared,
    mean_interval,
)
from models.recommendations.evaluation.ranking_metrics import METRICS
from models.shared.evaluation.resampling import Interval, Resampling

_RESAMPLING: Final = Resampling(200, 7)
SHOWN_METRICS: Final = ("hit_rate", "mrr")
"""Of `METRICS`, those that are reported."""

FEWEST_A_DAY: Final = 20
"""With fewer questions the share of a day says nothing; the last visits end on the next day."""


class Figure(Struct, frozen=True):
    """A mean over all questions, from 0 to 1, and where it lies in 95 % of resampled visits."""

    mean: float
    interval: Interval


class DayFigure(Struct, frozen=True):
    """The hit rate of a day by method, and how many questions it had."""

    day_ms: int
    questions: int
    hit_rate: dict[str, float]


class Quality(Struct, frozen=True):
    """How good the lists were.

    Attributes:
        k: items of a list that count.
        questions: next items that were asked for.
        visits: that they are of.
        hit_rate: by method, the share of next items among the first k.
        mrr: by method, the mean of 1 / place, 0 beyond k.
        against: by baseline, how the system compares, by metric.
        by_behaviour: of the system, the hit rate by kind of visit.
        hits_by_source: next items that the system listed, by where it had them from.
        by_day: hit rates by day, of days that have `FEWEST_A_DAY` questions.
    """

    k: int
    questions: int
    visits: int
    hit_rate: dict[str, Figure]
    mrr: dict[str, Figure]
    against: dict[str, dict[str, Comparison]]
    by_behaviour: dict[str, float]
    hits_by_source: dict[str, int]
    by_day: tuple[DayFigure, ...]

    @property
    def best_baseline(self) -> str:
        """Name of the baseline with the best hit rate."""
        return max(COMPARED, key=lambda name: self.hit_rate[name].mean)


def quality(asked: Sequence[Question]) -> Quality:
    """The figures of at least one question.

    Raises:
        ValueError: there is none.
    """
    if not asked:
        raise ValueError("questions: none, expected one or more")
    names = sorted({one.visit_id for one in asked})
    codes = {name: code for code, name in enumerate(names)}
    visits = np.array([codes[one.visit_id] for one in asked], dtype=np.int64)
    ranks = {name: ranks_of(asked, name) for name in (OURS, *COMPARED)}

    def of(metric: str, name: str) -> NDArray[np.float64]:
        return METRICS[metric](ranks[name], K)

    def figures(metric: str) -> dict[str, Figure]:
        return {
            name: Figure(
                round(float(of(metric, name).mean()), 6),
                mean_interval(of(metric, name), _RESAMPLING, visits),
            )
            for name in ranks
        }

    hits = Counter(one.source for one in asked if one.source is not None)
    return Quality(
        k=K,
        questions=len(asked),
        visits=len(names),
        hit_rate=figures("hit_rate"),
        mrr=figures("mrr"),
        against={
            name: {
                metric: compared(of(metric, OURS), of(metric, name), _RESAMPLING, visits)
                for metric in SHOWN_METRICS
            }
            for name in COMPARED
        },
        by_behaviour=_shares(asked, lambda one: one.behaviour),
        hits_by_source=dict(hits.most_common()),
        by_day=_by_day(asked),
    )


def _shares(asked: Sequence[Question], part_of: Callable[[Question], str]) -> dict[str, float]:
    """The system's hit rate by part."""
    parts = Counter(map(part_of, asked))
    hits = Counter(part_of(one) for one in asked if one.ranks[OURS])
    return {part: round(hits[part] / count, 6) for part, count in sorted(parts.items())}


def _by_day(asked: Sequence[Question]) -> tuple[DayFigure, ...]:
    days: dict[int, list[Question]] = {}
    for one in asked:
        days.setdefault(one.time_ms // DAY_MS * DAY_MS, []).append(one)
    return tuple(
        DayFigure(
            day_ms,
            len(of_day),
            {
                name: round(sum(one.ranks[name] > 0 for one in of_day) / len(of_day), 6)
                for name in (OURS, *COMPARED)
            },
        )
        for day_ms, of_day in sorted(days.items())
        if len(of_day) >= FEWEST_A_DAY
    )
