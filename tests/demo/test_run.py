"""Both demos end to end, small: the job runs, the counts add up, the report is written."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import msgspec
import pytest
from rich.console import Console

from demo.file_demo import run_demo
from demo.kinesis import run_kinesis_demo
from demo.place import Place
from demo.plan import DemoPlan
from demo.summary import Summary
from simulator.disorder_settings import Disorder
from simulator.scenario import Scenario
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


def run(
    demo: Callable[[DemoPlan, Place], Summary], plan: DemoPlan, folder: Path
) -> tuple[Summary, str]:
    out = StringIO()
    place = Place(folder, "default", Console(file=out, width=110))
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
