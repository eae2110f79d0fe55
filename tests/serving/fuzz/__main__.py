"""Requests of all kinds to the whole service, as many as asked; its store goes away on the way.

python -m tests.serving.fuzz --calls 10000 --seed 7
"""

import argparse
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Final

from tests.serving.fuzz.described import check_described
from tests.serving.fuzz.raw_calls import Outcome, raw_calls
from tests.serving.fuzz.whole_service import whole_service

_DESCRIBED_SHARE: Final = 0.4
_AWAY_SHARE: Final = 0.2
_SHOWN: Final = 20


def main() -> None:
    """Make the calls; exits with 1 where an answer is a fault or not as described."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, whole_service(Path(folder)) as service:
        began_s, before_kb = perf_counter(), service.memory_kb
        statuses = check_described(service, int(options.calls * _DESCRIBED_SHARE))
        outcome = Outcome()
        outcome.statuses.update(statuses)
        away = int(options.calls * _AWAY_SHARE)
        rest = max(options.calls - outcome.statuses.total() - away, 0)
        outcome += raw_calls(service, options.seed, rest // 2)
        service.store.kill()
        outcome += raw_calls(service, options.seed + 1, away, store_is_there=False)
        service.store.start()
        service.wait_until_ready()
        outcome += raw_calls(service, options.seed + 2, rest - rest // 2)
        grown_kb, took_s = service.memory_kb - before_kb, perf_counter() - began_s
    counts = ", ".join(f"{status}: {count:,}" for status, count in sorted(outcome.statuses.items()))
    _say(f"{outcome.statuses.total():,} calls in {took_s:,.0f} s, memory grew by {grown_kb:,} KB")
    _say(f"by status (0: the client had ended): {counts}")
    for fault in outcome.faults[:_SHOWN]:
        _say(fault)
    _say(f"{len(outcome.faults)} faults")
    sys.exit(1 if outcome.faults else 0)


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    main()
