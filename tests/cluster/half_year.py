"""Half a year of simulated payments as a history, then its last day live, killed twice on the way.

    .venv/bin/python -m tests.cluster.half_year

A TaskManager is killed with -9 in the middle of the history and again as soon as the live job
runs. The features of the last day are compared with those of a job that never stopped.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from events.fraud.codec import LabelDecoder
from events.fraud.label import Label
from events.shared.time_units import DAY_MS, HOUR_MS
from features.fraud.replay_file import FeatureRow, ReplayCounts, replay_lines
from jobs.fraud.job import FRAUD
from jobs.fraud.labels_file import merge_files
from jobs.fraud.outputs import OUTPUTS
from jobs.shared.history.on_cluster import HistoryEnd, finish_history
from jobs.shared.results import collect
from tests.cluster.flink_cluster import FlinkCluster, flink_cluster
from tests.cluster.flink_layout import ROOT
from tests.cluster.waiting import wait_until_decided
from tests.jobs.outputs import Outputs, read_outputs

PAYMENTS, DAYS, FILES = 30_000, 182, 26
NOW_MS = 4_000_000_000_000


@dataclass(frozen=True)
class Data:
    """Lines in their order of arrival, marked as payment or label.

    Attributes:
        lines: all of them.
        live_from: index of the first that is live.
        overlap_from: index of the first that is read again.
    """

    lines: list[bytes]
    live_from: int
    overlap_from: int


def simulated(folder: Path) -> Data:
    """The simulation, with its labels where they arrive."""
    arguments = ["--payments", str(PAYMENTS), "--days", str(DAYS), "--cards", "400"]
    command = [
        str(Path(sys.executable).with_name("revstream")),
        "simulate",
        "--folder",
        str(folder),
    ]
    subprocess.run([*command, *arguments, "--merchants", "300"], check=True)
    merged = folder / "merged"
    merge_files(folder / "payments.jsonl", folder / "labels.jsonl", merged)
    lines = merged.read_bytes().splitlines()
    times = [_time_ms(line) for line in lines]
    start_ms = max(times) - DAY_MS
    live_from = next(index for index, time_ms in enumerate(times) if time_ms >= start_ms)
    again_ms = start_ms - HOUR_MS
    overlap_from = next(index for index, time_ms in enumerate(times) if time_ms >= again_ms)
    return Data(lines, live_from, overlap_from)


def _time_ms(line: bytes) -> int:
    """The event time of a payment, 0 for all else."""
    if not line.startswith(b"P"):
        return 0
    try:
        found = json.loads(line[1:]).get("event_time_ms", 0)
    except (ValueError, AttributeError, RecursionError):
        return 0
    return found if isinstance(found, int) and found < NOW_MS else 0


def expected(data: Data) -> dict[tuple[str, str, int], FeatureRow]:
    """The rows of a job that never stopped."""
    payments = [line[1:] for line in data.lines if line.startswith(b"P")]
    decoded = (LabelDecoder().decode(line[1:], NOW_MS) for line in _labels(data))
    labels = [label for label in decoded if isinstance(label, Label)]
    rows = replay_lines(payments, NOW_MS, ReplayCounts(), None, labels)
    return {(row.transaction_id, row.card_id, row.event_time_ms): row for row in rows}


def _labels(data: Data) -> Iterator[bytes]:
    return (line for line in data.lines if line.startswith(b"L"))


def decided(cluster: FlinkCluster, data: Data, folder: Path) -> tuple[HistoryEnd, Outputs]:
    """What both jobs make of the data, each killed once."""
    history = folder / "history"
    history.mkdir()
    size = -(-data.live_from // FILES)
    for number in range(FILES):
        chunk = data.lines[number * size : min((number + 1) * size, data.live_from)]
        (history / f"week-{number:02}.jsonl").write_bytes(b"\n".join(chunk) + b"\n")
    live = folder / "live"
    live.write_bytes(b"\n".join(data.lines[data.overlap_from :]) + b"\n")
    properties = [f"source.uri=file:{live}", f"source.history=file:{history}"]
    properties += ["labels.uri=inline", "labels.history=inline", f"sink.uri=file:{folder}/out"]
    program = ROOT / "main.py"
    first = cluster.program_arguments([*properties, "job.phase=history"])
    client = cluster.submit(program, *first)
    wait_until_decided(cluster, client, data.live_from // 3)
    cluster.replace_task_manager()
    savepoints = (cluster.folder / "savepoints").as_uri()
    end = finish_history(cluster.rest_url, savepoints, FRAUD.watched, lambda _: None)
    client.wait(120)
    second = cluster.program_arguments([*properties, "job.phase=live", "source.rate_per_s=50"])
    client = cluster.submit(program, *second, savepoint=end.savepoint, leave_unclaimed=True)
    wait_until_decided(cluster, client, 1)
    cluster.replace_task_manager()
    if client.wait(500) != 0:
        raise RuntimeError(cluster.log("client")[-3000:])
    collect(folder / "out", OUTPUTS)
    return end, read_outputs(folder / "out")


def main() -> None:
    """Run it, and say what was compared."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        data = simulated(folder)
        rows = expected(data)
        began_s = monotonic()
        with flink_cluster(folder / "flink", 1, options={"parallelism.default": "1"}) as cluster:
            end, outputs = decided(cluster, data, folder)
        compared = mismatches = 0
        for decision in outputs.decisions:
            key = (decision["transaction_id"], decision["card_id"], decision["event_time_ms"])
            wanted = rows[key].features
            compared += len(wanted)
            mismatches += sum(decision["features"].get(name) != wanted[name] for name in wanted)
        print(  # noqa: T201 - a script
            f"{end.records:,} records of history; {len(outputs.decisions):,} live payments decided,"
            f" {len(outputs.duplicates):,} known from the history; {compared:,} values compared,"
            f" {mismatches:,} mismatches; {monotonic() - began_s:.0f} s"
        )
        sys.exit(1 if mismatches or not compared else 0)


if __name__ == "__main__":
    main()
