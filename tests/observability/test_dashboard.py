"""The dashboards are laid out without overlaps, and agree with the alerts and with their page."""

import re
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.serving_config import ServingConfig
from infra.stack_config import AlarmConfig
from serving.fraud.agreement import MOST_WAITING
from serving.shared.forwarding import MOST_QUEUED
from tests.observability.shown import CONFIG, JOBS, SERVING, Shown

PAGE = Path(__file__).parents[2] / "docs" / "observability.md"
EVERY = pytest.mark.parametrize("shown", [JOBS, SERVING], ids=["jobs", "serving"])


def _alerts(shown: Shown) -> dict[str, Any]:
    return {str(rule["alert"]): rule for rule in shown.alert_rules()}


def _place(panel: dict[str, Any]) -> tuple[range, range]:
    at = panel["gridPos"]
    return range(at["x"], at["x"] + at["w"]), range(at["y"], at["y"] + at["h"])


def _overlap(one: range, other: range) -> bool:
    return max(one.start, other.start) < min(one.stop, other.stop)


@EVERY
def test_no_panel_covers_another_or_leaves_the_grid(shown: Shown) -> None:
    places = [_place(panel) for panel in shown.graphs()]
    assert len(places) > 20
    assert max(across.stop for across, _ in places) == 24
    covering = [
        (one, other)
        for one, other in combinations(places, 2)
        if _overlap(one[0], other[0]) and _overlap(one[1], other[1])
    ]
    assert covering == []


@EVERY
def test_panels_have_ids_of_their_own_and_say_what_they_show(shown: Shown) -> None:
    panels = shown.graphs()
    assert len({panel["id"] for panel in panels}) == len(panels) > 20
    assert [panel["title"] for panel in panels if not panel["description"]] == []


def _limits(shown: Shown) -> dict[str, list[float]]:
    """The lines of the panels that name an alert, by its name."""
    limits = {}
    for panel in shown.graphs():
        for name in re.findall(r"the alert (\w+)", panel["description"]):
            steps = panel["fieldConfig"]["defaults"].get("thresholds", {}).get("steps", [])
            limits[name] = [step["value"] for step in steps if step["value"]]
    return limits


@EVERY
def test_an_alert_that_a_panel_names_is_one(shown: Shown) -> None:
    limits = _limits(shown)
    assert limits.keys() <= _alerts(shown).keys()
    assert len(limits) > 10


def test_the_line_of_a_panel_is_at_the_limit_of_its_alert() -> None:
    limits = _limits(JOBS)
    drawn = {"Slow": 100_000, "CheckpointsSlow": 60_000, "BackPressured": 0.5, "HeapFull": 0.9}
    assert {name: limits[name] for name in drawn} == {name: [at] for name, at in drawn.items()}


def test_every_alert_of_serving_is_named_by_a_panel_whose_line_is_at_its_limit() -> None:
    alerts, limits = _alerts(SERVING), _limits(SERVING)
    assert alerts.keys() == limits.keys()
    lines = {name: at[0] for name, at in limits.items() if at and name != "NotReady"}
    assert len(lines) > 5
    assert [name for name, at in lines.items() if f"> {at}" not in alerts[name]["expr"]] == []


def test_limits_are_those_of_the_alarms_of_a_stack() -> None:
    alarms, alerts = AlarmConfig(), _alerts(JOBS)
    assert alerts["Slow"]["expr"].endswith(f"> {alarms.in_job_latency_p99_us}")
    assert alarms.checkpoint_duration_ms == 60 * 1000
    assert alerts["CheckpointsSlow"]["expr"].endswith("> 60 * 1000")
    slow = _alerts(SERVING)["ServiceSlow"]["expr"]
    assert slow.endswith(f"> {ServingConfig().latency_p99_ms / 1000}")


def test_limits_of_queues_are_within_their_bounds() -> None:
    panels = {panel["title"]: panel["description"] for panel in SERVING.graphs()}
    assert _limits(SERVING)["ForwardQueueFull"] == [0.8 * MOST_QUEUED]
    assert f"{MOST_QUEUED:,} at most" in panels["Payments that wait for the stream"]
    assert f"newest {MOST_WAITING:,}" in panels["Answers without the job's decision"]


@EVERY
def test_every_alert_says_whether_it_can_wait_and_what_has_happened(shown: Shown) -> None:
    alerts = _alerts(shown)
    assert len(alerts) > 15
    wrong = [
        name
        for name, rule in alerts.items()
        if rule["labels"].get("severity") not in ("page", "warning")
        or rule["annotations"].keys() != {"summary", "description"}
    ]
    assert wrong == []


def test_every_alert_has_a_line_on_the_page_and_no_line_is_of_another() -> None:
    lines = re.findall(r"^\| `(\w+)` \| (page|warning) \|", PAGE.read_text(), re.MULTILINE)
    alerts = [*JOBS.alert_rules(), *SERVING.alert_rules()]
    assert lines == [(rule["alert"], rule["labels"]["severity"]) for rule in alerts]


@EVERY
def test_every_alert_is_tried_on_made_up_series(shown: Shown) -> None:
    text = shown.tried.read_text()
    assert yaml.safe_load(text)["rule_files"] == [shown.alerts.name]
    assert {name for name in _alerts(shown) if not re.search(rf"\b{name}\b", text)} == set()


def test_the_example_has_all_alerts_evaluated_and_both_targets_that_they_know() -> None:
    config = yaml.safe_load(CONFIG.read_text())
    assert config["rule_files"] == [shown.alerts.name for shown in (JOBS, SERVING)]
    assert [job["job_name"] for job in config["scrape_configs"]] == [
        "revstream",
        "revstream-serving",
    ]
