"""A server of the live feed in a process of its own, for `bench.serving.feed_alone`."""

import json
import sys
from asyncio import get_running_loop, sleep
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import perf_counter, process_time
from typing import Final

import msgspec
from litestar import Litestar

from bench.serving.feed_clients import sent_now
from events.fraud.decision import Decision
from events.shared.json_records import encode
from machine.ports import LOCALHOST
from serving.api.access import Access
from serving.api.app import create_app
from serving.api.feed import feed_handlers
from serving.api.server import listening, server_of
from serving.fraud.archive.archive import DecisionArchive
from serving.fraud.feed.decision_feed import DecisionFeed
from serving.fraud.intake import DecisionIntake
from serving.fraud.received import Received, received
from serving.shared.background import beside
from serving.shared.feed.hub import FeedHub
from serving.shared.feed.limits import FeedLimits
from serving.shared.feed.tokens import FeedTokens
from serving.shared.keys.api_key import new_key
from serving.shared.keys.key_file import change_keys
from serving.shared.keys.key_ring import KeyRing
from serving.shared.tail.following import Looked
from serving.shared.token_bucket import RateLimit, TokenBuckets

_LIMITS: Final = FeedLimits(clients=10_000, clients_per_tenant=10_000, queue_messages=200)
"""A queue of ten seconds, so that a stalled client is dropped while this goes on."""

_SETTLE_S: Final = 1.0


class Feeding:
    """Sends decisions at a rate once all clients are there, and says what that took."""

    def __init__(self, decisions: list[Decision], clients: int, rate: int, seconds: int) -> None:
        self.hub = FeedHub[Received](_LIMITS)
        self.archive = DecisionArchive(10_000, 1 << 27)
        self._intake = DecisionIntake(self.archive, self.hub)
        self._intake.history.end()
        self._decisions = decisions
        self._clients = clients
        self._rate = rate
        self._count = rate * seconds

    async def run(self) -> None:
        """Do it; the report is a line on stdout."""
        while self.hub.clients < self._clients:  # noqa: ASYNC110 - nobody tells
            await sleep(0.1)
        await sleep(_SETTLE_S)
        loop = get_running_loop()
        began_s, cpu_s, wall_s = loop.time(), process_time(), perf_counter()
        for number in range(self._count):
            await sleep(max(0.0, began_s + number / self._rate - loop.time()))
            self._intake.take(Looked([self._decision(number)], has_more=False, run=1))
        await sleep(_SETTLE_S)
        used_s = process_time() - cpu_s
        report = {
            "delivered": self.hub.counts.delivered,
            "dropped": self.hub.counts.dropped,
            "cpu_us_per_delivery": round(used_s / max(1, self.hub.counts.delivered) * 1e6, 2),
            "cores": round(used_s / (perf_counter() - wall_s), 3),
            "peak_rss_mib": getrusage(RUSAGE_SELF).ru_maxrss >> 10,
        }
        sys.stdout.write(json.dumps(report) + "\n")
        sys.stdout.flush()
        await sleep(3_600)

    def _decision(self, number: int) -> Received:
        made = sent_now(self._decisions[number % len(self._decisions)], number)
        return received(made, encode(made))


def main(path: str, folder: str, clients: str, rate: str, seconds: str) -> None:
    """Serve; the first line on stdout has the port and a key."""
    lines = Path(path).read_bytes().splitlines()[:2_000]
    decisions = [msgspec.json.decode(line, type=Decision) for line in lines]
    feeding = Feeding(decisions, int(clients), int(rate), int(seconds))
    keys = Path(folder) / "keys.json"
    key, text = new_key("bench", ("read", "explain"), None, 1_000)
    change_keys(keys, lambda _: (key,))

    @asynccontextmanager
    async def sending(_: Litestar) -> AsyncIterator[None]:
        async with beside(feeding.run):
            yield

    access = Access(KeyRing(keys), TokenBuckets(RateLimit(10_000, 10_000)))
    feed = DecisionFeed(feeding.archive, feeding.hub, _LIMITS)
    app = create_app(access, feed_handlers(feed, FeedTokens(b"b" * 32)), [sending])
    listener = listening(LOCALHOST, 0)
    sys.stdout.write(json.dumps({"port": listener.getsockname()[1], "key": text}) + "\n")
    sys.stdout.flush()
    server_of(app, feeding.hub.close).run(sockets=[listener])


if __name__ == "__main__":
    main(*sys.argv[1:])
