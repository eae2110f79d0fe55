"""Measures what is served, on one worker, and writes `out/bench/serve.json`.

python -m bench.serving [--quick]

The server, its store and whoever asks share the machine: with two cores, the server has one.
"""

import argparse
import asyncio
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import uvloop

from bench.forms import ROOT
from bench.saturation import say
from bench.serving.feed_load import follow
from bench.serving.http_load import Target, closed_loop, open_loop
from bench.serving.place import Place, served
from bench.this_machine import described
from machine.ports import LOCALHOST
from simulator.disorder_settings import Disorder
from simulator.scenario import Scenario, wire_records

RESULT: Final = ROOT / "out" / "bench" / "serve.json"
DECISIONS_PER_S: Final = 500
READS_PER_S: Final = 1_500
FEED_CLIENTS: Final = 500
FEED_PER_S: Final = 20
_SCENARIO: Final = Scenario(seed=13, cards=3_000, merchants=2_000, days=60, payments=120_000)
_IN_ORDER: Final = Disorder(swapped_rate=0, duplicate_rate=0, late_rate=0, malformed_rate=0)
_HISTORY: Final = 60_000
_WARMING: Final = 5_000
_FLAT_OUT: Final = 40_000
_CONNECTIONS: Final = 16


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, write and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="a third of the time")
    seconds = 10 if parser.parse_args(arguments).quick else 30
    machine = described()
    say("payments are simulated")
    payments = [one.raw for one in wire_records(_SCENARIO, _IN_ORDER)]
    with tempfile.TemporaryDirectory(prefix="bench-serve-") as folder:
        say(f"the store gets the states of {_HISTORY:,} payments")
        with served(Path(folder), payments[:_HISTORY]) as place:
            figures = asyncio.run(_measured(place, payments[_HISTORY:], seconds))
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(figures | machine, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=2))


async def _measured(place: Place, payments: Sequence[bytes], seconds: int) -> dict[str, object]:
    asked = [place.post("/v1/decisions", raw.strip()) for raw in payments]
    await closed_loop(Target(LOCALHOST, place.port, asked[:_WARMING]), _CONNECTIONS, 1.0)
    paced, others = asked[_WARMING : _WARMING + DECISIONS_PER_S * seconds], asked[-_FLAT_OUT:]
    say(f"decisions, {DECISIONS_PER_S} a second")
    decided_ms = await _at_rate(place, paced, DECISIONS_PER_S, seconds)
    say("decisions, flat out")
    decided_per_s = await _flat_out(place, others, seconds)
    reads = [place.get(f"/v1/features/card/{card}") for card in place.cards]
    say(f"reads, {READS_PER_S} a second")
    read_ms = await _at_rate(place, reads, READS_PER_S, seconds)
    say("reads, flat out")
    read_per_s = await _flat_out(place, reads, seconds)
    say(f"{FEED_CLIENTS} clients of the feed and one that stalls, {FEED_PER_S} decisions a second")
    feed = await follow(place, FEED_CLIENTS, FEED_PER_S, float(seconds))
    return {
        "decisions_per_s": round(decided_per_s),
        "decisions_p99_ms": _quantile(decided_ms, 99),
        "reads_per_s": round(read_per_s),
        "reads_p99_ms": _quantile(read_ms, 99),
        "feed_clients": sum(count == feed.written for count in feed.received),
        "feed_p99_ms": _quantile(feed.waits_ms, 99),
        "feed_stalled_dropped": feed.dropped,
        "more": {
            "seconds": seconds,
            "decisions_asked_per_s": DECISIONS_PER_S,
            "decisions_p50_ms": _quantile(decided_ms, 50),
            "reads_asked_per_s": READS_PER_S,
            "reads_p50_ms": _quantile(read_ms, 50),
            "feed_per_s": FEED_PER_S,
            "feed_p50_ms": _quantile(feed.waits_ms, 50),
            "feed_longest_ms": _quantile(feed.waits_ms, 100),
            "feed_connected": len(feed.received),
        },
    }


async def _at_rate(
    place: Place, requests: Sequence[bytes], per_s: float, seconds: int
) -> list[float]:
    target = Target(LOCALHOST, place.port, requests)
    return await open_loop(target, _CONNECTIONS, per_s, seconds)


async def _flat_out(place: Place, requests: Sequence[bytes], seconds: int) -> float:
    return await closed_loop(Target(LOCALHOST, place.port, requests), _CONNECTIONS, seconds)


def _quantile(values: Sequence[float], percent: int) -> float:
    return round(float(np.percentile(values, percent)), 2)


if __name__ == "__main__":
    uvloop.install()
    main()
