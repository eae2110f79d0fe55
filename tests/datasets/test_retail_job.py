"""The job over Online Retail against the naive oracle: all of it from a file, a part from Kinesis.

From a file the job computes every payment. What another source could change is how records come
in, not what is computed of them: from Kinesis it computes the whole year of every tenth card.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from datasets.arrival import shuffled
from datasets.online_retail import RetailCounts
from events.fraud.payment import Payment
from events.shared.json_records import encode
from features.fraud.catalogue import FEATURE_NAMES
from jobs.fraud.settings import load_settings
from servers.kinesis import KinesisServer
from tests.cluster.payments import write
from tests.jobs.kinesis_io import StreamReader, put, running, wait_for
from tests.jobs.outputs import Record, run_on_file
from tests.oracles.stream_oracle import naive_values

pytestmark = pytest.mark.timeout(1200)

EVERY_TENTH = slice(None, None, 10)
PORTION = 1_000


@pytest.mark.parametrize("order", ["in time order", "shuffled"])
def test_from_a_file_every_feature_of_every_payment_is_the_oracles(
    retail: tuple[list[Payment], RetailCounts], order: str, tmp_path: Path
) -> None:
    payments = retail[0] if order == "in time order" else shuffled(retail[0], seed=7)
    source = write(payments, tmp_path / "payments.jsonl")
    outputs = run_on_file(source, tmp_path / "out")
    assert len(outputs.decisions) == len(payments)
    assert _mismatches(payments, outputs.decisions) == Counter()


@pytest.mark.usefixtures("connector_jar")
def test_from_kinesis_every_feature_of_every_tenth_card_is_the_oracles(
    retail: tuple[list[Payment], RetailCounts],
    kinesis: KinesisServer,
    make_stream: Callable[[str, int], str],
) -> None:
    cards = set(sorted({payment.card_id for payment in retail[0]})[EVERY_TENTH])
    payments = shuffled([one for one in retail[0] if one.card_id in cards], seed=7)
    assert len(payments) > PORTION
    # One shard in: the order of arrival is that of the stream.
    source, decisions = make_stream("payments", 1), make_stream("decisions", 4)
    properties = {
        "source.uri": f"kinesis:{source}",
        "source.consumer_arn": kinesis.register_consumer(source, "revstream"),
        "source.initial_position": "TRIM_HORIZON",
        "sink.uri": "kinesis",
        "sink.decisions_stream": decisions,
        "sink.features_stream": "none",
        "aws.endpoint": kinesis.endpoint,
    }
    reader = StreamReader(kinesis, decisions)
    with running(load_settings({}, properties)):
        # In portions: the local server takes ever longer for each record of a long backlog.
        for start in range(0, len(payments), PORTION):
            portion = payments[start : start + PORTION]
            put(kinesis, source, [encode(payment) for payment in portion])
            wait_for([reader], _decided(reader, start + len(portion)), timeout_s=300)
    assert reader.distinct("decision_id") == len(payments)
    assert _mismatches(payments, reader.records) == Counter()


def _decided(reader: StreamReader, payments: int) -> Callable[[], bool]:
    return lambda: reader.distinct("decision_id") >= payments


def _mismatches(payments: list[Payment], decisions: Iterable[Record]) -> Counter[str]:
    decided = {record["transaction_id"]: record["features"] for record in decisions}
    found: Counter[str] = Counter()
    for payment, values in zip(payments, naive_values(payments), strict=True):
        expected = dict(zip(FEATURE_NAMES, values, strict=True))
        features = decided[payment.transaction_id]
        found.update(name for name in FEATURE_NAMES if features[name] != expected[name])
    return found
