"""The expressions of the alerts and of the dashboard, by where each stands."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parents[2] / "observability"
ALERTS = FOLDER / "prometheus" / "alerts.yaml"
CONFIG = FOLDER / "prometheus" / "prometheus.yml"
DASHBOARD = FOLDER / "grafana" / "jobs.json"


def alert_rules() -> list[dict[str, Any]]:
    """The alerts of all groups."""
    return [
        rule for group in yaml.safe_load(ALERTS.read_text())["groups"] for rule in group["rules"]
    ]


def graphs() -> list[dict[str, Any]]:
    """The panels that show something."""
    panels: list[dict[str, Any]] = json.loads(DASHBOARD.read_text())["panels"]
    return [panel for panel in panels if panel["type"] != "row"]


def expressions() -> dict[str, str]:
    """All of them."""
    alerts = {f"alert {rule['alert']}": rule["expr"] for rule in alert_rules()}
    return alerts | drawn()


def drawn() -> dict[str, str]:
    """Those of the dashboard."""
    return dict(_targets())


def _targets() -> Iterator[tuple[str, str]]:
    for panel in graphs():
        for target in panel["targets"]:
            yield f"panel {panel['title']}, {target['refId']}", target["expr"]
