"""Settings of the fraud job: every property, what it means and what it must be.

The infrastructure code writes the same property groups from the same fields.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - dataclass annotations
from dataclasses import dataclass
from typing import Final

from events.codec import MAX_FUTURE_MS
from features.limits import HistoryLimits
from features.watermark import DEFAULT_OUT_OF_ORDERNESS_MS
from jobs.properties import (
    PropertyGroups,
    SettingsError,
    integer,
    one_of,
    parse_fields,
    resource_name,
    setting,
    text,
)

INLINE_LABELS: Final = "inline"
_DEFAULTS: Final = HistoryLimits()
_DAY_S: Final = 86_400


@dataclass(frozen=True, kw_only=True)
class FraudSettings:
    """All settings of the fraud job; a field `group_key` is property `key` of group `group`."""

    source_uri: str = setting(
        text, "where payments come from: kinesis:STREAM, or file:PATH (JSON Lines or Parquet)"
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
        integer(1), "replay a file at this many records a second; flat out unless set", default=None
    )
    source_rate_after: int = setting(
        integer(0), "records that are replayed flat out before the rate applies", default=0
    )
    labels_uri: str = setting(
        text,
        "where labels come from: kinesis:STREAM, file:PATH (JSON Lines, local runs only), inline"
        " (in the source file, whose lines begin with P for a payment or L for a label), or none",
        default="none",
    )
    labels_consumer_arn: str | None = setting(
        text, "ARN of the consumer of the stream of labels, for enhanced fan-out", default=None
    )
    sink_uri: str = setting(
        text, "where results go: kinesis, file:DIRECTORY, or none", default="none"
    )
    sink_decisions_stream: str = setting(text, "stream of decisions", default="decisions")
    sink_dead_letters_stream: str = setting(text, "stream of dead letters", default="dead-letters")
    sink_late_stream: str = setting(text, "stream of late payments", default="late-payments")
    sink_features_stream: str = setting(
        text, "stream of feature updates, or none", default="features"
    )
    aws_region: str | None = setting(
        text, "AWS region of the streams and of the store", default=None
    )
    aws_endpoint: str | None = setting(
        text, "URL of a local Kinesis server, instead of AWS", default=None
    )
    store_url: str = setting(
        text, "feature store: redis://HOST:PORT, rediss:// for TLS, or none", default="none"
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
        integer(1), "seconds after which a feature hash expires", default=35 * _DAY_S
    )
    store_batch_ms: int = setting(
        integer(10), "how long feature updates gather before they are written", default=50
    )
    time_out_of_orderness_ms: int = setting(
        integer(0),
        "bound of the watermark: how far behind the newest event time others may be",
        default=DEFAULT_OUT_OF_ORDERNESS_MS,
    )
    time_allowed_lateness_ms: int = setting(
        integer(0),
        "how far behind the watermark a payment still gets exact features",
        default=_DEFAULTS.allowed_lateness_ms,
    )
    time_feedback_delay_ms: int = setting(
        integer(0),
        "how long before a payment the windows of a merchant's confirmed frauds end",
        default=_DEFAULTS.feedback_delay_ms,
    )
    time_idle_timeout_ms: int = setting(
        integer(0), "a source silent for this long no longer holds the watermark", default=10_000
    )
    time_max_future_ms: int = setting(
        integer(0), "how far a payment's clock may run ahead", default=MAX_FUTURE_MS
    )
    state_dedup_window_ms: int = setting(
        integer(0),
        "a transaction id repeated within this event time is a duplicate",
        default=_DEFAULTS.dedup_window_ms,
    )
    state_exact_payments: int = setting(
        integer(4),
        "payments a key keeps one by one before the oldest fold into tiles",
        default=_DEFAULTS.exact_payments,
    )
    state_cache_payments: int = setting(
        integer(0), "payments kept decoded in memory by each operator", default=400_000
    )
    decision_rules: str = setting(text, "rules file, or the shipped rules", default="default")
    decision_model: str = setting(text, "model artifact, or the shipped model", default="default")
    job_name: str = setting(text, "name of the Flink job", default="revstream-fraud")
    job_execution_mode: str = setting(
        one_of("thread", "process"), "how Flink runs Python functions", default="thread"
    )
    job_max_parallelism: int = setting(
        integer(1), "number of key groups; never change it once state exists", default=128
    )
    job_parallelism: int = setting(
        integer(1), "parallelism of a local run; a cluster has its own setting", default=1
    )
    job_checkpoint_interval_ms: int = setting(
        integer(100), "checkpoint interval of a local run; a cluster has its own", default=30_000
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
    def has_store(self) -> bool:
        """Whether features are written to a store."""
        return self.store_url != "none"

    @property
    def from_kinesis(self) -> bool:
        """Whether payments come from Kinesis, which has no end."""
        return self.source_uri.startswith("kinesis:")


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
    if "source_uri" in values:
        faults += _source_faults(values) + _labels_faults(values)
    if values.get("sink_uri", "none").partition(":")[0] not in ("kinesis", "file", "none"):
        faults.append(
            f"sink.uri: {values['sink_uri']!r}: kinesis, file:DIRECTORY or none is expected"
        )
    faults += _store_faults(merged)
    if faults:
        raise SettingsError(faults)
    return FraudSettings(**values)


def _source_faults(values: Mapping[str, object]) -> list[str]:
    uri = str(values["source_uri"])
    scheme, _, target = uri.partition(":")
    faults = []
    if scheme not in ("kinesis", "file") or not target:
        faults.append(f"source.uri: {uri!r}: kinesis:STREAM or file:PATH is expected")
    if scheme == "kinesis":
        efo = values.get("source_publisher", "EFO") == "EFO"
        if efo and values.get("source_consumer_arn") is None:
            faults.append("source.consumer_arn: missing, enhanced fan-out needs a consumer")
        if values.get("source_rate_per_s") is not None:
            faults.append("source.rate_per_s: only a file can be replayed at a rate")
    uses_kinesis = scheme == "kinesis" or values.get("sink_uri") == "kinesis"
    if uses_kinesis and values.get("aws_region") is None and values.get("aws_endpoint") is None:
        faults.append("aws.region: missing, Kinesis needs a region (or aws.endpoint)")
    return faults


def _labels_faults(values: Mapping[str, object]) -> list[str]:
    uri = str(values.get("labels_uri", "none"))
    scheme, _, target = uri.partition(":")
    if uri == "none":
        return []
    if uri != INLINE_LABELS and (scheme not in ("kinesis", "file") or not target):
        return [f"labels.uri: {uri!r}: kinesis:STREAM, file:PATH, inline or none is expected"]
    from_kinesis = str(values["source_uri"]).startswith("kinesis:")
    if from_kinesis != (scheme == "kinesis"):
        return [f"labels.uri: {uri!r}: labels must come from where payments come from"]
    efo = values.get("source_publisher", "EFO") == "EFO"
    if from_kinesis and efo and values.get("labels_consumer_arn") is None:
        return ["labels.consumer_arn: missing, enhanced fan-out needs a consumer"]
    return []


def _store_faults(groups: PropertyGroups) -> list[str]:
    """What a login by IAM lacks; the URL is not shown, as it may hold a password."""
    store = groups.get("store", {})
    if store.get("auth", "none").lower() != "iam":
        return [
            f"store.{key}: only store.auth iam takes it"
            for key in ("user", "cache")
            if key in store
        ]
    faults = []
    url = store.get("url", "none")
    if not url.startswith("rediss://") or "@" in url:
        faults.append(
            "store.url: store.auth iam needs rediss://HOST:PORT, without user and password"
        )
    if "user" not in store:
        faults.append("store.user: missing, store.auth iam needs the user that logs in")
    if "cache" not in store:
        faults.append("store.cache: missing, store.auth iam needs the name of the cache")
    if "region" not in groups.get("aws", {}):
        faults.append("aws.region: missing, store.auth iam needs the region of the cache")
    return faults
