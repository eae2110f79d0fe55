"""Both systems end to end, small: the jobs run, the counts add up, the reports are written.

One run for all tests: the demo of recommendations beside that of fraud, with one store.
"""

from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import msgspec
import pytest
from rich.console import Console

from demo.both import BothSummaries, run_both
from demo.recommendations.next_item import OURS
from demo.recommendations.plan import ShopPlan
from demo.recommendations.summary import Summary
from demo.shared.workplace import Workplace
from simulator.shoppers.disturbance_settings import Disturbances
from simulator.shoppers.settings import ShoppingScenario
from tests.demo.fraud.test_run import FROM_FILE
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

    both: BothSummaries
    said: str
    folder: Path

    @property
    def summary(self) -> Summary:
        """Of the recommendations."""
        return self.both.recommendations


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    folder, out = tmp_path_factory.mktemp("demo"), StringIO()
    place = Workplace(folder=folder, console=Console(file=out, width=110))
    both = run_both(FROM_FILE, PLAN, place)
    return Ran(both, out.getvalue(), folder / "recommendations")


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
    assert (ran.summary.ranker or "none: items are ordered by their rough score") in html
    assert "report.html" in ran.said.replace("\n", "")
    assert "the store has the same list" in ran.said


def test_the_fraud_demo_adds_up_beside_it_with_the_same_store(ran: Ran) -> None:
    fraud = ran.both.fraud
    assert [check.what for check in fraud.checks if not check.holds] == []
    assert sum(fraud.decided.values()) == 800
    # The store counts the writes of both together.
    assert fraud.features_written is None
    assert {"recommendations", "item", "shopper"} <= set(ran.summary.store)


def test_both_summaries_are_said_and_written(ran: Ran) -> None:
    folder = ran.folder.parent
    written = msgspec.json.decode((folder / "summary.json").read_bytes(), type=BothSummaries)
    assert written == ran.both
    assert ran.both.checks == ran.both.fraud.checks + ran.both.recommendations.checks
    assert ran.both.holds
    assert_self_contained((folder / "fraud" / "report.html").read_text(encoding="utf-8"))
    for part in ("Fraud stopped", "Next items among the first 20"):
        assert part in ran.said
