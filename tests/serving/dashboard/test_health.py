"""How the store, the job and its checkpoints are looked at."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import msgspec
import pytest

from events.shared.state_image import JobClock
from serving.dashboard.feature_tables import feature_tables
from serving.dashboard.health import HealthLook
from serving.shared.flink_rest import Checkpoints, FlinkRest
from tests.serving.api.served import DEFINITIONS

JOBS = {
    "jobs": [
        {"jid": "old", "name": "old", "state": "FINISHED", "start-time": 9},
        {"jid": "j", "name": "fraud", "state": "RUNNING", "start-time": 5},
    ]
}
NONE_YET = {
    "counts": {"completed": 0, "failed": 3},
    "history": [{"id": 1, "status": "IN_PROGRESS"}],
    "latest": {"completed": None},
}
SOME = {
    "counts": {"completed": 3, "failed": 4},
    "history": [
        {"id": 4, "status": "COMPLETED"},
        {"id": 3, "status": "FAILED", "failure_message": "Checkpoint expired before completing."},
        {"id": 2, "status": "COMPLETED"},
    ],
    "latest": {
        "completed": {"latest_ack_timestamp": 7, "end_to_end_duration": 12, "state_size": 99}
    },
}


@contextmanager
def flink(answers: dict[str, object]) -> Iterator[str]:
    """The URL of a server that gives these answers by path."""

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = answers.get(self.path)
            self.send_response(404 if found is None else 200)
            self.end_headers()
            self.wfile.write(b"" if found is None else msgspec.json.encode(found))

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


async def _fine() -> None:
    """It answers."""


async def _clock() -> JobClock | None:
    return JobClock(1, 2)


async def _away() -> None:
    raise ConnectionError


async def _never() -> None:
    await asyncio.Event().wait()


def test_the_job_that_runs_is_looked_at_with_its_newest_checkpoint() -> None:
    with flink({"/jobs/overview": JOBS, "/jobs/j/checkpoints": SOME}) as url:
        found = asyncio.run(FlinkRest(url).checkpoints())
    assert found == Checkpoints(
        job="fraud", state="RUNNING", completed=3, failed=1, newest_ms=7, took_ms=12, size_bytes=99
    )


def test_checkpoints_that_never_began_since_no_task_ran_are_no_failed_ones() -> None:
    with flink({"/jobs/overview": JOBS, "/jobs/j/checkpoints": NONE_YET}) as url:
        found = asyncio.run(FlinkRest(f"{url}/").checkpoints())
    assert found == Checkpoints(job="fraud", state="RUNNING", completed=0, failed=0)


@pytest.mark.parametrize("answers", [{}, {"/jobs/overview": {"jobs": []}}, {"/jobs/overview": []}])
def test_a_flink_that_says_nothing_usable_has_no_checkpoints(answers: dict[str, object]) -> None:
    with flink(answers) as url:
        assert asyncio.run(FlinkRest(url).checkpoints()) is None


def test_what_is_no_address_of_flink_is_refused() -> None:
    with pytest.raises(ValueError, match="expected http"):
        FlinkRest("file:///etc/passwd")


def test_parts_that_do_not_answer_are_told_apart_from_those_nobody_named() -> None:
    away = asyncio.run(HealthLook(_away, _clock).now())
    assert (away.store_ms, away.clock, away.checkpoints) == (None, JobClock(1, 2), "unknown")
    with flink({}) as url:
        gone = asyncio.run(HealthLook(_fine, _clock, FlinkRest(url)).now())
    assert gone.store_ms is not None
    assert gone.checkpoints is None


def test_a_store_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("serving.dashboard.health._WITHIN_S", 0.01)
    assert asyncio.run(HealthLook(_never, _clock).now()).store_ms is None


def test_many_who_look_at_once_ask_once() -> None:
    asked = 0

    async def counting() -> None:
        nonlocal asked
        asked += 1

    async def all_look() -> None:
        look = HealthLook(counting, _clock, clock_s=lambda: 5.0)
        await asyncio.gather(*(look.now() for _ in range(10)))

    asyncio.run(all_look())
    assert asked == 1


def test_features_stand_by_entity_with_their_windows_side_by_side() -> None:
    payment, card, others = feature_tables(
        {
            "card_count_1h": 2,
            "card_count_24h": 7,
            "amount_minor": 5,
            "own": "x",
        },
        DEFINITIONS.features,
    )
    assert (payment.entity, [row.name for row in payment.single]) == ("payment", ["amount_minor"])
    assert (card.windows, card.windowed[0].cells) == (["1h", "24h"], [(2,), (7,)])
    assert card.windowed[0].name == "card_count"
    assert (others.entity, others.single[0].cells) == ("other definitions", [("x",)])


def test_a_window_that_a_feature_lacks_is_left_empty() -> None:
    values = {"card_count_1m": 2, "card_count_30d": 9, "card_mean_minor_30d": 5.0}
    (card,) = feature_tables(values, DEFINITIONS.features)
    assert card.windows == ["1m", "30d"]
    assert card.windowed[1].cells == [None, (5.0,)]
