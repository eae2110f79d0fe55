"""Alarms look at metrics that exist, speak for what the stack says, and take silence rightly."""

import dataclasses

import pytest

from capacity.platform_costs import ALARMS, METRICS
from infra.alarm_rules import (
    AlarmRule,
    Watched,
    WatchedInput,
    application_alarms,
    shard_scaler_alarm,
)
from infra.components.alarms import Alarms, AlarmsArgs
from infra.components.system_logs import SystemLogs, SystemLogsArgs
from infra.counted_lines import PYTHON_FAILURES
from infra.job_alarms import fraud_alarms, recommendation_alarms
from infra.metrics import FLINK, FUNCTIONS, PYTHON_ERRORS, STREAMS, Metric
from infra.stack_config import AlarmConfig
from tests.infra import cloudwatch_metrics
from tests.infra.cloud_outputs import arn
from tests.infra.faults import faults
from tests.infra.mocks import Program, run

_APPLICATION = "revstream-fraud-dev"
_TAGS = {"project": "revstream", "environment": "dev", "managed-by": "pulumi"}
_TOPIC = arn("sns", "revstream-alarms-dev")
_WATCHED = Watched(
    environment="dev",
    system="fraud",
    application=_APPLICATION,
    inputs=[WatchedInput(name="payments", stream="payments-dev", consumer="fraud-dev")],
)
_CONFIG = AlarmConfig(
    lag_ms=1,
    checkpoint_duration_ms=2,
    in_job_latency_p99_us=3,
    rejected_per_minute=4,
    late_per_minute=5,
    memory_percent=6,
    processor_percent=7,
    disk_percent=8,
    kpus=9,
)


def _rules() -> dict[str, AlarmRule]:
    rules = [*application_alarms(_WATCHED, _CONFIG), *fraud_alarms(_APPLICATION, _CONFIG)]
    return {rule.name: rule for rule in rules}


def unknown_metrics(metrics: list[Metric], system: str = "fraud") -> list[str]:
    """Those that neither AWS nor the job nor the log's filter reports, or not so."""
    of_job = cloudwatch_metrics.job_metrics(system)
    known = {
        (FLINK, ("Application",)): cloudwatch_metrics.FLINK | of_job,
        (STREAMS, ("StreamName",)): cloudwatch_metrics.STREAMS,
        (STREAMS, ("StreamName", "ConsumerName")): cloudwatch_metrics.CONSUMERS,
        (FUNCTIONS, ("FunctionName",)): cloudwatch_metrics.FUNCTIONS,
        ("revstream/dev/fraud", ()): frozenset({PYTHON_ERRORS}),
    }
    return [
        f"{each.namespace} {each.name}"
        for each in metrics
        if each.name
        not in known.get((each.namespace, tuple(name for name, _ in each.dimensions)), frozenset())
    ]


def test_every_alarm_looks_at_a_metric_that_is_reported_with_these_dimensions() -> None:
    rules = [*_rules().values(), shard_scaler_alarm("shard-scaler-dev")]
    assert unknown_metrics([rule.metric for rule in rules]) == []


def test_the_alarms_of_recommendations_are_those_of_fraud_but_for_the_model_s_probabilities() -> (
    None
):
    rules = list(recommendation_alarms("revstream-recommendations-dev", _CONFIG))
    assert unknown_metrics([rule.metric for rule in rules], "recommendations") == []
    fraud = {rule.name: rule for rule in fraud_alarms(_APPLICATION, _CONFIG)}
    assert {rule.name for rule in rules} == fraud.keys() - {"invalid-scores"}
    for rule in rules:
        of_fraud = fraud[rule.name]
        assert rule.metric.name == of_fraud.metric.name
        assert rule.meaning != of_fraud.meaning
        assert (rule.threshold, rule.missing) == (of_fraud.threshold, of_fraud.missing)


@pytest.mark.parametrize("alarm", ["latency", "lag", "downtime"])
def test_a_metric_that_is_named_otherwise_is_found(alarm: str) -> None:
    rules = _rules()
    metric = rules.get(alarm, rules["payments-lag"]).metric
    renamed = dataclasses.replace(metric, name=f"{metric.name}_s")
    assert unknown_metrics([renamed]) == [f"{renamed.namespace} {renamed.name}"]


def test_the_alarms_are_these() -> None:
    assert sorted(_rules()) == [
        "disk",
        "downtime",
        "failed-checkpoints",
        "invalid-scores",
        "kpus",
        "late",
        "latency",
        "memory",
        "payments-lag",
        "payments-throttled",
        "processor",
        "python-errors",
        "rejected",
        "restarts",
        "slow-checkpoints",
        "store-away",
    ]


def test_thresholds_are_those_of_the_stack() -> None:
    thresholds = {name: rule.threshold for name, rule in _rules().items() if rule.threshold}
    assert thresholds == {
        "payments-lag": 1,
        "slow-checkpoints": 2,
        "latency": 3,
        "rejected": 4,
        "late": 5,
        "memory": 6,
        "processor": 7,
        "disk": 8,
        "kpus": 9,
    }


