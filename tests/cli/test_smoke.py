"""`revstream smoke` against a real Kinesis server: answered in the test, and by the real job."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import msgspec
import pytest
from click.testing import CliRunner, Result

from cli.smoke.command import command
from cli.smoke.events import smoke_events
from cli.smoke.exchange import Clock, Marked, Streams, send_and_wait
from cli.smoke.payments import read_decision, smoke_payments
from events.fraud.decision import Decision, decision_id
from events.fraud.payment import Payment
from events.recommendations.recommendation_list import (
    RecommendationList,
    RecommendedItem,
    list_id,
)
from events.recommendations.shopper import shopper_key
from events.recommendations.shopping_event import ShoppingEvent
from events.shared.json_records import encode
from events.shared.model_ref import ModelRef
from infra.aws_access import AccountError
from jobs.fraud.settings import load_settings
from jobs.recommendations.job import RECOMMENDATIONS
from servers.kinesis import ACCESS_KEY, REGION, KinesisServer
from serving.shared.tail.kinesis_records import StreamTail
from tests.jobs.kinesis_io import put, running

NOW_MS = 1_736_121_600_000


def _write_stack(folder: Path, name: str, *, recommendations: bool = False) -> None:
    values = f"aws:region: {REGION}, aws-native:region: {REGION}, revstream:environment: {name}"
    if recommendations:
        values += ", revstream:recommendations: {enabled: true}"
    (folder / f"Pulumi.{name}.yaml").write_text(f"config: {{{values}}}")


@pytest.fixture
def stack(kinesis: KinesisServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A stack of its own: its file, its two streams, and an AWS that is the local server."""
    name = f"t{tmp_path.name.replace('_', '-').lower()[-12:]}"
    kinesis.create_stream(f"payments-{name}", 1)
    kinesis.create_stream(f"decisions-{name}", 2)
    for stream in ("recommendation-events", "items", "recommendations"):
        kinesis.create_stream(f"{stream}-{name}", 1)
    _write_stack(tmp_path, name)
    monkeypatch.setenv("AWS_ENDPOINT_URL", kinesis.endpoint)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", ACCESS_KEY)
    return name


def _smoke(stack: str, folder: Path, timeout_s: float, *more: str) -> Result:
    arguments = ["--stack", stack, "--folder", str(folder), "--timeout", str(timeout_s)]
    return CliRunner().invoke(command, [*arguments, "--json", *more])


def _decision(payment: Payment) -> Decision:
    return Decision(
        decision_id=decision_id(payment),
        transaction_id=payment.transaction_id,
        card_id=payment.card_id,
        merchant_id=payment.merchant_id,
        event_time_ms=payment.event_time_ms,
        action="allow",
        score=0.01,
        tier="model",
        rule_hits=(),
        reasons=(),
        features={},
        model=ModelRef("m", "1", "0" * 64),
        ruleset="1" * 64,
        stage_us={"in_job": 4_000},
        late=False,
        trace_id=payment.trace_id,
        job_version="0.1.0",
    )


def _decided(raw: bytes, changes: dict[str, str]) -> bytes:
    decision = _decision(msgspec.json.decode(raw, type=Payment))
    return encode(msgspec.structs.replace(decision, **changes))


def _listed(raw: bytes, changes: dict[str, str]) -> bytes:
    event = msgspec.json.decode(raw, type=ShoppingEvent)
    made = RecommendationList(
        list_id=list_id(shopper_key(event.user_id, event.session_id), event.event_id),
        user_id=event.user_id,
        session_id=event.session_id,
        event_id=event.event_id,
        event_time_ms=event.event_time_ms,
        items=(RecommendedItem(event.item_id, 1.0, "session", "seen"),),
        ranker=None,
        rules=(),
        definitions="0" * 64,
        stage_us={"in_job": 4_000},
        trace_id=event.trace_id,
        job_version="0.1.0",
    )
    return encode(msgspec.structs.replace(made, **changes))


