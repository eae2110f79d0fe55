"""The demo from files: simulate, decide, compare with the truth, report.

payments.jsonl --+
                 +--> job in a MiniCluster --> decisions, rejected, late, duplicates, features
labels.jsonl   --+      |
                        +--> embedded Valkey
"""

from time import monotonic, time_ns
from typing import Final

from rich.console import Console

from demo.fraud.data import DataFiles, DataSet, simulated, write_data
from demo.fraud.finding import Finding
from demo.fraud.kept import kept_by
from demo.fraud.label_arrivals import label_arrivals
from demo.fraud.measured import Measured
from demo.fraud.outputs import read_outputs
from demo.fraud.place import Place
from demo.fraud.plan import DemoPlan
from demo.fraud.report import report
from demo.fraud.store_census import take_census
from demo.fraud.summary import Summary, summarise
from demo.shared.live_progress import LiveProgress, Words
from demo.shared.shown_values import days
from demo.shared.store import store_at
from demo.shared.throughput import ProgressSamples, throughput_per_s
from features.fraud.definitions import load_definitions
from features.fraud.payment_contract import payment_contract
from jobs.fraud.job import FRAUD
from jobs.fraud.settings import load_settings
from jobs.shared.execution import run_local
from jobs.shared.progress import JobProgress

PROGRESS_WORDS: Final = Words("payments", "decided")


def run_demo(plan: DemoPlan, place: Place, store_url: str | None = None) -> Summary:
    """Run the demo of `plan` and report; returns the summary.

    Args:
        plan: what is simulated.
        place: where to work.
        store_url: of a store that others use too; an embedded one where it is None.
    """
    computed = place.plan()
    data = simulated(plan, computed)
    kept = kept_by(computed, data.records)
    files = write_data(data, place.folder)
    say_what_was_simulated(place.console, data, plan)
    with store_at(store_url) as url:
        place.console.print(f"feature store: embedded Valkey at {url}", highlight=False)
        samples = _decide(data, plan, place, files, url)
        outputs = read_outputs(place.folder)
        measured = Measured(
            latency_from=plan.measured_from(len(data.records)),
            rate_per_s=plan.rate_per_s,
            throughput_per_s=throughput_per_s(samples.samples, payments_of_history(data, plan))
            or 0.0,
            end_to_end_ms=None,
            store=take_census(url, outputs.decisions, kept, is_shared=store_url is not None),
        )
        summary = summarise(data, outputs, measured, kept)
        finding = Finding(plan, data, outputs.decisions, summary)
        report(finding, place, url, kept)
    return summary


def say_what_was_simulated(console: Console, data: DataSet, plan: DemoPlan) -> None:
    """A line about the data, and one about the labels if there are any."""
    scenario, frauds = plan.scenario, sum(truth.is_fraud for truth in data.truth.values())
    console.print(
        f"simulated {len(data.records):,} records: {data.expected.payments:,} payments of"
        f" {scenario.cards:,} cards at {scenario.merchants:,} merchants in {days(scenario.days)},"
        f" {frauds:,} fraudulent (seed {scenario.seed})",
        highlight=False,
    )
    if data.labels:
        console.print(
            f"and {len(data.labels):,} labels among them: chargebacks, won disputes, verdicts of"
            " analysts",
            highlight=False,
        )


def _decide(
    data: DataSet, plan: DemoPlan, place: Place, files: DataFiles, store_url: str
) -> ProgressSamples:
    """Run the job over the files."""
    contract = payment_contract(load_definitions(place.definitions))
    arrivals = label_arrivals(data.records, data.labels, time_ns() // 1_000_000, contract)
    settings = load_settings(
        {},
        place.overrides(
            source__uri=f"file:{files.payments}",
            labels__uri="none" if files.labels is None else f"file:{files.labels}",
            source__rate_per_s=str(plan.rate_per_s),
            source__rate_after=str(arrivals.first_line(plan.paced_from(len(data.records)))),
            sink__uri=f"file:{place.folder}",
            store__url=store_url,
        ),
    )
    samples = ProgressSamples(monotonic)
    total, history = data.expected.payments, payments_of_history(data, plan)
    with LiveProgress(place.console, total, history, plan.rate_per_s, PROGRESS_WORDS) as live:

        def look(progress: JobProgress) -> None:
            samples.note(progress)
            live.show(progress)

        run_local(FRAUD, settings, look, on_start=place.say_where, overwrite=True)
    return samples


def payments_of_history(data: DataSet, plan: DemoPlan) -> int:
    """Payments to decide among the records before the paced ones."""
    paced_from = plan.paced_from(len(data.records))
    return sum(place < paced_from for place in data.place.values())
