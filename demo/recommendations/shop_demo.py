"""The demo of recommendations: simulate a shop, recommend, compare with what came next, report.

events.jsonl --+
               +--> job in a MiniCluster --> lists, rejected, late, duplicates, features
items.jsonl  --+      |
                      +--> embedded Valkey --a reader--> when each list was readable
"""

from dataclasses import dataclass
from time import monotonic
from typing import Final

from demo.recommendations.data import ShopData, ShopFiles, simulated, write_data
from demo.recommendations.finding import Finding
from demo.recommendations.in_force import InForce, by_event
from demo.recommendations.measured import Measured
from demo.recommendations.next_item import questions
from demo.recommendations.outputs import read_outputs
from demo.recommendations.plan import ShopPlan
from demo.recommendations.report import report
from demo.recommendations.store_census import take_census
from demo.recommendations.store_times import Due, store_times
from demo.recommendations.stream import stream_settings
from demo.recommendations.summary import Summary, summarise
from demo.recommendations.workplace import SHIPPED_RULES, ShopWorkplace
from demo.shared.live_progress import LiveProgress, Words
from demo.shared.shown_values import days
from demo.shared.store import store_at
from demo.shared.throughput import ProgressSamples, throughput_per_s
from features.recommendations.definitions import load_definitions
from jobs.recommendations.job import RECOMMENDATIONS
from jobs.recommendations.run_summary import RunSummary
from jobs.recommendations.settings import RecommendationSettings
from jobs.shared.execution import run_local
from jobs.shared.progress import JobProgress
from online_store.connection import StoreSettings, connect
from online_store.list_arrivals import ListArrivals
from simulator.shoppers.record import ShoppingEvent
from udfs.shared.pace import PACED_SINCE_MS

PROGRESS_WORDS: Final = Words("records", "accepted")


def run_shop_demo(plan: ShopPlan, place: ShopWorkplace, store_url: str | None = None) -> Summary:
    """Run the demo of `plan` and report; returns the summary.

    Args:
        plan: what is simulated.
        place: where to work.
        store_url: of a store that others use too; an embedded one where it is None.
    """
    data = simulated(plan)
    files = write_data(data, place.folder)
    say_what_was_simulated(place, data, plan)
    with store_at(store_url) as url:
        place.console.print(f"store: embedded Valkey at {url}", highlight=False)
        finding = _recommended(data, plan, place, files, url)
        report(finding, place, url)
    return finding.summary


def say_what_was_simulated(place: ShopWorkplace, data: ShopData, plan: ShopPlan) -> None:
    """A line about the data."""
    scenario, expected = plan.scenario, data.expected
    visits = {one.visit.visit_id for one in data.sent.values()}
    place.console.print(
        f"simulated {expected.records:,} records: {len(visits):,} visits to a shop of"
        f" {scenario.items:,} items in {days(scenario.days)}, {expected.links:,} links between ids"
        f" among them, and {len(data.items):,} records of the catalogue (seed {scenario.seed})",
        highlight=False,
    )


def _recommended(
    data: ShopData, plan: ShopPlan, place: ShopWorkplace, files: ShopFiles, store_url: str
) -> Finding:
    """Run the job over the files, and find out what came of it."""
    settings, lines = stream_settings(data, plan, place, files, store_url)
    watched = _Watched(ProgressSamples(monotonic))
    with ListArrivals(connect(StoreSettings(store_url))) as arrivals:
        counts = _run(data, plan, place, settings, watched)
    outputs, in_force = read_outputs(place.folder, counts), InForce()
    moments = list(in_force.moments(data, by_event(outputs.lists)))
    due = Due(
        since_ms=watched.paced_since_ms,
        first_line=settings.source_rate_after,
        rate_per_s=plan.rate_per_s,
        lines=lines,
    )
    measured_from = plan.measured_from(len(data.records))
    measured = Measured(
        measured_from=measured_from,
        rate_per_s=plan.rate_per_s,
        throughput_per_s=throughput_per_s(watched.samples.samples, _history(data, plan)) or 0.0,
        moments=moments,
        store_times=store_times(moments, arrivals.seen, due, measured_from),
        lists_stored=arrivals.written,
        census=take_census(
            store_url,
            in_force.lists,
            outputs.feature_updates(),
            load_definitions(place.definitions),
        ),
        asked=list(questions(moments, plan.judged_from_ms)),
    )
    shipped_rules = place.rules == SHIPPED_RULES
    summary = summarise(data, outputs, measured, shipped_rules=shipped_rules)
    return Finding(plan, data, outputs, measured, summary)


@dataclass(slots=True)
class _Watched:
    """What looks at the running job have shown.

    Attributes:
        samples: how far it was when.
        paced_since_ms: when the first paced line passed, epoch ms.
    """

    samples: ProgressSamples
    paced_since_ms: int = 0

    def note(self, progress: JobProgress) -> None:
        """Take one look."""
        self.samples.note(progress)
        self.paced_since_ms = progress.counters.get(PACED_SINCE_MS, 0) or self.paced_since_ms


def _run(
    data: ShopData,
    plan: ShopPlan,
    place: ShopWorkplace,
    settings: RecommendationSettings,
    watched: _Watched,
) -> RunSummary:
    total, history = data.expected.accepted, _history(data, plan)
    with LiveProgress(place.console, total, history, plan.rate_per_s, PROGRESS_WORDS) as live:

        def look(progress: JobProgress) -> None:
            watched.note(progress)
            live.show(progress)

        return run_local(RECOMMENDATIONS, settings, look, on_start=place.say_where, overwrite=True)


def _history(data: ShopData, plan: ShopPlan) -> int:
    """Events that count among the records before the paced ones."""
    paced_from = plan.paced_from(len(data.records))
    return sum(
        sent.place < paced_from and isinstance(sent.record, ShoppingEvent)
        for sent in data.accepted()
    )
