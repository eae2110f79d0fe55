"""Whether the store has the end of a history."""

import asyncio

from redis import Redis

from online_store.async_connection import connect_async
from online_store.connection import StoreSettings
from online_store.mirrored_states import StateStore
from servers.valkey import ValkeyServer
from serving.fraud.parity.told_history import ToldHistory
from tests.features.payments import START_MS, a_payment
from tests.serving.fraud.asking import job_beside, scorer

PAYMENTS = [a_payment(START_MS + at, card_id=f"card-{at % 2}") for at in range(5)]


def is_there(url: str) -> bool:
    async def run() -> bool:
        client = connect_async(StoreSettings(url, 10_000, 10_000))
        try:
            return await ToldHistory(scorer(), StateStore(client), PAYMENTS).is_there()
        finally:
            await client.aclose()

    return asyncio.run(run())


def test_it_is_there_once_the_last_payment_of_each_key_is(
    valkey: ValkeyServer, store: Redis
) -> None:
    assert not is_there(valkey.url)
    job = job_beside(store, behind=1)
    for payment in PAYMENTS:
        job.take(payment)
    assert not is_there(valkey.url)
    job.finish()
    assert is_there(valkey.url)


def test_a_state_that_is_too_large_for_the_store_keeps_nobody_waiting(
    valkey: ValkeyServer, store: Redis
) -> None:
    job = job_beside(store, most_items=0)
    for payment in PAYMENTS:
        job.take(payment)
    assert is_there(valkey.url)
