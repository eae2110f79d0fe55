"""The expressions of alerts and dashboards, by where each stands."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.observability.promql import parse

FOLDER = Path(__file__).parents[2] / "observability"
CONFIG = FOLDER / "prometheus" / "prometheus.yml"


@dataclass(frozen=True)
class Shown:
    """Alerts and a dashboard of the same.

    Attributes:
        dashboard: a file of Grafana.
        alerts: a file of Prometheus.
        tried: what promtool tries the alerts on.
    """

    dashboard: Path
    alerts: Path
    tried: Path

    def alert_rules(self) -> list[dict[str, Any]]:
        """The alerts of all groups."""
        groups = yaml.safe_load(self.alerts.read_text())["groups"]
        return [rule for group in groups for rule in group["rules"]]

    def graphs(self) -> list[dict[str, Any]]:
        """The panels that show something."""
        panels: list[dict[str, Any]] = json.loads(self.dashboard.read_text())["panels"]
        return [panel for panel in panels if panel["type"] != "row"]

    def expressions(self) -> dict[str, str]:
        """All of them."""
        alerts = {f"alert {rule['alert']}": rule["expr"] for rule in self.alert_rules()}
        return alerts | self.drawn()

    def drawn(self) -> dict[str, str]:
        """Those of the dashboard."""
        return dict(self._targets())

    def _targets(self) -> Iterator[tuple[str, str]]:
        for panel in self.graphs():
            for target in panel["targets"]:
                yield f"panel {panel['title']}, {target['refId']}", target["expr"]


JOBS = Shown(
    FOLDER / "grafana" / "jobs.json",
    FOLDER / "prometheus" / "alerts.yaml",
    FOLDER / "prometheus" / "alerts-test.yaml",
)
SERVING = Shown(
    FOLDER / "grafana" / "serving.json",
    FOLDER / "prometheus" / "serving-alerts.yaml",
    FOLDER / "prometheus" / "serving-alerts-test.yaml",
)


def metrics_of(expressions: Mapping[str, str]) -> frozenset[str]:
    """The metrics that expressions ask for."""
    return frozenset(one.metric for text in expressions.values() for one in parse(text).selectors)