@contextmanager
def _answering(
    kinesis: KinesisServer,
    stack: str,
    changes: dict[str, str],
    ways: tuple[tuple[str, str, Callable[[bytes, dict[str, str]], bytes]], ...] = (
        ("payments", "decisions", _decided),
    ),
) -> Iterator[None]:
    """A consumer that answers each record, after noise, once with a fault and twice without."""
    stop = Event()
    tails = [
        (StreamTail(kinesis.client(), f"{source}-{stack}"), sink, made)
        for source, sink, made in ways
    ]

    def work() -> None:
        while not stop.wait(0.05):
            for tail, sink, made in tails:
                for raw in tail.poll():
                    answer = made(raw, changes)
                    put(kinesis, f"{sink}-{stack}", [b"no result", answer, answer])

    thread = Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def test_a_stack_that_decides_passes_with_the_latency_of_each_payment(
    kinesis: KinesisServer, stack: str, tmp_path: Path
) -> None:
    with _answering(kinesis, stack, {}):
        result = _smoke(stack, tmp_path, 30)
    answer = json.loads(result.stdout)
    assert result.exit_code == 0
    assert answer["missing"] == []
    assert [entry["action"] for entry in answer["decisions"]] == ["allow"] * 5
    assert all(entry["latency_ms"] > 0 for entry in answer["decisions"])


def test_a_stack_that_is_silent_fails_with_the_payments_that_are_missing(
    stack: str, tmp_path: Path
) -> None:
    result = _smoke(stack, tmp_path, 0.1)
    assert result.exit_code == 1
    assert len(json.loads(result.stdout)["missing"]) == 5


def test_a_decision_of_another_card_fails(
    kinesis: KinesisServer, stack: str, tmp_path: Path
) -> None:
    with _answering(kinesis, stack, {"card_id": "c-1"}):
        result = _smoke(stack, tmp_path, 30)
    assert result.exit_code == 1
    assert "card_id: 'c-1', expected 'smoke-card-" in json.loads(result.stdout)["faults"][0]


@pytest.mark.usefixtures("stack")
def test_a_stream_that_does_not_exist_is_one_line(tmp_path: Path) -> None:
    _write_stack(tmp_path, "gone")
    result = _smoke("gone", tmp_path, 1)
    assert result.exit_code == 1
    assert "Kinesis: " in result.stderr
    assert "ResourceNotFoundException" in result.stderr


_BOTH = (
    ("payments", "decisions", _decided),
    ("recommendation-events", "recommendations", _listed),
)


def test_each_system_of_a_stack_is_tried_a_line_of_json_each(
    kinesis: KinesisServer, stack: str, tmp_path: Path
) -> None:
    _write_stack(tmp_path, stack, recommendations=True)
    with _answering(kinesis, stack, {}, _BOTH):
        result = _smoke(stack, tmp_path, 30)
    decided, listed = map(json.loads, result.stdout.splitlines())
    assert result.exit_code == 0
    assert (decided["system"], listed["system"]) == ("fraud", "recommendations")
    assert (decided["passed"], listed["passed"]) == (True, True)
    assert len({one["event_id"] for one in listed["lists"]}) == 5
    assert all(one["items"][0].startswith("smoke-item-") for one in listed["lists"])


def test_one_system_that_is_silent_or_wrong_fails_the_whole(
    kinesis: KinesisServer, stack: str, tmp_path: Path
) -> None:
    _write_stack(tmp_path, stack, recommendations=True)
    with _answering(kinesis, stack, {}, _BOTH[:1]):
        result = _smoke(stack, tmp_path, 3)
    decided, listed = map(json.loads, result.stdout.splitlines())
    assert result.exit_code == 1
    assert decided["passed"] is True
    assert len(listed["missing"]) == 5
    with _answering(kinesis, stack, {"user_id": "u-1"}, _BOTH[1:]):
        result = _smoke(stack, tmp_path, 30, "--system", "recommendations")
    assert result.exit_code == 1
    assert "user_id: 'u-1', expected 'smoke-user-" in json.loads(result.stdout)["faults"][0]


def test_a_system_that_the_stack_does_not_have_is_one_line(tmp_path: Path, stack: str) -> None:
    result = _smoke(stack, tmp_path, 1, "--system", "recommendations")
    assert result.exit_code == 1
    assert result.stderr == (
        f"Error: recommendations.enabled: false in stack {stack}: nothing to try\n"
    )


@pytest.mark.parametrize("make", [smoke_payments, smoke_events])
def test_every_id_of_a_record_has_the_reserved_prefix(
    make: Callable[[str, int, int], list[Marked]],
) -> None:
    records = make("abc", 3, NOW_MS)
    assert len({record.key for record in records}) == 3
    for record in records:
        fields = msgspec.json.decode(record.raw)
        ids = {name: value for name, value in fields.items() if name.endswith("_id")}
        assert len(ids) >= 4
        assert all(str(value).startswith("smoke-") for value in ids.values())


