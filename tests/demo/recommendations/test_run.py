"""The demo end to end, small: the job runs, the counts add up, the report is written."""

from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import msgspec
import pytest
from rich.console import Console

from demo.recommendations.next_item import OURS
from demo.recommendations.plan import ShopPlan
from demo.recommendations.shop_demo import run_shop_demo
from demo.recommendations.summary import Summary
from demo.recommendations.workplace import ShopWorkplace
from simulator.shoppers.disturbance_settings import Disturbances
from simulator.shoppers.settings import ShoppingScenario
from tests.reporting.self_contained import assert_charts_described, assert_self_contained

PLAN = ShopPlan(
    scenario=ShoppingScenario(
        seed=3, events=900, days=4, items=60, categories=6, accounts=20, later_login_share=0.4
    ),
    disturbances=Disturbances(duplicate_rate=0.03, late_rate=0.02, malformed_rate=0.05),
    rate_per_s=300,
    paced_s=1,
    settling_s=0,
)


@dataclass(frozen=True)
class Ran:
    """The one run that all tests look at."""

    summary: Summary
    said: str
    folder: Path


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    folder, out = tmp_path_factory.mktemp("demo") / "out", StringIO()
    place = ShopWorkplace(folder=folder, console=Console(file=out, width=110), ranker="none")
    return Ran(run_shop_demo(PLAN, place), out.getvalue(), folder)


def test_the_counts_of_the_demo_add_up(ran: Ran) -> None:
    summary = ran.summary
    assert [check.what for check in summary.checks if not check.holds] == []
    whole = summary.accepted + summary.late + summary.duplicates + summary.rejected
    assert whole == summary.events_in == len((ran.folder / "events.jsonl").open("rb").readlines())
    assert min(summary.late, summary.duplicates, summary.rejected, summary.links) > 0
    items = (ran.folder / "items.jsonl").open("rb").readlines()
    assert summary.catalogue_records == len(items) > 60


def test_the_way_to_the_store_is_measured_and_is_longer_than_that_in_the_job(ran: Ran) -> None:
    summary = ran.summary
    assert 100 < summary.lists_measured < summary.lists_written
    assert 0 < summary.in_job_ms.mean < summary.event_to_store_ms.mean
    # Nothing takes longer than the run, as it would if the paced part had begun at another time.
    assert summary.event_to_store_ms.p99 < 300_000
    assert 0 < summary.lists_stored <= summary.lists_written


def test_lists_are_better_than_popularity_even_in_a_small_shop(ran: Ran) -> None:
    found = ran.summary.quality
    assert found.questions > 100
    assert found.hit_rate[OURS].mean > found.hit_rate["popularity"].mean > 0


def test_the_demo_leaves_its_report(ran: Ran) -> None:
    written = msgspec.json.decode((ran.folder / "summary.json").read_bytes(), type=Summary)
    assert written == ran.summary
    html = (ran.folder / "report.html").read_text(encoding="utf-8")
    assert_self_contained(html)
    assert_charts_described(html, 6)
    assert "none: items are ordered by their rough score" in html
    assert "report.html" in ran.said.replace("\n", "")
    assert "the store has the same list" in ran.said