def test_silence_is_an_outage_where_a_running_job_is_never_silent() -> None:
    breaching = [name for name, rule in _rules().items() if rule.missing == "breaching"]
    assert breaching == ["downtime", "payments-lag"]


def test_counters_of_flink_are_compared_by_their_increase() -> None:
    """The total since the start would keep an alarm on for ever."""
    increasing = {rule.metric.name for rule in _rules().values() if rule.increase}
    assert increasing == {
        "fullRestarts",
        "numberOfFailedCheckpoints",
        "rejected",
        "late",
        "invalid_scores",
    }


def test_a_container_is_watched_as_it_is_and_the_units_over_the_hour_between_two_samples() -> None:
    rules = _rules()
    watched = {name: rules[name].metric.name for name in ("memory", "processor", "disk", "kpus")}
    assert watched == {
        "memory": "containerMemoryUtilization",
        "processor": "containerCPUUtilization",
        "disk": "containerDiskUtilization",
        "kpus": "KPUs",
    }
    assert (rules["kpus"].minutes, rules["kpus"].datapoints) == (60, 1)


def test_a_payment_without_a_probability_is_told_within_minutes_and_silence_is_none() -> None:
    rule = _rules()["invalid-scores"]
    assert (rule.metric.name, rule.threshold, rule.increase) == ("invalid_scores", 0, True)
    assert (rule.datapoints, rule.minutes, rule.missing) == (1, 5, "notBreaching")


def test_the_bill_counts_the_alarms_and_metrics_that_there_are() -> None:
    labels = WatchedInput(name="labels", stream="labels-dev", consumer="fraud-dev")
    both = dataclasses.replace(_WATCHED, inputs=[*_WATCHED.inputs, labels])
    alarms = [*application_alarms(both, _CONFIG), *fraud_alarms(_APPLICATION, _CONFIG)]
    assert len(alarms) == ALARMS
    assert len({*cloudwatch_metrics.job_metrics("fraud"), PYTHON_ERRORS}) == METRICS


def test_no_alarm_waits_for_more_than_it_looks_at() -> None:
    rules = _rules()
    assert len(rules) > 10
    assert all(1 <= rule.datapoints <= rule.minutes for rule in rules.values())


@pytest.fixture(scope="module")
def made() -> Program:
    args = AlarmsArgs(
        prefix="revstream-fraud",
        environment="dev",
        topic_arn=_TOPIC,
        rules=list(_rules().values()),
        tags=_TAGS,
    )
    return run(lambda: Alarms("fraud", args))


def test_an_alarm_tells_the_topic_when_it_begins_and_when_it_ends(made: Program) -> None:
    assert faults(made) == []
    for alarm in made.of("cloudwatch:Alarm"):
        assert alarm.inputs["alarmActions"] == [_TOPIC]
        assert alarm.inputs["okActions"] == [_TOPIC]
        assert alarm.inputs["alarmName"].startswith("revstream-fraud-")
        assert alarm.inputs["alarmName"].endswith("-dev")


def test_a_value_is_watched_by_minute(made: Program) -> None:
    lag = made.only("cloudwatch:Alarm", "fraud-payments-lag").inputs
    assert lag["metricName"] == "SubscribeToShardEvent.MillisBehindLatest"
    assert lag["dimensions"] == [
        {"name": "StreamName", "value": "payments-dev"},
        {"name": "ConsumerName", "value": "fraud-dev"},
    ]
    assert (lag["statistic"], lag["period"], lag["threshold"]) == ("Maximum", 60, 1)
    assert lag["treatMissingData"] == "breaching"


def test_an_increase_is_the_difference_from_the_minute_before(made: Program) -> None:
    counted, increase = made.only("cloudwatch:Alarm", "fraud-rejected").inputs["metrics"]
    assert counted["metricStat"]["metric"]["metricName"] == "rejected"
    assert counted["metricStat"]["stat"] == "Maximum"
    assert counted["returnData"] is False
    assert increase["expression"] == "DIFF(counted)"
    assert increase["returnData"] is True


def test_a_failing_program_is_counted_from_the_log_where_the_alarm_looks() -> None:
    args = SystemLogsArgs(
        log_group="/revstream/dev/fraud",
        metric_namespace="revstream/dev/fraud",
        counted=(PYTHON_FAILURES,),
        retention_days=7,
        key_arn=arn("kms", "key/1111aaaa-22bb-33cc-44dd-5555eeee6666"),
        tags=_TAGS,
    )
    made = run(lambda: SystemLogs("fraud", args))
    assert faults(made) == []
    counted = made.only("logs:MetricFilter").inputs
    assert counted["filterPattern"] == PYTHON_FAILURES.pattern
    (transformation,) = counted["metricTransformations"]
    watched = _rules()["python-errors"].metric
    assert transformation["metricNamespace"] == watched.namespace
    assert transformation["metricName"] == watched.name
    # A program that starts well is announced by the same logger.
    assert '"*Traceback*"' in PYTHON_FAILURES.pattern
