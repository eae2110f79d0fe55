"""Savepoints of earlier releases, restored by the job as it is: not one feature differs."""

from pathlib import Path
from typing import Any

import pytest

from jobs.shared import sources
from servers.kinesis import KinesisServer
from tests.jobs.kinesis_io import StreamReader, put, wait_for
from tests.jobs.outputs import read_json_lines
from tests.jobs.state_lock.deployed_job import STREAMS, running, settings_on, stream_name

pytestmark = [pytest.mark.timeout(600), pytest.mark.usefixtures("jvm")]

RECORDED = Path(__file__).parent / "recorded"
PAYMENTS = 60
FEATURES = 52


@pytest.mark.parametrize("release", ["without_definitions"])
def test_the_features_after_a_restore_are_those_of_a_job_that_never_stopped(
    release: str, kinesis: KinesisServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded = RECORDED / release
    expected = read_json_lines(recorded / "features.jsonl")
    assert len(expected) == PAYMENTS
    decided = _decided(recorded, kinesis, tmp_path, monkeypatch)
    for one in expected:
        assert len(one["features"]) == FEATURES
        now = decided[one["transaction_id"]]
        assert {name: now[name] for name in one["features"]} == one["features"]


def _decided(
    recorded: Path, server: KinesisServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, dict[str, Any]]:
    """Features by transaction of the payments that follow a savepoint."""
    # What the source had read is no state of this test: the stream is another one.
    monkeypatch.setattr(sources, "_uid", lambda name: f"another-{name}-source")
    prefix = "recorded"
    for purpose in STREAMS:
        server.create_stream(stream_name(purpose, prefix), 1)
    savepoint = (recorded / "savepoint").as_uri()
    with running(settings_on(server, prefix), folder, savepoint, with_unclaimed_state=True):
        lines = (recorded / "payments.jsonl").read_bytes().splitlines()
        put(server, stream_name("payments", prefix), lines)
        reader = StreamReader(server, stream_name("decisions", prefix))
        wait_for([reader], lambda: reader.distinct("decision_id") == PAYMENTS, 240.0)
        reader.close()
        return {one["transaction_id"]: one["features"] for one in reader.records}
