"""Recent decisions and the feed within a whole service, on the server that runs it."""

import json
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from machine.ports import LOCALHOST
from serving.api.live_parts import live_parts
from serving.api.observed import Observed
from serving.api.server import listening, server_of
from serving.api.service import service_app
from serving.fraud.live import LiveLimits, live_decisions
from serving.shared.feed.tokens import FeedTokens
from serving.shared.tail.followed_results import FollowedResults
from tests.polling import polled
from tests.serving.api.served import PLENTY, Keys, service
from tests.serving.feed.clients import EventStream, asked
from tests.serving.feed.server import received_at
from tests.serving.stand_ins import SimpleScoring
from tests.serving.tail.written_results import OUTPUT, WrittenResults

pytestmark = [pytest.mark.slow, pytest.mark.timeout(60)]


def test_a_service_reads_follows_and_counts_what_a_job_writes_and_ends_at_once(
    tmp_path: Path,
) -> None:
    job = WrittenResults(tmp_path / "OUT")
    job.begin()
    job.write(received_at(1).full)
    keys = Keys(tmp_path / "keys.json")
    key = keys.headers()["Authorization"].removeprefix("Bearer ")
    live = live_decisions(LiveLimits(), FollowedResults(tmp_path / "OUT", OUTPUT))
    parts = service(keys, SimpleScoring(), PLENTY)
    feed = live_parts(live, FeedTokens(b"s" * 32), parts.metrics)
    parts = replace(parts, archive=live.archive, others=feed.handlers, lifespan=[feed.lifespan])
    listener = listening(LOCALHOST, 0)
    port = int(listener.getsockname()[1])
    server = server_of(Observed(service_app(parts), parts.metrics, logs=False), live.hub.close)
    thread = Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        polled(lambda: live.intake.has_caught_up, 20, lambda: "nothing came", 0.01)
        with asked(port, "/v1/decisions", key) as page:
            (record,) = json.loads(page.read())["decisions"]
            assert record["decision"]["decision_id"] == f"{1:032x}"
        with asked(port, "/v1/feed", key) as events:
            job.write(received_at(2).full)
            stream = EventStream(events)
            assert stream.numbers(1) == [2]
            with asked(port, "/metrics", key) as metrics:
                lines = metrics.read().decode().splitlines()
            assert "revstream_serving_feed_clients 1.0" in lines
            assert "revstream_serving_received_total 2.0" in lines
            server.should_exit = True
            assert stream.next().data == {"reason": "closing"}
    finally:
        server.should_exit = True
        thread.join(20)
    assert not thread.is_alive()
