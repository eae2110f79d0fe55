"""The jobs that a stack delivers: the settings of each, what it reads, what it writes.

stream of events --+--> job --> a stream for each output
stream of facts  --+            store
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from infra.stream_names import (
    DEAD_LETTERS,
    DECISIONS,
    FEATURES,
    ITEMS,
    LABELS,
    LATE_EVENTS,
    LATE_PAYMENTS,
    LISTS,
    PAYMENTS,
    RECOMMENDATION_DEAD_LETTERS,
    RECOMMENDATION_EVENTS,
    RECOMMENDATION_FEATURES,
)
from jobs.fraud.settings import FraudSettings
from jobs.fraud.settings import load_settings as load_fraud_settings
from jobs.recommendations.settings import RecommendationSettings
from jobs.recommendations.settings import load_settings as load_recommendation_settings
from jobs.shared.settings import JobSettings

Kind = Literal["definitions", "rules", "models"]
"""What a bundle has of files that a job works by."""


@dataclass(frozen=True, kw_only=True)
class DeliveredJob:
    """One job.

    Attributes:
        name: of its system.
        settings: their class.
        load: makes them from property groups and checks them.
        events: stream of its events, without the environment.
        facts: stream of what becomes known beside the events.
        facts_group: group of its settings for it.
        outputs: the stream of each output, by field of the settings.
        works_by: the settings that name files of the bundle, by what these are.
        without: the settings among them that may be `none`.
        fixed: further fields of its settings that are the same in every stack.
    """

    name: str
    settings: type[JobSettings]
    load: Callable[[Mapping[str, Mapping[str, str]]], Any]
    events: str
    facts: str
    facts_group: str
    outputs: Mapping[str, str]
    works_by: Mapping[str, Kind]
    without: tuple[str, ...] = ()
    fixed: Mapping[str, str] = field(default_factory=dict)

    @property
    def inputs(self) -> tuple[str, str]:
        """The streams that it reads, without the environment."""
        return self.events, self.facts


FRAUD: Final = DeliveredJob(
    name="fraud",
    settings=FraudSettings,
    load=load_fraud_settings,
    events=PAYMENTS,
    facts=LABELS,
    facts_group="labels",
    outputs={
        "sink_decisions_stream": DECISIONS,
        "sink_dead_letters_stream": DEAD_LETTERS,
        "sink_late_stream": LATE_PAYMENTS,
        "sink_features_stream": FEATURES,
    },
    works_by={
        "features.definitions": "definitions",
        "decision.rules": "rules",
        "decision.model": "models",
    },
)
RECOMMENDATIONS: Final = DeliveredJob(
    name="recommendations",
    settings=RecommendationSettings,
    load=load_recommendation_settings,
    events=RECOMMENDATION_EVENTS,
    facts=ITEMS,
    facts_group="items",
    outputs={
        "sink_lists_stream": LISTS,
        "sink_dead_letters_stream": RECOMMENDATION_DEAD_LETTERS,
        "sink_late_stream": LATE_EVENTS,
        "sink_features_stream": RECOMMENDATION_FEATURES,
    },
    works_by={
        "features.definitions": "definitions",
        "lists.rules": "rules",
        "lists.ranker": "models",
    },
    without=("lists.ranker",),
    # A program that is not told runs the fraud job.
    fixed={"job_system": "recommendations"},
)
DELIVERED: Final = (FRAUD, RECOMMENDATIONS)
