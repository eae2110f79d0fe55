"""From a rejected record over its fix to one decision: what is sent again is decided once."""

from collections.abc import Callable
from pathlib import Path
from time import time_ns

import msgspec
import pytest
from click.testing import CliRunner

from cli.dlq.command import command
from events.fraud.payment import Payment
from events.shared.json_records import encode
from jobs.fraud.settings import FraudSettings, load_settings
from servers.kinesis import ACCESS_KEY, REGION, KinesisServer
from tests.cluster.payments import payments
from tests.jobs.kinesis_io import StreamReader, put, running, wait_for
from tests.jobs.outputs import run_on_file

MakeStream = Callable[[str, int], str]
FIX = ("--cause", "unknown_currency", "--set", "currency=EUR")


def in_unknown_currency(payment: Payment) -> bytes:
    return encode(msgspec.structs.replace(payment, currency="EURO"))


def replayed(*arguments: object) -> str:
    ended = CliRunner().invoke(command, ["replay", *map(str, arguments)])
    assert ended.exit_code == 0, f"{ended.output} {ended.exception}"
    return ended.stdout


def test_rejected_payments_of_a_file_are_decided_once_however_often_they_are_sent(
    tmp_path: Path,
) -> None:
    good, bad = payments(30)[:20], payments(30)[20:]
    source, out, again = (tmp_path / name for name in ("in.jsonl", "OUT", "again.jsonl"))
    lines = [*map(encode, good), *map(in_unknown_currency, bad)]
    source.write_bytes(b"\n".join(lines) + b"\n")
    before_ms = time_ns() // 1_000_000
    first = run_on_file(source, out)
    assert (len(first.decisions), len(first.rejected)) == (20, 10)
    assert {letter["schema_version"] for letter in first.rejected} == {2}
    assert all(before_ms <= letter["arrived_ms"] for letter in first.rejected)
    replayed(out, *FIX, "--to", again)
    source.write_bytes(b"\n".join(lines) + b"\n" + 2 * again.read_bytes())
    second = run_on_file(source, tmp_path / "OUT2")
    assert sorted(second.by_transaction) == sorted(one.transaction_id for one in (*good, *bad))
    assert (len(second.decisions), len(second.duplicates)) == (30, 10)


@pytest.mark.usefixtures("connector_jar")
@pytest.mark.timeout(700)
def test_rejected_payments_of_a_stream_are_decided_once_even_if_the_ledger_is_lost(
    kinesis: KinesisServer,
    make_stream: MakeStream,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", ACCESS_KEY)
    names = ("payments", "decisions", "dead-letters", "late", "features")
    streams = {name: make_stream(name, 1) for name in names}
    now_ms = time_ns() // 1_000_000
    made = [
        msgspec.structs.replace(one, event_time_ms=now_ms - 60_000 + number)
        for number, one in enumerate(payments(8))
    ]
    letters = StreamReader(kinesis, streams["dead-letters"])
    decisions = StreamReader(kinesis, streams["decisions"])
    at = ("--region", REGION, "--endpoint", kinesis.endpoint)
    to = (f"kinesis:{streams['dead-letters']}", *FIX, "--to", f"kinesis:{streams['payments']}")
    with running(_settings(kinesis, streams)):
        put(kinesis, streams["payments"], [in_unknown_currency(one) for one in made])
        wait_for([letters], lambda: letters.distinct("dead_letter_id") == 8, timeout_s=200)
        sent = [replayed(*to, *at, "--ledger", tmp_path / name) for name in ("lost", "new", "new")]
        put(kinesis, streams["payments"], [encode(payments(9)[8])])
        wait_for(
            [letters, decisions], lambda: decisions.distinct("decision_id") == 9, timeout_s=200
        )
    assert [line.split()[:2] for line in sent] == [["sent", "8"], ["sent", "8"], ["sent", "0"]]
    assert len(decisions.records) == 9


def _settings(server: KinesisServer, streams: dict[str, str]) -> FraudSettings:
    return load_settings(
        {},
        {
            "source.uri": f"kinesis:{streams['payments']}",
            "source.publisher": "POLLING",
            "source.initial_position": "TRIM_HORIZON",
            "sink.uri": "kinesis",
            "sink.decisions_stream": streams["decisions"],
            "sink.dead_letters_stream": streams["dead-letters"],
            "sink.late_stream": streams["late"],
            "sink.features_stream": streams["features"],
            "aws.endpoint": server.endpoint,
        },
    )
