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

import uvloop

from bench.forms import ROOT
from bench.saturation import say
from bench.serving.feed_load import follow
from bench.serving.http_load import Measured, at_rate, flat_out
from bench.serving.place import Place, served
from bench.this_machine import described
from simulator.scenario import Scenario, wire_records

RESULT: Final = ROOT / "out" / "bench" / "serve.json"
DECISIONS_PER_S: Final = 500
READS_PER_S: Final = 1_500
FEED_CLIENTS: Final = 500
FEED_PER_S: Final = 20
_SCENARIO: Final = Scenario(seed=13, cards=3_000, merchants=2_000, days=60, payments=120_000)
_HISTORY: Final = 60_000


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, write and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="a third of the time")
    seconds = 10 if parser.parse_args(arguments).quick else 30
    machine = described()
    say("payments are simulated")
    payments = [one.raw for one in wire_records(_SCENARIO)]
    with tempfile.TemporaryDirectory(prefix="bench-serve-") as folder:
        say(f"the store gets the states of {_HISTORY:,} payments")
        with served(Path(folder), payments[:_HISTORY]) as place:
            figures = asyncio.run(_measured(place, payments[_HISTORY:], seconds))
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(figures | machine, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=2))


async def _measured(place: Place, payments: Sequence[bytes], seconds: int) -> dict[str, object]:
    target = place.target
    asked = [target.post("/v1/decisions", raw.strip()) for raw in payments]
    warm, asked = asked[:500], asked[500:]
    await flat_out(target, warm)
    say(f"decisions, {DECISIONS_PER_S} a second")
    paced = DECISIONS_PER_S * seconds
    decisions = await at_rate(target, asked[:paced], DECISIONS_PER_S)
    say("decisions, flat out")
    most = await flat_out(target, asked[paced : paced + DECISIONS_PER_S * seconds])
    say(f"reads, {READS_PER_S} a second")
    reads = [
        target.get(f"/v1/features/card/card-{number % 3_000:06d}")
        for number in range(READS_PER_S * seconds)
    ]
    read = await at_rate(target, reads, READS_PER_S)
    say("reads, flat out")
    most_read = await flat_out(target, reads)
    say(f"{FEED_CLIENTS} clients of the feed, {FEED_PER_S} decisions a second")
    feed = await follow(
        target, place.results, place.decision, FEED_CLIENTS, FEED_PER_S, float(seconds)
    )
    return {
        "decisions_per_s": round(most.per_s),
        "decisions_p99_ms": _ms(decisions, 0.99),
        "reads_per_s": round(most_read.per_s),
        "reads_p99_ms": _ms(read, 0.99),
        "feed_clients": sum(count == feed.written for count in feed.received),
        "feed_p99_ms": round(feed.quantile_ms(0.99), 1),
        "at": {
            "decisions_asked_per_s": DECISIONS_PER_S,
            "decisions_p50_ms": _ms(decisions, 0.5),
            "decisions_statuses": dict(decisions.statuses),
            "reads_asked_per_s": READS_PER_S,
            "reads_p50_ms": _ms(read, 0.5),
            "reads_statuses": dict(read.statuses),
            "feed_per_s": FEED_PER_S,
            "feed_p50_ms": round(feed.quantile_ms(0.5), 1),
            "feed_connected": len(feed.received),
            "feed_written": feed.written,
            "feed_received_least": min(feed.received),
            "feed_received_most": max(feed.received),
            "seconds": seconds,
        },
    }


def _ms(measured: Measured, share: float) -> float:
    return round(measured.quantile_ms(share), 2)


if __name__ == "__main__":
    uvloop.install()
    main()
