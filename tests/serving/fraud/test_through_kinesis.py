"""A payment that is asked about goes on to the job's stream, and the job decides as was said."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest
from redis import Redis

from events.fraud.decision import Decision
from jobs.fraud.settings import FraudSettings, load_settings
from online_store.async_connection import connect_async
from online_store.connection import StoreSettings
from online_store.mirrored_states import StateStore
from servers.kinesis import KinesisServer
from servers.valkey import ValkeyServer
from serving.fraud.answer import Answer
from serving.fraud.deciding import Deciding, deciding
from tests.features.payments import START_MS, a_payment
from tests.jobs.kinesis_io import StreamReader, put, running, wait_for
from tests.serving.fraud.asking import DEADLINE_MS, PLATFORM, raw

pytestmark = [pytest.mark.slow, pytest.mark.timeout(700), pytest.mark.usefixtures("connector_jar")]

WARMING = [a_payment(START_MS + at) for at in range(3)]
ASKED = [
    a_payment(START_MS + 1_000 + at, 100 + at, card_id=f"card-{at % 5}", merchant_id=f"m-{at % 3}")
    for at in range(30)
]


def settings_of(server: KinesisServer, payments: str, decisions: str, store: str) -> FraudSettings:
    return load_settings(
        {},
        {
            "source.uri": f"kinesis:{payments}",
            "source.publisher": "POLLING",
            "source.initial_position": "TRIM_HORIZON",
            "sink.uri": "kinesis",
            "sink.decisions_stream": decisions,
            "sink.features_stream": "none",
            "aws.endpoint": server.endpoint,
            "store.url": store,
            "store.state_items": "1000",
        },
    )


async def ask(settings: FraudSettings) -> tuple[Deciding, list[Answer]]:
    """Each payment, one after the other; all are on the stream at the end."""
    client = connect_async(StoreSettings(settings.store_url, 10_000, 10_000))
    parts = deciding(settings, StateStore(client), forwards=True, look_s=0)
    assert parts.forwarding is not None
    async with parts.forwarding.running():
        answers = [await parts.scoring.decide(raw(one), PLATFORM, DEADLINE_MS) for one in ASKED]
    assert (len(parts.forwarding), parts.forwarding.written) == (0, len(ASKED))
    await client.aclose()
    return parts, [one for one in answers if isinstance(one, Answer)]


def test_the_job_decides_each_payment_that_was_asked_about_as_was_said(
    kinesis: KinesisServer,
    make_stream: Callable[[str, int], str],
    valkey: ValkeyServer,
    store: Redis,
) -> None:
    payments, decisions = make_stream("payments", 1), make_stream("decisions", 1)
    settings = settings_of(kinesis, payments, decisions, valkey.url)
    settings = replace(
        settings,
        sink_dead_letters_stream=make_stream("dead-letters", 1),
        sink_late_stream=make_stream("late", 1),
    )
    put(kinesis, payments, [raw(one) for one in WARMING])
    reader = StreamReader(kinesis, decisions)
    with running(settings):
        wait_for([reader], lambda: reader.distinct("decision_id") >= len(WARMING), timeout_s=500)
        parts, answers = asyncio.run(ask(settings))
        every = len(WARMING) + len(ASKED)
        wait_for([reader], lambda: reader.distinct("decision_id") >= every, timeout_s=200)
    assert len(answers) == len(ASKED)
    assert {one.basis for one in answers} == {"state"}
    for record in reader.records:
        parts.agreement.decided(msgspec.convert(record, Decision))
    assert parts.agreement.counts == {
        "agree": len(ASKED),
        "differ": 0,
        "other_versions": 0,
        "unmatched": 0,
    }
    assert store.exists("state:job:clock")
