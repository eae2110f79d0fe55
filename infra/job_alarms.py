"""The alarms on the metrics that a job reports itself, beside those of any application.

fraud            latency, rejected, late, store-away, invalid-scores
recommendations  latency, rejected, late, store-away
"""

from collections.abc import Iterator

from infra.alarm_rules import AlarmRule
from infra.metrics import flink
from infra.stack_config import AlarmConfig


def fraud_alarms(application: str, config: AlarmConfig) -> Iterator[AlarmRule]:
    """Those of the fraud job."""
    yield _latency(
        application, config, "Decisions take long in the job, from record read to decision emitted."
    )
    yield _rejected(
        application, config, "Many records are no payment: see the causes in the dead letters."
    )
    yield AlarmRule(
        name="invalid-scores",
        meaning="The model gives payments no probability; each is flagged. Go back to the model"
        " before.",
        metric=flink(application, "invalid_scores"),
        threshold=0,
        increase=True,
        minutes=5,
        datapoints=1,
        missing="notBreaching",  # No payment is none without a probability.
    )
    yield _late(
        application, config, "Many payments come too late for exact features: a sender is behind."
    )
    yield _store_away(
        application, "Feature updates wait for the online store; decisions go on without it."
    )


def recommendation_alarms(application: str, config: AlarmConfig) -> Iterator[AlarmRule]:
    """Those of the recommendation job."""
    yield _latency(
        application, config, "Lists take long in the job, from record read to list emitted."
    )
    yield _rejected(
        application,
        config,
        "Many records are no shopping event, link or item: see the causes in the dead letters.",
    )
    yield _late(
        application, config, "Many shopping events come too late to count: a sender is behind."
    )
    yield _store_away(
        application,
        "Lists and feature updates wait for the online store; shops show older lists meanwhile.",
    )


def _latency(application: str, config: AlarmConfig, meaning: str) -> AlarmRule:
    return AlarmRule(
        name="latency",
        meaning=meaning,
        metric=flink(application, "in_job_latency_p99_us"),
        threshold=config.in_job_latency_p99_us,
        minutes=5,
        datapoints=5,
        missing="missing",  # No event, no latency: neither good nor bad.
    )


def _rejected(application: str, config: AlarmConfig, meaning: str) -> AlarmRule:
    return AlarmRule(
        name="rejected",
        meaning=meaning,
        metric=flink(application, "rejected"),
        threshold=config.rejected_per_minute,
        increase=True,
        minutes=5,
        datapoints=3,
        missing="missing",
    )


def _late(application: str, config: AlarmConfig, meaning: str) -> AlarmRule:
    return AlarmRule(
        name="late",
        meaning=meaning,
        metric=flink(application, "late"),
        threshold=config.late_per_minute,
        increase=True,
        minutes=5,
        datapoints=3,
        missing="missing",
    )


def _store_away(application: str, meaning: str) -> AlarmRule:
    return AlarmRule(
        name="store-away",
        meaning=meaning,
        metric=flink(application, "store_waiting_updates"),
        threshold=0,
        minutes=15,
        datapoints=15,
        missing="missing",
    )
