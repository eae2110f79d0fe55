"""A server of the feed in a thread, as its clients meet it."""

import asyncio
import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import TypeVar

import uvicorn

from events.fraud.decision import Action
from events.shared.json_records import encode
from serving.api.access import Access
from serving.api.app import create_app
from serving.api.feed import feed_handlers
from serving.fraud.archive.archive import DecisionArchive
from serving.fraud.feed.decision_feed import DecisionFeed
from serving.fraud.intake import DecisionIntake
from serving.fraud.received import Received, received
from serving.shared.caller import Scope
from serving.shared.feed.hub import FeedHub
from serving.shared.feed.limits import FeedLimits
from serving.shared.feed.tokens import FeedTokens
from serving.shared.keys.api_key import new_key
from serving.shared.keys.key_file import change_keys
from serving.shared.keys.key_ring import KeyRing
from serving.shared.listening import bound_stalled_clients
from serving.shared.tail.following import Looked
from serving.shared.token_bucket import RateLimit, TokenBuckets
from tests.polling import polled
from tests.serving.decisions import OWN, decision
from tests.serving.stand_ins import EverLater

GotT = TypeVar("GotT")


def received_at(number: int, merchant_id: str = OWN, action: Action = "allow") -> Received:
    """A decision with the number for its id."""
    made = decision(f"{number:032x}", merchant_id=merchant_id, action=action)
    return received(made, encode(made))


def new_key_text(
    path: Path, tenant: str, scopes: tuple[Scope, ...], merchants: tuple[str, ...] | None
) -> str:
    """The text of a new key, whose hash is added to the file of keys."""
    key, text = new_key(tenant, scopes, merchants, 1_000)
    change_keys(path, lambda keys: (*keys, key))
    return text


@dataclass
class FeedServer:
    """A running server.

    Attributes:
        port: where it listens.
        hub: of its clients.
        intake: where decisions come in.
        loop: that it runs in.
        now_s: what its clock for tokens shows.
        run: that decides.
        connections: tells how many are open.
    """

    port: int
    hub: FeedHub[Received]
    intake: DecisionIntake
    loop: asyncio.AbstractEventLoop = field(repr=False)
    now_s: float = 1_000.0
    run: int = 1
    connections: Callable[[], int] = field(default=int, repr=False)

    def in_loop(self, call: Callable[[], GotT]) -> GotT:
        """What `call` returns in the loop of the server."""

        async def called() -> GotT:
            return call()

        return asyncio.run_coroutine_threadsafe(called(), self.loop).result(10)

    def decide(self, *decisions: Received) -> None:
        """Let decisions come in, and send them to all clients."""
        self.in_loop(lambda: self.take(decisions))

    def take(self, decisions: Iterable[Received]) -> None:
        """The same, in the loop of the server."""
        self.intake.take(Looked(list(decisions), has_more=False, run=self.run))
        self.hub.flush()

    def empty(self) -> None:
        """A new run begins; in the loop of the server."""
        self.run += 1
        self.take(())

    def wait_for_clients(self, count: int) -> None:
        """Wait until so many are there."""
        polled(
            lambda: self.in_loop(lambda: self.hub.clients) == count,
            20,
            lambda: f"{self.hub.clients} clients instead of {count}",
            poll_s=0.01,
        )


@contextmanager
def feed_server(
    key_file: Path, limits: FeedLimits, *, has_history: bool = False
) -> Iterator[FeedServer]:
    """A server for the length of the block.

    Args:
        key_file: with keys; it is there.
        limits: of the feed.
        has_history: whether what comes in first was there at the start.
    """
    hub = FeedHub[Received](limits)
    archive = DecisionArchive(most=1_000, most_bytes=1 << 24)
    intake = DecisionIntake(archive, hub)
    if not has_history:
        intake.history.end()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        # Small and short, so that a client that reads nothing is seen soon.
        bound_stalled_clients(listening, send_buffer_bytes=1 << 14, stalled_after_s=0.5)
        loop = asyncio.new_event_loop()
        served = FeedServer(listening.getsockname()[1], hub, intake, loop)
        tokens = FeedTokens(b"s" * 32, life_s=30, now_s=lambda: served.now_s)
        access = Access(
            KeyRing(key_file, clock_s=EverLater()), TokenBuckets(RateLimit(1_000, 1_000))
        )
        feed = DecisionFeed(archive, hub, limits, intake.history)
        app = create_app(access, feed_handlers(feed, tokens))
        config = uvicorn.Config(
            app, log_level="critical", ws_per_message_deflate=False, timeout_graceful_shutdown=2
        )
        server = uvicorn.Server(config)
        served.connections = lambda: len(server.server_state.connections)
        thread = Thread(target=loop.run_until_complete, args=(server.serve([listening]),))
        thread.start()
        try:
            polled(lambda: server.started, 20, lambda: "the server did not start", poll_s=0.01)
            yield served
        finally:
            loop.call_soon_threadsafe(hub.close)
            server.should_exit = True
            thread.join()
            loop.close()
