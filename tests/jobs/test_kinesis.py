"""The job between real Kinesis streams: enhanced fan-out or polling in, the sink's four out."""

from base64 import b64decode
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from time import sleep, time_ns

import msgspec
import pytest

from events.shared.json_records import encode
from features.fraud.catalogue import FEATURE_NAMES
from features.fraud.replayer import Replayer
from jobs.fraud.settings import FraudSettings, load_settings
from jobs.shared.locations import KinesisStream, LocalPath
from servers.kinesis import KinesisServer
from tests.cluster.payments import payments, write
from tests.docs.guide_team import encoded, guide_team, replayed, team_payments
from tests.jobs.kinesis_io import StreamReader, put, running, wait_for
from tests.trainset.histories import fraud

pytestmark = [pytest.mark.timeout(700), pytest.mark.usefixtures("connector_jar")]

MakeStream = Callable[[str, int], str]
HALF_A_PAIR = encode(payments(1)[0]).replace(payments(1)[0].card_id.encode(), rb"\ud83d")
BROKEN = [
    *(b"\xff\xfe not text", b"{", b"[" * 900_000),
    *(HALF_A_PAIR, b'{"card_id":' + b"[" * 12_000 + b"]" * 12_000 + b"}"),
]


@dataclass(frozen=True)
class Streams:
    """The names of a job's streams."""

    payments: str
    decisions: str
    dead_letters: str
    late: str
    features: str


def _streams(make_stream: MakeStream, shards: int) -> Streams:
    return Streams(
        make_stream("payments", shards),
        make_stream("decisions", 2),
        make_stream("dead-letters", 1),
        make_stream("late", 1),
        make_stream("features", 2),
    )


def _settings(server: KinesisServer, streams: Streams, publisher: str) -> FraudSettings:
    properties = {
        "source.uri": f"kinesis:{streams.payments}",
        "source.publisher": publisher,
        "source.initial_position": "TRIM_HORIZON",
        "sink.uri": "kinesis",
        "sink.decisions_stream": streams.decisions,
        "sink.dead_letters_stream": streams.dead_letters,
        "sink.late_stream": streams.late,
        "sink.features_stream": streams.features,
        "aws.endpoint": server.endpoint,
    }
    if publisher == "EFO":
        properties["source.consumer_arn"] = server.register_consumer(streams.payments, "revstream")
    return load_settings({}, properties)


