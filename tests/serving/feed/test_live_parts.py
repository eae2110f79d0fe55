"""Recent decisions and the feed within a whole service, on the server that runs it."""

import json
from pathlib import Path

import pytest

from tests.polling import polled
from tests.serving.feed.clients import EventStream, asked
from tests.serving.feed.server import received_at
from tests.serving.feed.whole_service import WholeService, whole_service
from tests.serving.tail.written_results import WrittenResults

pytestmark = [pytest.mark.slow, pytest.mark.timeout(60)]


def test_a_service_reads_follows_and_counts_what_a_job_writes_and_ends_at_once(
    tmp_path: Path,
) -> None:
    job = WrittenResults(tmp_path / "OUT")
    job.begin()
    job.write(received_at(1).full)
    with whole_service(tmp_path, tmp_path / "OUT") as running:
        with asked(running.port, "/v1/decisions", running.key) as page:
            (record,) = json.loads(page.read())["decisions"]
        assert record["decision"]["decision_id"] == f"{1:032x}"
        with asked(running.port, "/v1/feed", running.key) as events:
            job.write(received_at(2).full)
            stream = EventStream(events)
            assert stream.numbers(1) == [2]
            with asked(running.port, "/metrics", running.key) as metrics:
                lines = metrics.read().decode().splitlines()
            assert "revstream_serving_feed_clients 1.0" in lines
            assert "revstream_serving_received_total 2.0" in lines
            running.server.should_exit = True
            assert stream.next().data == {"reason": "closing"}
    assert not running.thread.is_alive()


def test_while_decisions_cannot_be_read_a_metric_says_so(tmp_path: Path) -> None:
    results = tmp_path / "OUT" / "decisions.jsonl"
    results.mkdir(parents=True)
    with whole_service(tmp_path, tmp_path / "OUT") as running:
        assert polled(lambda: "1.0" in _unread(running), 20, lambda: "all is read")
        results.rmdir()
        results.write_bytes(received_at(1).full + b"\n")
        assert polled(lambda: "0.0" in _unread(running), 20, lambda: "nothing is read")


def _unread(running: WholeService) -> list[str]:
    with asked(running.port, "/metrics", running.key) as metrics:
        lines = metrics.read().decode().splitlines()
    name = "revstream_serving_received_unread "
    return [line.removeprefix(name) for line in lines if line.startswith(name)]
