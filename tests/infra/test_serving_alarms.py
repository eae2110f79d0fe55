"""The alarms on who answers requests look at what AWS reports, and take silence rightly."""

import json
import logging
from typing import Any

import pytest

from infra.alarm_rules import AlarmRule
from infra.components.alarms import Alarms, AlarmsArgs
from infra.counted_lines import REQUEST_LINES, STANDING_LINES
from infra.metrics import BALANCERS, COMPARED, SERVICES
from infra.serving_alarms import WatchedServing, serving_alarms
from infra.serving_config import ServingConfig
from serving.api.json_log import JsonLines
from tests.infra import cloudwatch_metrics
from tests.infra.cloud_outputs import arn
from tests.infra.faults import faults
from tests.infra.mocks import run

ROOT = cloudwatch_metrics.ROOT
_WATCHED = WatchedServing(
    environment="dev",
    service="revstream-serving-dev",
    balancer="app/rs-serving-dev/1",
    target_group="targetgroup/rs-serving-dev/2",
)
_KNOWN = {
    (BALANCERS, ("LoadBalancer",)): cloudwatch_metrics.BALANCERS,
    (BALANCERS, ("LoadBalancer", "TargetGroup")): cloudwatch_metrics.TARGETS,
    (SERVICES, ("ClusterName", "ServiceName")): cloudwatch_metrics.SERVICES,
    ("revstream/dev/serving", ()): frozenset(
        one.metric for one in (*REQUEST_LINES, *STANDING_LINES)
    ),
}


def _rules(**changes: Any) -> dict[str, AlarmRule]:  # noqa: ANN401 - of any field
    config = ServingConfig(latency_p99_ms=50, **changes)
    return {rule.name: rule for rule in serving_alarms(_WATCHED, config)}


@pytest.fixture(scope="module")
def alarms() -> dict[str, dict[str, Any]]:
    """What AWS is given of each, by name."""

    def program() -> None:
        Alarms(
            "serving",
            AlarmsArgs(
                prefix="revstream-serving",
                environment="dev",
                topic_arn=arn("sns", "revstream-alarms-dev"),
                rules=list(_rules().values()),
                tags={"project": "revstream", "environment": "dev", "managed-by": "pulumi"},
            ),
        )

    made = run(program)
    assert faults(made) == []
    return {one.name.removeprefix("serving-"): one.inputs for one in made.of("cloudwatch:Alarm")}


def test_every_alarm_looks_at_a_metric_that_is_reported_with_these_dimensions() -> None:
    every = [
        metric
        for rule in _rules().values()
        for metric in (rule.metric, rule.percent_of)
        if metric is not None
    ]
    assert len(every) == 13
    unknown = [
        each
        for each in every
        if each.name not in _KNOWN[each.namespace, tuple(name for name, _ in each.dimensions)]
    ]
    assert unknown == []


def test_slow_answers_are_a_percentile_in_seconds(alarms: dict[str, dict[str, Any]]) -> None:
    latency = alarms["latency"]
    assert (latency["extendedStatistic"], latency["threshold"]) == ("p99", 0.05)
    assert "statistic" not in latency


def test_no_task_at_all_speaks_by_its_silence(alarms: dict[str, dict[str, Any]]) -> None:
    none = alarms["no-tasks"]
    assert (none["comparisonOperator"], none["threshold"]) == ("LessThanThreshold", 1)
    assert none["treatMissingData"] == "breaching"
    others = [each["treatMissingData"] for name, each in alarms.items() if name != "no-tasks"]
    assert "breaching" not in others


@pytest.mark.parametrize("name", ["errors", "entrance-errors", "throttled", "disagrees"])
def test_what_is_wrong_is_a_share_of_all(alarms: dict[str, dict[str, Any]], name: str) -> None:
    some, every, percent = alarms[name]["metrics"]
    assert percent["expression"] == "100 * FILL(some, 0) / every"
    assert [one["returnData"] for one in (some, every, percent)] == [False, False, True]
    of_all = every["metricStat"]["metric"]["metricName"]
    assert "Request" in of_all or of_all == COMPARED


def test_filters_read_the_fields_that_a_line_has_and_its_logger() -> None:
    logger = "revstream.standing"
    # What logs it cannot be imported beside Pulumi.
    source = (ROOT / "serving" / "api" / "standing.py").read_text()
    assert f'LOGGER: Final = "{logger}"' in source
    assert [one.pattern for one in STANDING_LINES] == [f'{{ $.logger = "{logger}" }}'] * 3
    fields = [one.value.removeprefix("$.") for one in STANDING_LINES]
    record = logging.LogRecord(logger, logging.INFO, "", 0, "standing", None, None)
    vars(record).update(dict.fromkeys(fields, 7))
    line = json.loads(JsonLines().format(record))
    assert [line[name] for name in fields] == [7, 7, 7]


def test_what_is_not_logged_has_no_alarm() -> None:
    assert "throttled" not in _rules(log_requests=False)
    assert len(_rules(log_requests=False)) == len(_rules()) - 1
