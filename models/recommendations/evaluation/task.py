"""A next-item task: sessions to learn from, queries to answer, and how both are done."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from datasets.sessions.next_item_queries import Query
from datasets.sessions.training_sessions import Session
from features.recommendations.limits import RecommendationLimits
from features.recommendations.shopping_plan import ShoppingPlan
from models.recommendations.evaluation.baselines.catalogue import BASELINES
from models.recommendations.evaluation.coded_sessions import CodedSessions
from models.recommendations.evaluation.measured import Measure
from models.recommendations.evaluation.recommender import Recommender
from models.recommendations.training.settings import RankerSettings
from models.shared.evaluation.resampling import Resampling

Progress = Callable[[str, float], None]
"""Told what is done, and which share of it."""


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
        ablations: whether the ranker is also trained without each group of its inputs.
        baselines: by name.
    """

    sessions: Sequence[Session]
    queries: Sequence[Query]
    k: int
    plan: ShoppingPlan
    limits: RecommendationLimits
    training: RankerSettings
    resampling: Resampling
    ablations: bool = False
    baselines: Mapping[str, Callable[[CodedSessions], Recommender]] = field(
        default_factory=lambda: dict(BASELINES)
    )

    @property
    def measure(self) -> Measure:
        """How lists are measured; each query stands for itself."""
        return Measure(self.k, self.resampling)
