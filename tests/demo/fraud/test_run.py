"""Both demos end to end, small: the job runs, the counts add up, the report is written."""

import json
from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from pathlib import Path

import msgspec
import pytest
from rich.console import Console

from demo.fraud.file_demo import run_demo
from demo.fraud.kinesis import run_kinesis_demo
from demo.fraud.place import Place
from demo.fraud.plan import DemoPlan
from demo.fraud.summary import Summary
from simulator.disorder_settings import Disorder
from simulator.scenario import Scenario
from tests.docs.guide_team import guide_team
from tests.reporting.self_contained import assert_self_contained

DISORDER = Disorder(duplicate_rate=0.05, malformed_rate=0.1, late_rate=0.02)
FROM_FILE = DemoPlan(
    scenario=Scenario(seed=3, cards=20, merchants=40, days=6, payments=800, fraud_rate=0.05),
    disorder=DISORDER,
    rate_per_s=200,
    paced_s=2,
    settling_s=1,
)
THROUGH_KINESIS = DemoPlan(
    scenario=Scenario(seed=3, cards=20, merchants=40, days=3, payments=200, fraud_rate=0.05),
    disorder=DISORDER,
    rate_per_s=50,
    paced_s=3,
    settling_s=1,
    with_labels=False,
)
BY_A_TEAM = replace(FROM_FILE, scenario=replace(FROM_FILE.scenario, payments=600))


def run(
    demo: Callable[[DemoPlan, Place], Summary], plan: DemoPlan, folder: Path
) -> tuple[Summary, str]:
    out = StringIO()
    place = Place(folder=folder, console=Console(file=out, width=110))
    return demo(plan, place), out.getvalue()


def test_the_demo_from_files_adds_up_and_leaves_its_report(tmp_path: Path) -> None:
    summary, said = run(run_demo, FROM_FILE, tmp_path)
    assert [check.what for check in summary.checks if not check.holds] == []
    assert sum(summary.decided.values()) == 800
    written = msgspec.json.decode((tmp_path / "summary.json").read_bytes(), type=Summary)
    assert written == summary
    assert summary.labels == len((tmp_path / "labels.jsonl").read_bytes().splitlines()) > 0
    assert (tmp_path / "report.png").stat().st_size > 10_000
    assert_self_contained((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert "report.html" in said.replace("\n", "")
    assert "equal to the card's newest decision in every feature" in said


def test_the_demo_by_a_teams_file_adds_up_and_shows_its_features(tmp_path: Path) -> None:
    team = guide_team(tmp_path)
    folder, out = tmp_path / "demo", StringIO()
    place = Place(
        folder=folder,
        console=Console(file=out, width=110),
        definitions=str(team.definitions),
        rules=str(team.rules),
    )
    summary = run_demo(BY_A_TEAM, place)
    held = {check.what: check for check in summary.checks}
    assert [check.what for check in summary.checks if not check.holds] == []
    assert held["hashes in the store = cards + merchants + devices + card_devices"].expected > 100
    updates = held["feature updates = one of each entity of a decision on time"].expected
    assert 2 * 580 < updates < 4 * 600
    assert "device_features" in summary.stage_us
    decisions = [json.loads(line) for line in (folder / "decisions.jsonl").open("rb")]
    on_time = [one for one in decisions if not one["late"]]
    assert len({one["features"]["card_categories_7d"] for one in on_time}) > 1
    assert {one["fields"]["mcc"] for one in on_time} > {"5411"}
    assert max(one["features"]["device_cards_1h"] or 0 for one in on_time) >= 1
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert_self_contained(page)
    assert "team.yaml" in page
    assert "card_remote_share_7d" in page
    assert "equal to the card's newest decision in every feature" in out.getvalue()


@pytest.mark.usefixtures("connector_jar")
def test_the_demo_through_kinesis_adds_up_and_measures_both_latencies(tmp_path: Path) -> None:
    summary, said = run(run_kinesis_demo, THROUGH_KINESIS, tmp_path)
    assert [check.what for check in summary.checks if not check.holds] == []
    assert sum(summary.decided.values()) == 200
    assert summary.labels == 0
    assert_self_contained((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert summary.end_to_end_latency_ms is not None
    assert summary.end_to_end_latency_ms.mean > summary.in_job_latency_ms.mean
    assert "says nothing of AWS" in said
