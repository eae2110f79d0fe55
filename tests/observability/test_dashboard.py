"""The dashboard is laid out without overlaps, and agrees with the alerts and with their page."""

import re
from itertools import combinations
from pathlib import Path
from typing import Any

import yaml

from infra.stack_config import AlarmConfig
from tests.observability.shown import FOLDER, alert_rules, graphs

PAGE = Path(__file__).parents[2] / "docs" / "observability.md"
ALERTS = {str(rule["alert"]): rule for rule in alert_rules()}


def _place(panel: dict[str, Any]) -> tuple[range, range]:
    at = panel["gridPos"]
    return range(at["x"], at["x"] + at["w"]), range(at["y"], at["y"] + at["h"])


def _overlap(one: range, other: range) -> bool:
    return max(one.start, other.start) < min(one.stop, other.stop)


def test_no_panel_covers_another_or_leaves_the_grid() -> None:
    places = [_place(panel) for panel in graphs()]
    assert len(places) > 20
    assert max(across.stop for across, _ in places) == 24
    covering = [
        (one, other)
        for one, other in combinations(places, 2)
        if _overlap(one[0], other[0]) and _overlap(one[1], other[1])
    ]
    assert covering == []


def test_panels_have_ids_of_their_own_and_say_what_they_show() -> None:
    panels = graphs()
    assert len({panel["id"] for panel in panels}) == len(panels) > 20
    assert [panel["title"] for panel in panels if not panel["description"]] == []


def test_an_alert_that_a_panel_names_is_one_and_the_line_is_at_its_limit() -> None:
    limits = {}
    for panel in graphs():
        for name in re.findall(r"the alert (\w+)", panel["description"]):
            steps = panel["fieldConfig"]["defaults"].get("thresholds", {}).get("steps", [])
            limits[name] = [step["value"] for step in steps if step["value"]]
    assert limits.keys() <= ALERTS.keys()
    assert len(limits) > 10
    drawn = {"Slow": 100_000, "CheckpointsSlow": 60_000, "BackPressured": 0.5, "HeapFull": 0.9}
    assert {name: limits[name] for name in drawn} == {name: [at] for name, at in drawn.items()}


def test_limits_are_those_of_the_alarms_of_a_stack() -> None:
    alarms = AlarmConfig()
    assert ALERTS["Slow"]["expr"].endswith(f"> {alarms.in_job_latency_p99_us}")
    assert alarms.checkpoint_duration_ms == 60 * 1000
    assert ALERTS["CheckpointsSlow"]["expr"].endswith("> 60 * 1000")


def test_every_alert_says_whether_it_can_wait_and_what_has_happened() -> None:
    assert len(ALERTS) > 15
    wrong = [
        name
        for name, rule in ALERTS.items()
        if rule["labels"].get("severity") not in ("page", "warning")
        or rule["annotations"].keys() != {"summary", "description"}
    ]
    assert wrong == []


def test_every_alert_has_a_line_on_the_page_and_no_line_is_of_another() -> None:
    lines = re.findall(r"^\| `(\w+)` \|", PAGE.read_text(), re.MULTILINE)
    assert lines == list(ALERTS)


def test_every_alert_is_tried_on_made_up_series() -> None:
    text = (FOLDER / "prometheus" / "alerts-test.yaml").read_text()
    assert yaml.safe_load(text)["rule_files"] == ["alerts.yaml"]
    assert {name for name in ALERTS if not re.search(rf"\b{name}\b", text)} == set()
