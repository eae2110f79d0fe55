"""Settings of the recommendation job: what it adds to those of every job."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - dataclass annotations
from dataclasses import dataclass, replace
from typing import Final, Self

from events.recommendations.ranked_candidate import OfWhom  # noqa: TC001 - dataclass annotations
from events.shared.field_faults import MAX_FUTURE_MS
from events.shared.time_units import DAY_MS, HOUR_MS, MINUTE_MS
from features.recommendations.limits import RecommendationLimits
from features.shared.limits import HistoryLimits
from jobs.shared.contradictions import Values, contradictions
from jobs.shared.fact_settings import fact_faults, file_of_facts_fault, history_faults
from jobs.shared.locations import (
    HistoryLabels,
    Inline,
    LabelsSource,
    Location,
    Nowhere,
    history_labels,
    labels_source,
    stream_name,
)
from jobs.shared.marks import Marks
from jobs.shared.properties import PropertyGroups, setting
from jobs.shared.property_values import integer, one_of, text
from jobs.shared.settings import JobSettings, load

MARKS: Final = Marks(event="E", fact="I")

_DEFAULTS: Final = RecommendationLimits()
_HISTORY: Final = HistoryLimits()
_MIB: Final = 1 << 20
_ITEMS: Final = "items"
_KINDS_OF_STATE: Final = 7
"""Caches of all stages: one of visitors, two each at items, neighbours and shoppers."""


@dataclass(frozen=True, kw_only=True)
class RecommendationSettings(JobSettings):
    """All settings of the recommendation job."""

    source_card_numbers: str = setting(
        one_of("refuse", "accept"),
        "what a user_id or session_id of 13 to 19 digits with a valid check digit is: a card"
        " number, which goes to the dead letters masked, or a token like any other",
        default="refuse",
    )
    items_uri: LabelsSource = setting(
        labels_source,
        "where the catalogue comes from: kinesis:STREAM, file:PATH (JSON Lines, local runs only),"
        " inline (in the source file, whose lines begin with E for an event or I for an item), or"
        " none",
        default=Nowhere(),
    )
    items_consumer_arn: str | None = setting(
        text, "ARN of the consumer of the stream of items, for enhanced fan-out", default=None
    )
    items_history: HistoryLabels = setting(
        history_labels,
        "the items of source.history: file:PATH (JSON Lines, local runs only), inline or none",
        default=Nowhere(),
    )
    sink_lists_stream: str = setting(stream_name, "stream of lists", default="recommendations")
    sink_dead_letters_stream: str = setting(
        stream_name, "stream of dead letters", default="recommendation-dead-letters"
    )
    sink_late_stream: str = setting(stream_name, "stream of late events", default="late-events")
    sink_features_stream: str = setting(
        stream_name, "stream of feature updates, or none", default="none"
    )
    time_allowed_lateness_ms: int = setting(
        integer(0, 90 * DAY_MS),
        "how far behind the watermark an event still counts",
        default=_HISTORY.allowed_lateness_ms,
    )
    time_max_future_ms: int = setting(
        integer(0, 365 * DAY_MS), "how far an event's clock may run ahead", default=MAX_FUTURE_MS
    )
    time_session_gap_ms: int = setting(
        integer(MINUTE_MS, DAY_MS),
        "a session ends where the next event of its shopper is further away",
        default=_DEFAULTS.session_gap_ms,
    )
    state_dedup_window_ms: int = setting(
        integer(0, 365 * DAY_MS),
        "an event id repeated within this event time is a duplicate",
        default=_HISTORY.dedup_window_ms,
    )
    state_exact_events: int = setting(
        integer(4, 1_000_000),
        "events that a key keeps one by one before the oldest fold into tiles",
        default=_HISTORY.exact_payments,
    )
    state_neighbours: int = setting(
        integer(5, 1_000), "neighbours that are kept of an item", default=_DEFAULTS.neighbours
    )
    state_keep_ms: int = setting(
        integer(DAY_MS, 3_650 * DAY_MS),
        "how long an item without events, and what a shopper bought or hid, is remembered",
        default=_DEFAULTS.keep_ms,
    )
    learning_half_life_ms: int = setting(
        integer(HOUR_MS, 3_650 * DAY_MS),
        "time after which what a session taught counts half as much",
        default=_DEFAULTS.half_life_ms,
    )
    features_definitions: str = setting(
        text,
        "definition file of own fields, entities and features, or the shipped one",
        default="default",
    )
    lists_rules: str = setting(text, "rules file, or the shipped rules", default="default")
    lists_ranker: str = setting(
        text, "ranker artifact, the shipped ranker (default), or none", default="default"
    )
    lists_experiment: str = setting(
        text,
        "experiment file, whose arms have rankers, and rules if they name any, of their own; or"
        " none",
        default="none",
    )
    lists_candidates: OfWhom = setting(
        one_of("none", "shoppers", "all"),
        "whose candidates the store gets beside lists, so that these can be made anew for a"
        " request: nobody's, each shopper's, or those of items and categories too",
        default="none",
    )
    job_system: str = setting(
        one_of("recommendations"), "the system whose job is run", default="recommendations"
    )
    job_name: str = setting(text, "name of the Flink job", default="revstream-recommendations")

    @staticmethod
    def contradictions(values: Values, groups: PropertyGroups) -> list[str]:
        """A line for each setting that does not go with another."""
        return [
            *contradictions(values, groups),
            *fact_faults(values, _ITEMS, "events"),
            *history_faults(values, _ITEMS),
        ]

    @property
    def inputs(self) -> dict[str, Location]:
        """What is read, by the name of its property."""
        return {**super().inputs, "items.uri": self.items_uri}

    @property
    def line_marks(self) -> Marks | None:
        """That of events and of items, where those are inline."""
        return MARKS if isinstance(self.items_uri, Inline) else None

    def for_history(self) -> Self:
        """The settings of the job that reads the history, with its items."""
        return replace(super().for_history(), items_uri=self.items_history)

    @property
    def faults_on_a_cluster(self) -> list[str]:
        """A line for each input that only a local run turns into what a job reads."""
        merged = file_of_facts_fault(_ITEMS, self.items_uri, is_history=self.is_history)
        return [*super().faults_on_a_cluster, *merged]

    @property
    def output_streams(self) -> Mapping[str, str]:
        """The stream of each output that may go to Kinesis, or `none`."""
        return {
            "lists": self.sink_lists_stream,
            "rejected": self.sink_dead_letters_stream,
            "late": self.sink_late_stream,
            "features": self.sink_features_stream,
        }

    @property
    def limits(self) -> RecommendationLimits:
        """Limits of what is learned and kept."""
        return RecommendationLimits(
            history=HistoryLimits(
                allowed_lateness_ms=self.time_allowed_lateness_ms,
                dedup_window_ms=self.state_dedup_window_ms,
                exact_payments=self.state_exact_events,
            ),
            session_gap_ms=self.time_session_gap_ms,
            half_life_ms=self.learning_half_life_ms,
            neighbours=self.state_neighbours,
            keep_ms=self.state_keep_ms,
        )

    @property
    def stage_cache_bytes(self) -> int:
        """Memory for decoded states of one kind in one subtask."""
        return self.state_cache_mib * _MIB // _KINDS_OF_STATE

    @property
    def accepts_card_numbers(self) -> bool:
        """Whether a card number is a token like any other."""
        return self.source_card_numbers == "accept"


def load_settings(
    groups: PropertyGroups, overrides: Mapping[str, str] | None = None
) -> RecommendationSettings:
    """Settings of the recommendation job from property groups; see `load`.

    Raises:
        SettingsError: with every fault found, each naming its group and key.
    """
    return load(RecommendationSettings, groups, overrides)
