"""Where the job's CPU time goes: microseconds a payment by thread of its JVMs, in the steady part.

python -m bench.threads [--cluster] [--set job.python_cores=any] [--payments N] [--json]

A thread has the name of its task, as far as Linux keeps it: 15 characters.
"""

import argparse
import json
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Final

import psutil

from bench.saturation import write_payments
from cli.run.local_cluster import cluster_of
from jobs.fraud.job import FRAUD
from jobs.fraud.settings import load_settings
from jobs.shared.execution import run_local
from jobs.shared.progress import JobProgress
from jobs.shared.properties import assignments

_FROM: Final = 0.3
_TO: Final = 0.9
_SHOWN: Final = 12

Threads = dict[tuple[int, int], tuple[str, float]]
"""Name and CPU seconds of each thread, by process and id."""


@dataclass
class _Look:
    at_s: float
    decided: int
    threads: Threads


@dataclass
class _Looks:
    """Looks at the threads while a job runs."""

    taken: list[_Look] = field(default_factory=list)

    def take(self, progress: JobProgress) -> None:
        """Look at the threads of all processes that this one has started."""
        self.taken.append(_Look(perf_counter(), progress.records_decided, _threads()))

    def steady(self, payments: int) -> tuple[float, dict[str, float]]:
        """Payments a second, and microseconds a payment by name, in the steady part."""
        within = [one for one in self.taken if _FROM * payments <= one.decided <= _TO * payments]
        first, last = within[0], within[-1]
        decided = last.decided - first.decided
        by_name: defaultdict[str, float] = defaultdict(float)
        for thread, (name, spent_s) in last.threads.items():
            before_s = first.threads.get(thread, ("", 0.0))[1]
            by_name[name] += (spent_s - before_s) / decided * 1e6
        most_first = sorted(by_name.items(), key=lambda one: one[1], reverse=True)
        return decided / (last.at_s - first.at_s), dict(most_first)


def _threads() -> Threads:
    found: Threads = {}
    for process in psutil.Process().children(recursive=True):
        try:
            if process.name() == "java":
                for one in process.threads():
                    name = Path(f"/proc/{process.pid}/task/{one.id}/comm").read_text().strip()
                    found[process.pid, one.id] = name, one.user_time + one.system_time
        except (psutil.Error, OSError):
            continue
    return found


def measure(
    payments: int, folder: Path, more: Mapping[str, str], *, in_cluster: bool
) -> tuple[float, dict[str, float]]:
    """Run the job flat out, with some more settings; what `_Looks.steady` gives."""
    source = folder / "payments.jsonl"
    write_payments(source, payments)
    places = {"source.uri": f"file:{source}", "sink.uri": f"file:{folder / 'results'}"}
    settings, looks = load_settings({}, {**places, **more}), _Looks()
    with cluster_of(settings) if in_cluster else nullcontext((settings, None)) as (told, port):
        run_local(FRAUD, told, looks.take, cluster_port=port)
    return looks.steady(payments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cluster", action="store_true", help="with a TaskManager a hop")
    parser.add_argument(
        "--set", action="append", default=[], metavar="GROUP.KEY=VALUE", help="one property"
    )
    parser.add_argument("--payments", type=int, default=150_000)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(arguments)
    try:
        more = assignments(asked.set)
    except ValueError as error:
        parser.error(f"argument --set: {error}")
    with tempfile.TemporaryDirectory(prefix="revstream-bench-") as folder:
        per_s, by_name = measure(asked.payments, Path(folder), more, in_cluster=asked.cluster)
    if asked.json:
        print(json.dumps({"per_s": per_s, "us_per_payment": by_name}))
        return
    print(f"{per_s:,.0f} payments/s, {sum(by_name.values()):.0f} us of CPU a payment")
    for name, spent_us in list(by_name.items())[:_SHOWN]:
        print(f"  {name:<16}{spent_us:8.1f}")


if __name__ == "__main__":
    main()
