"""Asking for decisions beside a job's code, on a real store."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from functools import cache
from time import time_ns
from typing import TypeVar

from redis import Redis

from events.fraud.payment import Payment
from jobs.fraud.decided_by import DecidedBy, decided_by
from jobs.fraud.settings import FraudSettings, load_settings
from online_store.async_connection import connect_async
from online_store.connection import StoreSettings
from online_store.mirrored_states import StateStore
from online_store.writer import FeatureStoreWriter
from serving.fraud.agreement import Agreement
from serving.fraud.answer import Answer, Refusal
from serving.fraud.parity.job_stand_in import JobStandIn
from serving.fraud.payment_scorer import PaymentScorer
from serving.fraud.sync_scoring import SyncScoring
from serving.shared.caller import Caller
from serving.shared.forwarding import Forwarding, NoForwarding
from tests.features.payments import START_MS, a_payment, as_sent

PLATFORM = Caller("platform", "k1", frozenset({"score"}), None)
SETTINGS: FraudSettings = load_settings({}, {"source.uri": "file:payments.jsonl"})
DEADLINE_MS = 10_000
MANY_ITEMS = 100_000
SECOND_MS = 1_000

Result = TypeVar("Result")


@cache
def shipped() -> DecidedBy:
    """What the job decides by, unless it is told otherwise."""
    return decided_by(SETTINGS)


@cache
def scorer() -> PaymentScorer:
    """One for all: it holds nothing between two payments."""
    return PaymentScorer(shipped(), SETTINGS)


def raw(payment: Payment) -> bytes:
    """The payment as it is sent."""
    return json.dumps(as_sent(payment)).encode()


def burst(count: int) -> list[Payment]:
    """Payments of one card, one a second."""
    return [a_payment(START_MS + at * SECOND_MS, 500 + at) for at in range(count)]


def counted(answer: Answer | Refusal) -> tuple[object, object]:
    """How many payments of the last hour the answer knows of, of card and of merchant."""
    assert isinstance(answer, Answer)
    features = answer.decision.features
    return features["card_count_1h"], features["merchant_count_1h"]


def job_beside(store: Redis, *, most_items: int = MANY_ITEMS, behind: int = 0) -> JobStandIn:
    """The job's code, which writes to `store`."""
    return JobStandIn(
        shipped(),
        SETTINGS.limits,
        FeatureStoreWriter(store, 3_600),
        most_items=most_items,
        behind=behind,
    )


def now_ms() -> int:
    """The time, milliseconds since the epoch."""
    return time_ns() // 1_000_000


class Asker:
    """One process that decides on request.

    Args:
        url: of the store.
        forwarding: to the stream.
        settings: how long to wait for the store.

    Attributes:
        scoring: decides.
        agreement: of its answers with the job's decisions.
        client: of the store.
    """

    def __init__(
        self,
        url: str,
        forwarding: Forwarding | None = None,
        settings: StoreSettings | None = None,
    ) -> None:
        self.agreement = Agreement()
        self.client = connect_async(settings or StoreSettings(url, 10_000, 10_000))
        self.scoring = SyncScoring(
            scorer(), StateStore(self.client), forwarding or NoForwarding(), self.agreement
        )

    async def decide(
        self, payment: Payment | bytes, caller: Caller = PLATFORM, deadline_ms: int = DEADLINE_MS
    ) -> Answer | Refusal:
        """What is answered."""
        body = payment if isinstance(payment, bytes) else raw(payment)
        return await self.scoring.decide(body, caller, deadline_ms)

    async def close(self) -> None:
        """Let it keep what it has not kept yet, and end."""
        await self.scoring.settled()
        await self.client.aclose()

    def expect(self, payment: Payment) -> None:
        """Tell it of a payment that nobody asks about."""
        self.scoring.expect(raw(payment), PLATFORM)

    async def decided(self, payment: Payment) -> Answer:
        """The answer, which must be one."""
        answer = await self.decide(payment)
        assert isinstance(answer, Answer)
        return answer


def asking(url: str, todo: Callable[[Asker], Awaitable[Result]]) -> Result:
    """What comes of something to do with one asker."""

    async def run() -> Result:
        asker = Asker(url)
        try:
            return await todo(asker)
        finally:
            await asker.close()

    return asyncio.run(run())
