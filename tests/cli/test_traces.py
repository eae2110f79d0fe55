"""`revstream traces` follows decisions and sends them to a collector."""

import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from cli.traces import command as traces
from cli.traces.follow import TraceTail
from events.fraud.decision import Action
from events.shared.json_records import encode
from machine.ports import LOCALHOST, free_ports
from monitoring.traces.collector import HttpCollector
from monitoring.traces.record import of_decision
from monitoring.traces.sampling import Sampling
from monitoring.traces.sender import Sender
from servers.kinesis import REGION, KinesisServer
from serving.shared.tail.following import Looked
from tests.jobs.kinesis_io import put
from tests.monitoring.traces.collector_stand_in import CollectorStandIn, Reply, collector
from tests.polling import polled
from tests.serving.decisions import decision
from tests.serving.tail.written_results import WrittenResults


@pytest.fixture
def stand_in() -> Iterator[CollectorStandIn]:
    with collector() as found:
        yield found


def _line(number: int, action: Action = "block") -> bytes:
    made = decision(f"{number:032x}", action=action)
    return encode(replace(made, stage_us={"decode": 5, "in_job": 900}))


def _ran(place: Path, endpoint: str, *arguments: str) -> Result:
    named = ["--decisions", str(place), "--endpoint", endpoint, *arguments]
    return CliRunner().invoke(traces.command, named)


def _told(result: Result) -> dict[str, Any]:
    counts: dict[str, Any] = json.loads(result.stdout)
    return counts


def test_results_are_followed_while_they_are_written_until_a_signal(
    stand_in: CollectorStandIn, tmp_path: Path
) -> None:
    job = WrittenResults(tmp_path / "out")

    def write() -> None:
        try:
            job.begin()
            job.write(_line(1))
            job.checkpoint()
            job.write(_line(2))
            polled(lambda: len(stand_in.spans) == 4, 30, lambda: "the first did not come")
            (line,) = job.fail()
            job.write(line)
            job.write(_line(3))
            polled(lambda: len(stand_in.spans) == 6, 30, lambda: "the last did not come")
            job.finish()
        finally:
            os.kill(os.getpid(), signal.SIGTERM)

    writer = Thread(target=write)
    writer.start()
    result = _ran(tmp_path / "out", stand_in.url, "--json")
    writer.join()
    assert result.exit_code == 0, result.output
    assert _told(result)["decisions"] == {"block": 3, "repeated": 1, "damaged": 0}
    ids = {span["traceId"] for span in stand_in.spans}
    assert ids == {f"{number:032x}" for number in (1, 2, 3)}
    assert stand_in.faults == []


def test_once_it_ends_where_the_decisions_end(stand_in: CollectorStandIn, tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    lines = [_line(n, "block" if n % 10 == 0 else "allow") for n in range(1, 1_001)]
    path.write_bytes(b"\n".join([*lines, b"{damaged", b""]))
    result = _ran(path, stand_in.url, "--once", "--json", "--sample", "0")
    assert result.exit_code == 0, result.output
    counts = _told(result)
    assert counts["decisions"] == {"left_out": 900, "block": 100, "damaged": 1}
    assert counts["spans"]["sent"] == len(stand_in.spans) == 200


def test_another_run_has_the_same_decisions_anew(stand_in: CollectorStandIn) -> None:
    sender = Sender(HttpCollector(stand_in.url))
    tail = TraceTail(Sampling(0, 1_000_000), sender)
    one = of_decision(decision(f"{1:032x}"))
    for run in (1, 1, 2):
        tail.take(Looked([one], has_more=False, run=run))
    sender.close(10)
    assert tail.counts == {"block": 2, "repeated": 1}
    assert len({span["spanId"] for span in stand_in.spans}) == 1


def test_at_event_time_sending_again_sends_the_same(
    stand_in: CollectorStandIn, tmp_path: Path
) -> None:
    path = tmp_path / "decisions.jsonl"
    path.write_bytes(_line(1) + b"\n")
    for _ in range(2):
        assert _ran(path, stand_in.url, "--once", "--time", "event").exit_code == 0
    first, again = stand_in.batches
    assert first == again


def test_what_no_collector_took_is_said_and_ends_with_1(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    path.write_bytes(_line(1) + b"\n")
    (port,) = free_ports(1)
    result = _ran(path, f"http://{LOCALHOST}:{port}", "--once", "--flush-s", "0.1")
    assert result.exit_code == 1
    assert "decisions: 1 block" in result.stdout
    assert "2 lost" in result.stdout


def test_a_collector_that_refuses_ends_it_with_1(
    stand_in: CollectorStandIn, tmp_path: Path
) -> None:
    path = tmp_path / "decisions.jsonl"
    path.write_bytes(_line(1) + b"\n")
    stand_in.replies = [Reply(401)]
    result = _ran(path, stand_in.url, "--once", "--json")
    assert (result.exit_code, _told(result)["spans"]["refused"]) == (1, 2)


def test_once_of_nothing_is_a_fault(tmp_path: Path) -> None:
    result = _ran(tmp_path / "none", "http://localhost:1", "--once")
    assert isinstance(result.exception, ValueError)
    assert "none: no such file or folder" in str(result.exception)


def test_headers_that_are_none_are_refused_without_their_value(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_HEADERS", "hush")
    result = _ran(tmp_path, "http://localhost:1", "--once")
    assert result.exit_code == 2
    assert "OTEL_EXPORTER_OTLP_HEADERS: header 1: NAME=VALUE expected" in result.stderr
    assert "hush" not in result.output


@pytest.mark.slow
def test_of_a_stream_the_last_minutes_are_sent_once(
    stand_in: CollectorStandIn, kinesis: KinesisServer, make_stream: Callable[[str, int], str]
) -> None:
    stream = make_stream("traced", 1)
    put(kinesis, stream, [_line(1), _line(2)])
    place = ["--set", f"aws.endpoint={kinesis.endpoint}", "--set", f"aws.region={REGION}"]
    named = ["--decisions", f"kinesis:{stream}", "--endpoint", stand_in.url, *place, "--once"]
    result = CliRunner().invoke(traces.command, named)
    assert result.exit_code == 0, result.output
    assert "decisions: 2 block" in result.stdout
    assert len(stand_in.spans) == 4


def test_a_stream_needs_a_region() -> None:
    named = ["--decisions", "kinesis:decisions", "--once"]
    result = CliRunner().invoke(traces.command, named)
    assert isinstance(result.exception, ValueError)
    assert "aws.region: missing" in str(result.exception)


def test_a_file_without_any_decision_is_refused(stand_in: CollectorStandIn, tmp_path: Path) -> None:
    path = tmp_path / "payments.jsonl"
    path.write_bytes(b'{"transaction_id": "t-1", "card_id": "c-1"}\n' * 3)
    result = _ran(path, stand_in.url, "--once")
    assert isinstance(result.exception, ValueError)
    assert str(result.exception) == f"{path}: none of its 3 records is a decision"
