"""What is served is measured on a server of its own, each payment once, no decision lost."""

import asyncio
from pathlib import Path

import pytest

from bench.serving.feed_load import FeedMeasured, follow
from bench.serving.http_load import Target, closed_loop, open_loop
from bench.serving.place import served
from machine.ports import LOCALHOST
from simulator.disorder_settings import Disorder
from simulator.scenario import Scenario, wire_records

pytestmark = pytest.mark.slow

SCENARIO = Scenario(seed=3, cards=12, merchants=20, days=20, payments=300)
IN_ORDER = Disorder(swapped_rate=0, duplicate_rate=0, late_rate=0, malformed_rate=0)


def test_decisions_reads_and_the_feed_are_measured(tmp_path: Path) -> None:
    payments = [one.raw for one in wire_records(SCENARIO, IN_ORDER)]
    with served(tmp_path, payments[:200]) as place:
        asked = [place.post("/v1/decisions", raw) for raw in payments[200:]]
        reads = [place.get(f"/v1/features/card/{card}") for card in place.cards]

        async def measure() -> tuple[list[float], float, FeedMeasured]:
            decided_ms = await open_loop(Target(LOCALHOST, place.port, asked), 4, 100, 1.0)
            per_s = await closed_loop(Target(LOCALHOST, place.port, reads), 4, 0.2)
            feed = await follow(place, clients=3, per_s=20, seconds=0.5)
            return decided_ms, per_s, feed

        decided_ms, per_s, feed = asyncio.run(measure())
    assert len(decided_ms) == 100
    assert per_s > 0
    assert (feed.received, feed.written) == ([10, 10, 10], 10)
    assert len(feed.waits_ms) == 30
    assert feed.dropped == 1
