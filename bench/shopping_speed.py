"""CPU of a shopping event in the recommendation job, and of one in its code without the engine.

python -m bench.shopping_speed [--events N] [--json]

::

    N / 4 events --> job, embedded Flink --> CPU seconds --+--> the difference, by event
    N events     --> job, embedded Flink --> CPU seconds --+    start and end of Flink are in both
    N events     --> replayer, recommender, encoder ---------> CPU by event

CPU time is that of all processes of the job, whatever else the machine does meanwhile. Capacity is
planned with it, see `capacity/measured.py`.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Final

from bench.process_tree import run_watched
from cli.shopping_sizes import Shop, ShoppingLoop
from simulator.shoppers.settings import ShoppingScenario

_TIMEOUT_S: Final = 3_600.0
_US_PER_S: Final = 1_000_000


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=40_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    with TemporaryDirectory() as folder:
        found = measure(options.events, Path(folder))
    if options.json:
        print(json.dumps(found))
        return
    for name, value in found.items():
        print(f"{name:28}{value:12,.1f}")


def measure(events: int, folder: Path) -> dict[str, float]:
    """Microseconds of CPU by event, and the events a second that one core does."""
    few, many = (Shop.of(ShoppingScenario(events=count)) for count in (events // 4, events))
    job_s = _job_cpu_s(many, folder / "many") - _job_cpu_s(few, folder / "few")
    job_us = job_s / (len(many.records) - len(few.records)) * _US_PER_S
    return {
        "job_cpu_us": job_us,
        "job_events_per_s": _US_PER_S / job_us,
        "code_cpu_us": _code_cpu_us(many),
    }


def _job_cpu_s(shop: Shop, folder: Path) -> float:
    """CPU seconds of a run of the job, of all its processes."""
    folder.mkdir()
    events, items = folder / "events.jsonl", folder / "items.jsonl"
    events.write_bytes(b"".join(record + b"\n" for record in shop.records))
    items.write_bytes(b"".join(item + b"\n" for item in shop.items))
    places = ("--source", f"file:{events}", "--items", f"file:{items}", "--sink", f"file:{folder}")
    command = [sys.executable, "-c", "from cli.main import main; main()", "run", "recommendations"]
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    ran = run_watched([*command, *places], folder / "log", environment, _TIMEOUT_S)
    return ran.usage.looks[-1][1]


def _code_cpu_us(shop: Shop) -> float:
    loop = ShoppingLoop(shop)
    began_s = process_time()
    for record in shop.records:
        loop.take(record)
    return (process_time() - began_s) / len(shop.records) * _US_PER_S


if __name__ == "__main__":
    main()
