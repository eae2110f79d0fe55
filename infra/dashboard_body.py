"""The body of a CloudWatch dashboard, as the JSON that the service takes.

Widget -> {"type": "metric", x, y, width, height, properties: {metrics: [[...], ...], ...}}
Three graphs a row on a grid of 24 columns; a heading takes a row of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from infra.metrics import Metric

_GRID_COLUMNS: Final = 24
_GRAPH_WIDTH: Final = 8
_GRAPH_HEIGHT: Final = 6
_HEADING_HEIGHT: Final = 1


@dataclass(frozen=True, kw_only=True)
class GraphLine:
    """One line of a graph.

    Attributes:
        metric: what it shows.
        statistic: of the samples of a period, such as `Sum` or `p99`.
        label: in the legend.
        expression: of metric math over the metric, which it names `m`; None shows it as it is.
    """

    metric: Metric
    statistic: str
    label: str
    expression: str | None = None


@dataclass(frozen=True, kw_only=True)
class Search:
    """All series that a search finds, each a line.

    Attributes:
        expression: such as `SEARCH('...', 'Sum', 60)`.
        label: in the legend.
    """

    expression: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Graph:
    """One graph over time.

    Attributes:
        title: above it.
        lines: what it shows.
        unit: of the vertical axis.
        period_s: of its points.
        limits: label by value of each horizontal line.
    """

    title: str
    lines: Sequence[GraphLine | Search]
    unit: str
    period_s: int = 60
    limits: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Heading:
    """A line of text across the dashboard, Markdown."""

    text: str


def dashboard_body(widgets: Sequence[Graph | Heading], region: str) -> str:
    """The JSON of a dashboard with `widgets` from top to bottom."""
    placed: list[dict[str, Any]] = []
    x = y = 0
    for widget in widgets:
        if isinstance(widget, Heading):
            y += _GRAPH_HEIGHT if x else 0
            placed.append(_heading(widget, y))
            x, y = 0, y + _HEADING_HEIGHT
            continue
        placed.append(_graph(widget, region, x, y))
        x += _GRAPH_WIDTH
        if x >= _GRID_COLUMNS:
            x, y = 0, y + _GRAPH_HEIGHT
    return msgspec.json.encode({"widgets": placed}).decode()


def _heading(heading: Heading, y: int) -> dict[str, Any]:
    return {
        "type": "text",
        "x": 0,
        "y": y,
        "width": _GRID_COLUMNS,
        "height": _HEADING_HEIGHT,
        "properties": {"markdown": heading.text},
    }


def _graph(graph: Graph, region: str, x: int, y: int) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "title": graph.title,
        "region": region,
        "view": "timeSeries",
        "period": graph.period_s,
        "metrics": [row for n, line in enumerate(graph.lines) for row in _rows(line, n)],
        "yAxis": {"left": {"label": graph.unit, "min": 0, "showUnits": False}},
    }
    if graph.limits:
        properties["annotations"] = {
            "horizontal": [{"label": label, "value": at} for label, at in graph.limits.items()]
        }
    place = {"x": x, "y": y, "width": _GRAPH_WIDTH, "height": _GRAPH_HEIGHT}
    return {"type": "metric", **place, "properties": properties}


def _rows(line: GraphLine | Search, number: int) -> list[list[Any]]:
    """The row of a line, and one of the metric behind it if it is an expression."""
    if isinstance(line, Search):
        return [[{"expression": line.expression, "label": line.label, "id": f"e{number}"}]]
    dimensions = [part for dimension in line.metric.dimensions for part in dimension]
    row: list[Any] = [line.metric.namespace, line.metric.name, *dimensions]
    shown: dict[str, Any] = {"stat": line.statistic, "label": line.label}
    if line.expression is None:
        return [[*row, shown]]
    metric_id = f"m{number}"
    expression = line.expression.replace("(m)", f"({metric_id})")
    return [
        [*row, shown | {"id": metric_id, "visible": False}],
        [{"expression": expression, "label": line.label, "id": f"e{number}"}],
    ]
