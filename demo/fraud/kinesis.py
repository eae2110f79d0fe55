"""The demo through Kinesis: the same job between streams of a local server.

producer --> payments (2 shards) --enhanced fan-out--> job --> decisions --> reader
                                                        |----> dead-letters, late-payments
                                                        +----> features in an embedded Valkey
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event
from time import monotonic, sleep
from typing import Final

from demo.fraud.data import DataSet, simulated, write_data
from demo.fraud.file_demo import PROGRESS_WORDS, say_what_was_simulated
from demo.fraud.finding import Finding
from demo.fraud.kept import Kept, kept_by
from demo.fraud.kinesis_outputs import records_of, streamed_outputs
from demo.fraud.kinesis_producer import Producer
from demo.fraud.kinesis_traffic import DecisionWatch, Pace, drive
from demo.fraud.measured import Measured
from demo.fraud.place import Place
from demo.fraud.plan import DemoPlan
from demo.fraud.report import report
from demo.fraud.store_census import take_census
from demo.fraud.summary import Summary, summarise
from demo.shared.live_progress import LiveProgress
from demo.shared.throughput import ProgressSamples, throughput_per_s
from jobs.fraud.job import FRAUD
from jobs.fraud.settings import FraudSettings, load_settings
from jobs.shared.execution import run_local
from jobs.shared.progress import JobProgress
from servers.kinesis import KinesisServer, kinesis_server
from servers.valkey import valkey_server

STREAMS: Final = {
    "payments": 2,
    "decisions": 1,
    "dead-letters": 1,
    "late-payments": 1,
}
"""Shards by name of stream."""

_CONSUMER: Final = "revstream"
# Batches of feature updates close every 50 ms; then they are in the store.
_LAST_BATCHES_S: Final = 2.0


@dataclass(frozen=True, slots=True)
class _Run:
    """What is there while the job runs."""

    data: DataSet
    plan: DemoPlan
    kinesis: KinesisServer
    watch: DecisionWatch
    producer: Producer
    samples: ProgressSamples


def run_kinesis_demo(plan: DemoPlan, place: Place) -> Summary:
    """Run the demo of `plan` through a local Kinesis server; returns the summary."""
    computed = place.plan()
    data = simulated(plan, computed)
    kept = kept_by(computed, data.records)
    write_data(data, place.folder)
    say_what_was_simulated(place.console, data, plan)
    with kinesis_server(STREAMS) as kinesis, valkey_server() as store:
        place.console.print(
            f"Kinesis server at {kinesis.endpoint}, embedded Valkey at {store.url}", highlight=False
        )
        run = _Run(
            data,
            plan,
            kinesis,
            DecisionWatch(kinesis.client(), "decisions"),
            Producer(kinesis.client(), "payments"),
            ProgressSamples(monotonic),
        )
        _decide(run, place, _settings(kinesis, store.url, place))
        outputs = streamed_outputs(kinesis, data.expected, list(run.watch.seen.values()))
        measured = _measured(run, store.url, kept)
        summary = summarise(data, outputs, measured, kept)
        finding = Finding(plan, data, outputs.decisions, summary)
        report(finding, place, store.url, kept)
    return summary


def _settings(kinesis: KinesisServer, store_url: str, place: Place) -> FraudSettings:
    arn = kinesis.register_consumer("payments", _CONSUMER)
    overrides = place.overrides(
        source__uri="kinesis:payments",
        source__publisher="EFO",
        source__consumer_arn=arn,
        source__initial_position="TRIM_HORIZON",
        sink__uri="kinesis",
        # Two more records a payment would be half of what the local server has to do.
        sink__features_stream="none",
        aws__endpoint=kinesis.endpoint,
        store__url=store_url,
    )
    return load_settings({}, overrides)


def _decide(run: _Run, place: Place, settings: FraudSettings) -> None:
    """Run the endless job until all payments that are put have their decision."""
    with (
        LiveProgress(
            place.console, run.data.expected.payments, 0, run.plan.rate_per_s, PROGRESS_WORDS
        ) as live,
        _traffic(run) as ended,
    ):

        def look(progress: JobProgress) -> None:
            run.samples.note(progress)
            live.show(progress)

        run_local(FRAUD, settings, look, ended, on_start=place.say_where)


@contextmanager
def _traffic(run: _Run) -> Iterator[Event]:
    """Puts and reads in the background; the event is set when all is done or something failed."""
    ended = Event()

    def put_and_wait() -> None:
        drive(run.data.records, run.producer, run.watch, Pace(run.plan.rate_per_s, ended))
        # The last record may be a malformed one, on the shard that is pushed later.
        records_of(run.kinesis, "dead-letters", run.data.expected.malformed, ended)
        sleep(_LAST_BATCHES_S)

    with ThreadPoolExecutor(max_workers=2) as threads:
        tasks = [threads.submit(put_and_wait), threads.submit(run.watch.follow, ended)]
        for task in tasks:
            task.add_done_callback(lambda _: ended.set())
        try:
            yield ended
        finally:
            ended.set()
    for task in tasks:
        task.result()


def _measured(run: _Run, store_url: str, kept: Kept) -> Measured:
    put_at_s, seen_at_s = run.producer.put_at_s, run.watch.seen_at_s
    expected = run.data.expected
    return Measured(
        latency_from=run.plan.measured_from(expected.records),
        rate_per_s=run.plan.rate_per_s,
        throughput_per_s=throughput_per_s(run.samples.samples, expected.payments) or 0.0,
        end_to_end_ms={name: (at - put_at_s[name]) * 1000 for name, at in seen_at_s.items()},
        store=take_census(store_url, run.watch.seen.values(), kept),
    )