def test_records_before_the_tail_are_not_read_and_those_after_a_split_are(
    kinesis: KinesisServer, stack: str
) -> None:
    client, stream = kinesis.client(), f"decisions-{stack}"
    put(kinesis, stream, [b"before"])
    tail = StreamTail(client, stream)
    put(kinesis, stream, [b"after"])
    client.update_shard_count(StreamName=stream, TargetShardCount=4, ScalingType="UNIFORM_SCALING")
    waiter = client.get_waiter("stream_exists")
    waiter.wait(StreamName=stream, WaiterConfig={"Delay": 1, "MaxAttempts": 20})
    put(kinesis, stream, [b"split"])
    read = [record for _ in range(6) for record in tail.poll()]
    assert sorted(read) == [b"after", b"split"]


def test_waiting_ends_at_the_timeout_of_the_clock_that_it_is_given(
    kinesis: KinesisServer, stack: str
) -> None:
    passed_s = [0.0]

    def sleep(seconds: float) -> None:
        passed_s[0] += seconds

    streams = Streams(f"payments-{stack}", f"decisions-{stack}")
    made = smoke_payments("abc", 1, NOW_MS)
    clock = Clock(lambda: passed_s[0], sleep)
    outcome = send_and_wait(
        kinesis.client(), streams, made, read_decision, timeout_s=3, clock=clock
    )
    assert outcome.missing == ["smoke-abc-0"]
    assert passed_s == [3.0]


@pytest.mark.usefixtures("connector_jar")
def test_the_real_job_passes(kinesis: KinesisServer, stack: str, tmp_path: Path) -> None:
    properties = {
        "source.uri": f"kinesis:payments-{stack}",
        "source.publisher": "POLLING",
        "source.initial_position": "TRIM_HORIZON",
        "sink.uri": "kinesis",
        "sink.decisions_stream": f"decisions-{stack}",
        "sink.dead_letters_stream": "none",
        "sink.late_stream": "none",
        "sink.features_stream": "none",
        "aws.endpoint": kinesis.endpoint,
    }
    with running(load_settings({}, properties)):
        result = _smoke(stack, tmp_path, 200)
    answer = json.loads(result.stdout)
    assert result.exit_code == 0, result.stdout
    assert len(answer["decisions"]) == 5
    assert not any(entry["late"] for entry in answer["decisions"])


@pytest.mark.usefixtures("connector_jar")
def test_the_real_recommendation_job_passes(
    kinesis: KinesisServer, stack: str, tmp_path: Path
) -> None:
    _write_stack(tmp_path, stack, recommendations=True)
    properties = {
        "source.uri": f"kinesis:recommendation-events-{stack}",
        "source.publisher": "POLLING",
        "source.initial_position": "TRIM_HORIZON",
        "items.uri": f"kinesis:items-{stack}",
        "sink.uri": "kinesis",
        "sink.lists_stream": f"recommendations-{stack}",
        "sink.dead_letters_stream": "none",
        "sink.late_stream": "none",
        "aws.endpoint": kinesis.endpoint,
    }
    with running(RECOMMENDATIONS.load({}, properties), RECOMMENDATIONS):
        result = _smoke(stack, tmp_path, 200, "--system", "recommendations")
    answer = json.loads(result.stdout)
    assert result.exit_code == 0, result.stdout
    # What was seen is in the list, and nothing that another shopper has seen.
    assert [one["items"] for one in answer["lists"]] == [
        [f"smoke-item-{one['event_id'].removeprefix('smoke-')}"] for one in answer["lists"]
    ]
    assert len(answer["lists"]) == 5


def test_nothing_is_sent_where_the_credentials_are_of_another_account(
    stack: str, kinesis: KinesisServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AccountError("the credentials are of account 111122223333")

    monkeypatch.setattr("infra.aws_access.require_account", refuse)
    tail = StreamTail(kinesis.client(), f"payments-{stack}")
    result = CliRunner().invoke(command, ["--stack", stack, "--folder", str(tmp_path)])
    assert result.exit_code == 1
    assert result.stderr == "Error: the credentials are of account 111122223333\n"
    assert list(tail.poll()) == []
