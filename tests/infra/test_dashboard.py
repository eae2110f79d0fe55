"""The dashboard shows metrics that exist, in graphs that do not cover one another."""

import json
import re
from itertools import combinations
from typing import Any

import pytest

from infra.alarm_rules import WatchedInput
from infra.components.dashboard import Dashboard, DashboardArgs
from infra.dashboard_body import Graph, GraphLine, Heading, dashboard_body
from infra.fraud_dashboard import fraud_widgets
from infra.job_widgets import ShownJob
from infra.metrics import Metric, flink
from infra.recommendations_dashboard import recommendation_widgets
from infra.stack_config import AlarmConfig, StackConfig
from infra.stack_dashboard import ShownPlatform, job_section, platform_section
from tests.infra import cloudwatch_metrics
from tests.infra.faults import faults
from tests.infra.mocks import run
from tests.infra.test_alarms import unknown_metrics

_PLATFORM = ShownPlatform(streams=["payments-dev", "items-dev"], cache="features-dev")
_OWN = {
    "fraud": ("payments", fraud_widgets),
    "recommendations": ("recommendation-events", recommendation_widgets),
}
_CONFIG = StackConfig(
    environment="dev", region="eu-central-1", alarms=AlarmConfig(in_job_latency_p99_us=77)
)


def _section(system: str) -> list[Graph | Heading]:
    events, own = _OWN[system]
    read = WatchedInput(name=events, stream=f"{events}-dev", consumer=f"{system}-dev")
    shown = ShownJob(application=f"revstream-{system}-dev", inputs=[read])
    return job_section(shown, own(shown, _CONFIG), _CONFIG)


@pytest.fixture(scope="module")
def widgets() -> list[Graph | Heading]:
    return [*_section("fraud"), *_section("recommendations"), *platform_section(_PLATFORM)]


@pytest.fixture(scope="module")
def body(widgets: list[Graph | Heading]) -> list[dict[str, Any]]:
    placed: list[dict[str, Any]] = json.loads(dashboard_body(widgets, "eu-central-1"))["widgets"]
    return placed


def _rows(body: list[dict[str, Any]]) -> list[list[Any]]:
    graphs = [each["properties"] for each in body if each["type"] == "metric"]
    return [row for graph in graphs for row in graph["metrics"]]


def _shown_of(system: str) -> list[Metric]:
    """The metrics in the section of a job."""
    body = json.loads(dashboard_body(_section(system), "eu-central-1"))["widgets"]
    metrics = []
    for namespace, name, *rest in (row for row in _rows(body) if len(row) > 1):
        dimensions = rest[:-1]
        pairs = zip(dimensions[::2], dimensions[1::2], strict=True)
        metrics.append(Metric(namespace, name, tuple(pairs)))
    return metrics


@pytest.mark.parametrize("system", sorted(_OWN))
def test_every_metric_shown_is_one_that_is_reported_and_all_of_the_job_are(system: str) -> None:
    shown = _shown_of(system)
    assert unknown_metrics(shown, system) == []
    assert cloudwatch_metrics.job_metrics(system) <= {each.name for each in shown}


def test_every_metric_of_the_store_that_is_searched_for_is_one_that_aws_reports(
    body: list[dict[str, Any]],
) -> None:
    expressions = [row[0]["expression"] for row in _rows(body) if len(row) == 1]
    searches = [each for each in expressions if each.startswith("SEARCH")]
    found = {re.findall(r'MetricName="(\w+)"', each)[0] for each in searches}
    assert found
    assert found <= cloudwatch_metrics.STORE
    assert all('"features-dev"' in each for each in searches)


def test_no_widget_covers_another_or_leaves_the_grid(body: list[dict[str, Any]]) -> None:
    assert len(body) > 10
    for each in body:
        assert each["x"] + each["width"] <= 24
    for one, other in combinations(body, 2):
        apart_x = one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
        apart_y = one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"]
        assert apart_x or apart_y, f"{one} {other}"


def test_ids_in_a_graph_are_its_own_and_expressions_refer_to_them(
    body: list[dict[str, Any]],
) -> None:
    graphs = [each["properties"] for each in body if each["type"] == "metric"]
    expressions = [row for graph in graphs for row in graph["metrics"] if "expression" in row[-1]]
    assert len(graphs) > 10
    assert len(expressions) > 1
    for graph in graphs:
        options = [row[-1] for row in graph["metrics"]]
        ids = [each["id"] for each in options if "id" in each]
        assert len(ids) == len(set(ids))
        for expression in (each["expression"] for each in options if "expression" in each):
            assert set(re.findall(r"\((m\d+)\)", expression)) <= set(ids)


def test_the_threshold_of_an_alarm_is_drawn_where_its_metric_is(
    body: list[dict[str, Any]],
) -> None:
    drawn = [
        each["properties"]["annotations"]["horizontal"]
        for each in body
        if "latency" in each["properties"].get("title", "")
    ]
    assert drawn == [[{"label": "alarm", "value": 77}]] * 2


def test_a_rate_is_shown_and_the_total_behind_it_is_not() -> None:
    line = GraphLine(
        metric=flink("a", "late"), statistic="Average", label="late", expression="RATE(m)"
    )
    graph = Graph(title="t", lines=[line], unit="a second")
    (placed,) = json.loads(dashboard_body([graph], "eu-central-1"))["widgets"]
    assert placed["properties"]["metrics"] == [
        [
            "AWS/KinesisAnalytics",
            "late",
            "Application",
            "a",
            {"stat": "Average", "label": "late", "id": "m0", "visible": False},
        ],
        [{"expression": "RATE(m0)", "label": "late", "id": "e0"}],
    ]


def test_the_dashboard_is_valid(widgets: list[Graph | Heading]) -> None:
    args = DashboardArgs(
        dashboard="revstream-dev",
        region="eu-central-1",
        widgets=widgets,
        tags={"project": "revstream", "environment": "dev", "managed-by": "pulumi"},
    )
    made = run(lambda: Dashboard("dashboard", args))
    assert faults(made) == []
    assert json.loads(made.only("cloudwatch:Dashboard").inputs["dashboardBody"])
