"""What is noted of answers beside a job."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from redis import Redis
from redis.asyncio import Redis as AsyncRedis

from events.fraud.decision import decision_id
from events.fraud.payment import Payment
from online_store.async_connection import connect_async
from online_store.connection import StoreSettings
from online_store.mirrored_states import Key, MirroredStates
from servers.valkey import ValkeyServer
from serving.fraud.parity.load_log import LoadLog, LoggedAgreement, LoggedStates
from serving.fraud.sync_scoring import SyncScoring
from serving.shared.forwarding import NoForwarding
from tests.serving.fraud.asking import DEADLINE_MS, PLATFORM, burst, job_beside, raw, scorer

FIRST, SECOND = burst(2)


class HeldStates(LoggedStates):
    """Reads for the first payment only once the second is answered, and keeps that last."""

    def __init__(self, client: AsyncRedis, log: LoadLog) -> None:
        super().__init__(client, log)
        self.second_is_answered, self.first_is_kept = asyncio.Event(), asyncio.Event()

    async def read(self, keys: Sequence[Key], answer: str) -> MirroredStates:
        """As it is, later."""
        if answer.endswith(decision_id(FIRST)):
            await self.second_is_answered.wait()
        return await super().read(keys, answer)

    async def keep(self, *args: Any, **options: Any) -> str:  # noqa: ANN401 - of what it stands for
        """As it is, later."""
        if args[3].endswith(decision_id(SECOND)):
            self.second_is_answered.set()
            await self.first_is_kept.wait()
        kept = await super().keep(*args, **options)
        self.first_is_kept.set()
        return kept


def asked(url: str, log: LoadLog, payments: Sequence[Payment]) -> list[Payment]:
    """Ask about some at once; in the order that their answers came back in."""

    async def run() -> list[Payment]:
        client, came = connect_async(StoreSettings(url, 10_000, 10_000)), list[Payment]()
        states = HeldStates(client, log) if len(payments) > 1 else LoggedStates(client, log)
        scoring = SyncScoring(scorer(), states, NoForwarding(), LoggedAgreement(log, 10))

        async def ask(payment: Payment) -> None:
            await scoring.decide(raw(payment), PLATFORM, DEADLINE_MS)
            came.append(payment)

        try:
            await asyncio.gather(*map(ask, payments))
        finally:
            await client.aclose()
        return came

    return asyncio.run(run())


def test_the_order_is_that_of_what_others_know_and_not_that_of_the_answers_coming_back(
    valkey: ValkeyServer, store: Redis
) -> None:
    log = LoadLog()
    assert store.dbsize() == 0
    assert asked(valkey.url, log, [FIRST, SECOND]) == [FIRST, SECOND]
    assert [log.noted(decision_id(one)) for one in (FIRST, SECOND)] == [2, 1]


@pytest.mark.parametrize("had", [True, False])
def test_what_the_images_had_is_known_of_each_answer(
    valkey: ValkeyServer,
    store: Redis,
    had: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    log, job = LoadLog(now_ms=lambda: 77), job_beside(store)
    if had:
        job.take(FIRST)
    asked(valkey.url, log, [SECOND])
    answered = log.answer_of(decision_id(SECOND))
    keys = [(one.name, one.key) for one in scorer().keys(SECOND)]
    assert len(keys) >= 2
    assert [answered.had(key, decision_id(FIRST)) for key in keys] == [had] * len(keys)
    assert (answered.place, answered.at_ms) == (1, 77)
