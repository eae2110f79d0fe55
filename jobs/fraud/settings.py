"""Settings of the fraud job: what it adds to those of every job."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - dataclass annotations
from dataclasses import dataclass, replace
from typing import Final, Self

from events.shared.field_faults import MAX_FUTURE_MS
from events.shared.time_units import DAY_MS
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

MARKS: Final = Marks(event="P", fact="L")

_DEFAULTS: Final = HistoryLimits()
_MIB: Final = 1 << 20
_LABELS: Final = "labels"


@dataclass(frozen=True, kw_only=True)
class FraudSettings(JobSettings):
    """All settings of the fraud job."""

    source_card_numbers: str = setting(
        one_of("refuse", "accept"),
        "what a card_id of 13 to 19 digits with a valid check digit is: a card number, which goes"
        " to the dead letters masked, or a token like any other",
        default="refuse",
    )
    labels_uri: LabelsSource = setting(
        labels_source,
        "where labels come from: kinesis:STREAM, file:PATH (JSON Lines, local runs only), inline"
        " (in the source file, whose lines begin with P for a payment or L for a label), or none",
        default=Nowhere(),
    )
    labels_consumer_arn: str | None = setting(
        text, "ARN of the consumer of the stream of labels, for enhanced fan-out", default=None
    )
    labels_history: HistoryLabels = setting(
        history_labels,
        "the labels of source.history: file:PATH (JSON Lines, local runs only), inline or none",
        default=Nowhere(),
    )
    sink_decisions_stream: str = setting(stream_name, "stream of decisions", default="decisions")
    sink_dead_letters_stream: str = setting(
        stream_name, "stream of dead letters", default="dead-letters"
    )
    sink_late_stream: str = setting(stream_name, "stream of late payments", default="late-payments")
    sink_features_stream: str = setting(
        stream_name, "stream of feature updates, or none", default="features"
    )
    time_allowed_lateness_ms: int = setting(
        integer(0, 90 * DAY_MS),
        "how far behind the watermark a payment still gets exact features",
        default=_DEFAULTS.allowed_lateness_ms,
    )
    time_feedback_delay_ms: int = setting(
        integer(0, 365 * DAY_MS),
        "how long before a payment the windows of a merchant's confirmed frauds end",
        default=_DEFAULTS.feedback_delay_ms,
    )
    time_max_future_ms: int = setting(
        integer(0, 365 * DAY_MS), "how far a payment's clock may run ahead", default=MAX_FUTURE_MS
    )
    state_dedup_window_ms: int = setting(
        integer(0, 365 * DAY_MS),
        "a transaction id repeated within this event time is a duplicate",
        default=_DEFAULTS.dedup_window_ms,
    )
    state_exact_payments: int = setting(
        integer(4, 1_000_000),
        "payments a key keeps one by one before the oldest fold into tiles",
        default=_DEFAULTS.exact_payments,
    )
    store_state_items: int = setting(
        integer(0, 100_000),
        "the store also gets the state of each key that holds no more items (payments, tiles, ids),"
        " for decisions on request; 0: no states",
        default=0,
    )
    features_definitions: str = setting(
        text,
        "definition file of own fields, entities and features, or the shipped one",
        default="default",
    )
    decision_rules: str = setting(text, "rules file, or the shipped rules", default="default")
    decision_model: str = setting(text, "model artifact, or the shipped model", default="default")
    job_system: str = setting(one_of("fraud"), "the system whose job is run", default="fraud")
    job_name: str = setting(text, "name of the Flink job", default="revstream-fraud")

    @staticmethod
    def contradictions(values: Values, groups: PropertyGroups) -> list[str]:
        """A line for each setting that does not go with another."""
        return [
            *contradictions(values, groups),
            *fact_faults(values, _LABELS, "payments"),
            *history_faults(values, _LABELS),
        ]

    @property
    def inputs(self) -> dict[str, Location]:
        """What is read, by the name of its property."""
        return {**super().inputs, "labels.uri": self.labels_uri}

    @property
    def line_marks(self) -> Marks | None:
        """That of payments and of labels, where those are inline."""
        return MARKS if isinstance(self.labels_uri, Inline) else None

    def for_history(self) -> Self:
        """The settings of the job that reads the history, with its labels."""
        return replace(super().for_history(), labels_uri=self.labels_history)

    @property
    def output_streams(self) -> Mapping[str, str]:
        """The stream of each output that may go to Kinesis, or `none`."""
        return {
            "decisions": self.sink_decisions_stream,
            "rejected": self.sink_dead_letters_stream,
            "late": self.sink_late_stream,
            "features": self.sink_features_stream,
        }

    @property
    def faults_on_a_cluster(self) -> list[str]:
        """A line for each input that only a local run turns into what a job reads."""
        merged = file_of_facts_fault(_LABELS, self.labels_uri, is_history=self.is_history)
        return [*super().faults_on_a_cluster, *merged]

    @property
    def limits(self) -> HistoryLimits:
        """The limits of the feature history."""
        return HistoryLimits(
            allowed_lateness_ms=self.time_allowed_lateness_ms,
            dedup_window_ms=self.state_dedup_window_ms,
            exact_payments=self.state_exact_payments,
            feedback_delay_ms=self.time_feedback_delay_ms,
        )

    @property
    def mirrored_items(self) -> int:
        """Items of a state up to which the store gets it; 0 where it gets none."""
        return self.store_state_items if self.has_store else 0

    @property
    def stage_cache_bytes(self) -> int:
        """Memory for decoded states of one subtask of the card stage, or of the merchant stage."""
        return self.state_cache_mib * _MIB // 2

    @property
    def accepts_card_numbers(self) -> bool:
        """Whether a card number is a token like any other."""
        return self.source_card_numbers == "accept"


def load_settings(
    groups: PropertyGroups, overrides: Mapping[str, str] | None = None
) -> FraudSettings:
    """Settings of the fraud job from property groups; see `load`.

    Raises:
        SettingsError: with every fault found, each naming its group and key.
    """
    return load(FraudSettings, groups, overrides)
