"""Savepoints of earlier releases, restored by the job as it is: not one feature differs."""

import re
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from jobs.fraud.settings import FraudSettings
from jobs.shared import sources
from servers.kinesis import KinesisServer
from servers.valkey import ValkeyServer
from tests.jobs.kinesis_io import StreamReader, put, wait_for
from tests.jobs.outputs import read_json_lines
from tests.jobs.state_lock.deployed_job import STREAMS, running, settings_on, stream_name
from tests.polling import polled

pytestmark = [pytest.mark.timeout(600), pytest.mark.usefixtures("jvm")]

RECORDED = Path(__file__).parent / "recorded"
PAYMENTS = 60
FEATURES = 52
WAITING = 11
"""Keys that an update waited for: four cards and seven merchants."""

_UPDATE = re.compile(rb'{"entity":"(\w+)","entity_id":"([^"]+)","event_time_ms":(\d+)')


@pytest.mark.parametrize("release", ["without_definitions"])
def test_the_features_after_a_restore_are_those_of_a_job_that_never_stopped(
    release: str, kinesis: KinesisServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded = RECORDED / release
    expected = read_json_lines(recorded / "features.jsonl")
    assert len(expected) == PAYMENTS
    settings = _with_empty_streams(kinesis, "recorded", monkeypatch)
    decided = _decided(recorded, kinesis, tmp_path, settings)
    for one in expected:
        assert len(one["features"]) == FEATURES
        now = decided[one["transaction_id"]]
        assert {name: now[name] for name in one["features"]} == one["features"]


def test_what_waited_for_the_store_in_an_earlier_release_is_written_after_a_restore(
    kinesis: KinesisServer,
    valkey: ValkeyServer,
    store: Redis,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    savepoint = RECORDED / "without_definitions" / "savepoint"
    newest_ms = _newest_ms(savepoint)
    assert len(newest_ms) == WAITING
    settings = _with_empty_streams(kinesis, "waiting", monkeypatch, store__url=valkey.url)
    with running(settings, tmp_path, savepoint.as_uri(), with_unclaimed_state=True):
        polled(lambda: store.dbsize() == WAITING, 120.0, lambda: f"{store.dbsize()} keys")
    stored = {key: store.hget(key, "event_time_ms") for key in store.scan_iter()}
    assert stored == newest_ms


def _newest_ms(savepoint: Path) -> dict[str, str]:
    """The newest event time of each key, of the updates that a savepoint holds as JSON."""
    newest_ms: dict[str, str] = {}
    for file in savepoint.iterdir():
        for entity, entity_id, time_ms in _UPDATE.findall(file.read_bytes()):
            key = f"features:{entity.decode()}:{entity_id.decode()}"
            # Of the same number of digits.
            newest_ms[key] = max(newest_ms.get(key, ""), time_ms.decode())
    return newest_ms


def _with_empty_streams(
    server: KinesisServer, prefix: str, monkeypatch: pytest.MonkeyPatch, **changes: str
) -> FraudSettings:
    """Settings of a job with streams of its own.

    What the source had read is no state of these tests: the stream is another one.
    """
    monkeypatch.setattr(sources, "_uid", lambda name: f"another-{name}-source")
    for purpose in STREAMS:
        server.create_stream(stream_name(purpose, prefix), 1)
    return settings_on(server, prefix, **changes)


def _decided(
    recorded: Path, server: KinesisServer, folder: Path, settings: FraudSettings
) -> dict[str, dict[str, Any]]:
    """Features by transaction of the payments that follow a savepoint."""
    savepoint = (recorded / "savepoint").as_uri()
    with running(settings, folder, savepoint, with_unclaimed_state=True):
        lines = (recorded / "payments.jsonl").read_bytes().splitlines()
        put(server, stream_name("payments", "recorded"), lines)
        reader = StreamReader(server, stream_name("decisions", "recorded"))
        wait_for([reader], lambda: reader.distinct("decision_id") == PAYMENTS, 240.0)
        reader.close()
        return {one["transaction_id"]: one["features"] for one in reader.records}