@pytest.fixture(params=["EFO", "POLLING"])
def publisher(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_payment_of_a_stream_is_decided_with_exact_features(
    kinesis: KinesisServer, make_stream: MakeStream, publisher: str
) -> None:
    made = payments(300)
    streams = _streams(make_stream, 1)
    put(kinesis, streams.payments, [encode(payment) for payment in made])
    decisions = StreamReader(kinesis, streams.decisions)
    features = StreamReader(kinesis, streams.features)
    with running(_settings(kinesis, streams, publisher)):
        wait_for(
            [decisions, features],
            lambda: (
                decisions.distinct("decision_id") >= len(made)
                and len(features.records) >= 2 * len(made)
            ),
            timeout_s=500,
        )
    decided = {record["transaction_id"]: record for record in decisions.records}
    assert decisions.distinct("decision_id") == len(made)
    replayer = Replayer()
    mismatches: Counter[str] = Counter()
    for payment in made:
        expected = dict(zip(FEATURE_NAMES, replayer.feed(payment).values, strict=True))
        found = decided[payment.transaction_id]["features"]
        mismatches.update(name for name in FEATURE_NAMES if found[name] != expected[name])
    assert mismatches == Counter()


def test_payments_of_a_team_are_decided_by_its_own_file(
    kinesis: KinesisServer, make_stream: MakeStream, tmp_path: Path
) -> None:
    team, records = guide_team(tmp_path), encoded(team_payments(150))
    streams = _streams(make_stream, 1)
    put(kinesis, streams.payments, records)
    decisions = StreamReader(kinesis, streams.decisions)
    settings = replace(
        _settings(kinesis, streams, "POLLING"),
        features_definitions=str(team.definitions),
        decision_rules=str(team.rules),
    )
    with running(settings):
        wait_for(
            [decisions], lambda: decisions.distinct("decision_id") >= len(records), timeout_s=500
        )
    decided = {record["transaction_id"]: record for record in decisions.records}
    expected = replayed(team.plan(), records)
    assert {name: one["features"] for name, one in decided.items()} == expected
    assert sum("mcc" in one.get("fields", {}) for one in decided.values()) > 50


def test_broken_records_reach_the_dead_letter_stream_whole(
    kinesis: KinesisServer, make_stream: MakeStream
) -> None:
    streams = _streams(make_stream, 2)
    good = payments(20)
    spread = [encode(payment).replace(b",", b",\r\n") for payment in good]
    put(kinesis, streams.payments, [*BROKEN, *spread])
    letters = StreamReader(kinesis, streams.dead_letters)
    decisions = StreamReader(kinesis, streams.decisions)
    with running(_settings(kinesis, streams, "POLLING")):
        wait_for(
            [letters, decisions],
            lambda: len(letters.records) > len(BROKEN) and decisions.distinct("decision_id") >= 20,
            timeout_s=500,
        )
    wholes: dict[tuple[str, int], dict[int, bytes]] = {}
    for letter in letters.records:
        parts = wholes.setdefault((letter["cause"], letter["size_bytes"]), {})
        parts[letter["part"]] = b64decode(letter["raw_base64"])
    whole = {b"".join(parts[number] for number in sorted(parts)) for parts in wholes.values()}
    assert whole == set(BROKEN)


def test_a_label_of_a_stream_counts_for_the_payments_after_it(
    kinesis: KinesisServer, make_stream: MakeStream, publisher: str
) -> None:
    made = payments(400, cards=1)
    streams, labels = _streams(make_stream, 1), make_stream("labels", 1)
    settings = replace(_settings(kinesis, streams, publisher), labels_uri=KinesisStream(labels))
    if publisher == "EFO":
        arn = kinesis.register_consumer(labels, "revstream")
        settings = replace(settings, labels_consumer_arn=arn)
    decisions = StreamReader(kinesis, streams.decisions)
    letters = StreamReader(kinesis, streams.dead_letters)
    fed = iter(made[1:])

    def confirmed() -> bool:
        """Feed payments until one of them knows of the fraud."""
        put(kinesis, streams.payments, [encode(next(fed))])
        return any(d["features"]["card_confirmed_fraud_30d"] == 1 for d in decisions.records)

    with running(settings):
        put(kinesis, streams.payments, [encode(made[0])])
        wait_for([decisions], lambda: len(decisions.records) > 0, timeout_s=500)
        assert decisions.records[0]["features"]["card_confirmed_fraud_30d"] == 0
        put(kinesis, labels, [encode(fraud(made[0], 0)), b"no label"])
        wait_for([decisions, letters], confirmed, timeout_s=190)
        wait_for([letters], lambda: len(letters.records) > 0, timeout_s=60)
    assert [letter["record"] for letter in letters.records] == ["label"]


def test_after_a_history_a_stream_is_read_from_its_end_whatever_it_still_holds(
    kinesis: KinesisServer, make_stream: MakeStream, publisher: str, tmp_path: Path
) -> None:
    made, first_live, overlap = payments(400), 300, 20
    write(made[:first_live], tmp_path / "history.jsonl")
    streams = _streams(make_stream, 1)
    stale = [
        msgspec.structs.replace(one, transaction_id=f"stale-{number}")
        for number, one in enumerate(made[:50])
    ]
    put(kinesis, streams.payments, [encode(payment) for payment in stale])
    sleep(2)
    seam_ms = time_ns() // 1_000_000
    put(kinesis, streams.payments, [encode(payment) for payment in made[first_live - overlap :]])
    settings = replace(
        _settings(kinesis, streams, publisher),
        source_history=LocalPath(tmp_path),
        source_live_from_ms=seam_ms,
    )
    decisions = StreamReader(kinesis, streams.decisions)
    live = made[first_live:]
    with running(settings):
        wait_for([decisions], lambda: decisions.distinct("decision_id") >= len(live), 500)
    decided = {record["transaction_id"]: record["features"] for record in decisions.records}
    assert sorted(decided) == sorted(payment.transaction_id for payment in live)
    replayer = Replayer()
    expected = {payment.transaction_id: replayer.feed(payment).values for payment in made}
    assert {
        name: tuple(found[feature] for feature in FEATURE_NAMES) for name, found in decided.items()
    } == {payment.transaction_id: expected[payment.transaction_id] for payment in live}


def test_without_the_connector_jar_kinesis_is_refused_in_one_line(
    kinesis: KinesisServer,
    make_stream: MakeStream,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    settings = _settings(kinesis, _streams(make_stream, 1), "POLLING")
    monkeypatch.setenv("REVSTREAM_CONNECTOR_JAR", str(tmp_path / "absent.jar"))
    with pytest.raises(RuntimeError, match="run `make jar`"), running(settings):
        pass
