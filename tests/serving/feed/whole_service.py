"""A whole service over what a job writes, on the server that runs it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread

from uvicorn import Server

from machine.ports import LOCALHOST
from serving.api.live_parts import live_parts
from serving.api.observed import Observed
from serving.api.server import listening, server_of
from serving.api.service import service_app
from serving.fraud.live import LiveDecisions, LiveLimits, live_decisions
from serving.shared.feed.tokens import FeedTokens
from serving.shared.tail.followed_results import FollowedResults
from tests.polling import polled
from tests.serving.api.served import PLENTY, Keys, service
from tests.serving.stand_ins import SimpleScoring
from tests.serving.tail.written_results import OUTPUT


@dataclass(frozen=True)
class WholeService:
    """A running service.

    Attributes:
        port: where it listens.
        key: of all scopes.
        server: that runs it.
        thread: that it runs in.
    """

    port: int
    key: str
    server: Server
    thread: Thread


@contextmanager
def whole_service(folder: Path, results: Path) -> Iterator[WholeService]:
    """A service that has read what is in `results`; its keys are in `folder`."""
    keys = Keys(folder / "keys.json")
    key = keys.headers()["Authorization"].removeprefix("Bearer ")
    live: LiveDecisions = live_decisions(LiveLimits(), FollowedResults(results, OUTPUT))
    parts = service(keys, SimpleScoring(), PLENTY)
    feed = live_parts(live, FeedTokens(b"s" * 32), parts.metrics)
    parts = replace(parts, archive=live.archive, others=feed.handlers, lifespan=[feed.lifespan])
    listener = listening(LOCALHOST, 0)
    server = server_of(Observed(service_app(parts), parts.metrics, logs=False), live.hub.close)
    thread = Thread(target=server.run, kwargs={"sockets": [listener]})
    port = int(listener.getsockname()[1])
    thread.start()
    try:
        polled(lambda: live.intake.has_caught_up, 20, lambda: "nothing was read", 0.01)
        yield WholeService(port, key, server, thread)
    finally:
        server.should_exit = True
        thread.join(20)
