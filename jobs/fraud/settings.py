"""Settings of the fraud job: every property, what it means and what it must be.

The infrastructure code writes the same property groups from the same fields.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - dataclass annotations
from dataclasses import dataclass, fields
from typing import Final

from events.fraud.codec import MAX_FUTURE_MS
from features.shared.limits import HistoryLimits
from features.shared.watermark import DEFAULT_OUT_OF_ORDERNESS_MS
from jobs.shared.contradictions import contradictions
from jobs.shared.locations import (
    KinesisStream,
    LabelsSource,
    Nowhere,
    Sink,
    Source,
    labels_source,
    sink,
    source,
    stream_name,
)
from jobs.shared.properties import PropertyGroups, SettingsError, parse_fields, setting
from jobs.shared.property_values import integer, one_of, resource_name, store_url, text

_DEFAULTS: Final = HistoryLimits()
_DAY_S: Final = 86_400
_DAY_MS: Final = 1_000 * _DAY_S
_MINUTE_MS: Final = 60_000
_MOST_KEY_GROUPS: Final = 32_768
"""More than that Flink does not have."""
_MIB: Final = 1 << 20


@dataclass(frozen=True, kw_only=True)
class FraudSettings:
    """All settings of the fraud job; a field `group_key` is property `key` of group `group`."""

    source_uri: Source = setting(
        source, "where payments come from: kinesis:STREAM, or file:PATH (JSON Lines or Parquet)"
    )
    source_publisher: str = setting(
        one_of("EFO", "POLLING"), "how Kinesis is read: enhanced fan-out or polling", default="EFO"
    )
    source_consumer_arn: str | None = setting(
        text, "ARN of the registered stream consumer, for enhanced fan-out", default=None
    )
    source_initial_position: str = setting(
        one_of("LATEST", "TRIM_HORIZON"), "where a new job starts reading", default="LATEST"
    )
    source_rate_per_s: int | None = setting(
        integer(1, 1_000_000),
        "replay a file at this many records a second; flat out unless set",
        default=None,
    )
    source_rate_after: int = setting(
        integer(0, 10**12), "records that are replayed flat out before the rate applies", default=0
    )
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
    sink_uri: Sink = setting(
        sink, "where results go: kinesis, file:DIRECTORY, or none", default=Nowhere()
    )
    sink_decisions_stream: str = setting(stream_name, "stream of decisions", default="decisions")
    sink_dead_letters_stream: str = setting(
        stream_name, "stream of dead letters", default="dead-letters"
    )
    sink_late_stream: str = setting(stream_name, "stream of late payments", default="late-payments")
    sink_features_stream: str = setting(
        stream_name, "stream of feature updates, or none", default="features"
    )
    aws_region: str | None = setting(
        text, "AWS region of the streams and of the store", default=None
    )
    aws_endpoint: str | None = setting(
        text, "URL of a local Kinesis server, instead of AWS", default=None
    )
    store_url: str = setting(
        store_url, "feature store: redis://HOST:PORT, rediss:// for TLS, or none", default="none"
    )
    store_auth: str = setting(
        one_of("none", "iam"),
        "how the job logs in: by what the URL and the environment have, or by its IAM role",
        default="none",
    )
    store_user: str | None = setting(
        resource_name, "for iam: id of the ElastiCache user, which is its name, too", default=None
    )
    store_cache: str | None = setting(
        resource_name, "for iam: name of the ElastiCache serverless cache", default=None
    )
    store_ttl_s: int = setting(
        integer(1, 3_650 * _DAY_S),
        "seconds after which a feature hash expires",
        default=35 * _DAY_S,
    )
    store_batch_ms: int = setting(
        integer(10, _MINUTE_MS),
        "how long feature updates gather before they are written",
        default=50,
    )
    time_out_of_orderness_ms: int = setting(
        integer(0, 90 * _DAY_MS),
        "bound of the watermark: how far behind the newest event time others may be",
        default=DEFAULT_OUT_OF_ORDERNESS_MS,
    )
    time_allowed_lateness_ms: int = setting(
        integer(0, 90 * _DAY_MS),
        "how far behind the watermark a payment still gets exact features",
        default=_DEFAULTS.allowed_lateness_ms,
    )
    time_feedback_delay_ms: int = setting(
        integer(0, 365 * _DAY_MS),
        "how long before a payment the windows of a merchant's confirmed frauds end",
        default=_DEFAULTS.feedback_delay_ms,
    )
    time_idle_timeout_ms: int = setting(
        integer(0, _DAY_MS),
        "a source silent for this long no longer holds the watermark",
        default=10_000,
    )
    time_max_future_ms: int = setting(
        integer(0, 365 * _DAY_MS), "how far a payment's clock may run ahead", default=MAX_FUTURE_MS
    )
    state_dedup_window_ms: int = setting(
        integer(0, 365 * _DAY_MS),
        "a transaction id repeated within this event time is a duplicate",
        default=_DEFAULTS.dedup_window_ms,
    )
    state_exact_payments: int = setting(
        integer(4, 1_000_000),
        "payments a key keeps one by one before the oldest fold into tiles",
        default=_DEFAULTS.exact_payments,
    )
    state_cache_mib: int = setting(
        integer(0, 1_000_000),
        "memory for decoded states of each subtask in MiB, half of it for cards",
        default=256,
    )
    decision_rules: str = setting(text, "rules file, or the shipped rules", default="default")
    decision_model: str = setting(text, "model artifact, or the shipped model", default="default")
    job_name: str = setting(text, "name of the Flink job", default="revstream-fraud")
    job_execution_mode: str = setting(
        one_of("thread", "process"), "how Flink runs Python functions", default="thread"
    )
    job_max_parallelism: int = setting(
        integer(1, _MOST_KEY_GROUPS),
        "number of key groups; never change it once state exists",
        default=128,
    )
    job_parallelism: int = setting(
        integer(1, 1_024), "parallelism of a local run; a cluster has its own setting", default=1
    )
    job_checkpoint_interval_ms: int = setting(
        integer(100, _DAY_MS),
        "checkpoint interval of a local run; a cluster has its own",
        default=30_000,
    )

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
    def accepts_card_numbers(self) -> bool:
        """Whether a card number is a token like any other."""
        return self.source_card_numbers == "accept"

    @property
    def stage_cache_bytes(self) -> int:
        """Memory for decoded states of one subtask of the card stage, or of the merchant stage."""
        return self.state_cache_mib * _MIB // 2

    @property
    def has_store(self) -> bool:
        """Whether features are written to a store."""
        return self.store_url != "none"

    @property
    def from_kinesis(self) -> bool:
        """Whether payments come from Kinesis, which has no end."""
        return isinstance(self.source_uri, KinesisStream)


def load_settings(
    groups: PropertyGroups, overrides: Mapping[str, str] | None = None
) -> FraudSettings:
    """Settings from property groups.

    Args:
        groups: properties by group.
        overrides: values that win, by ``group.key``.

    Raises:
        SettingsError: with every fault found, each naming its group and key.
    """
    merged = {group: dict(properties) for group, properties in groups.items()}
    for name, value in (overrides or {}).items():
        group, _, key = name.partition(".")
        merged.setdefault(group, {})[key] = value
    values, faults = parse_fields(FraudSettings, merged)
    defaults = {one.name: one.default for one in fields(FraudSettings)}
    faults += contradictions(defaults | values, merged)
    if faults:
        raise SettingsError(faults)
    return FraudSettings(**values)
