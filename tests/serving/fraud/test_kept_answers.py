"""Which answer stands, and what is said where it could not be kept for other processes."""

import asyncio
from pathlib import Path

import msgspec
from redis import Redis

from online_store.connection import StoreSettings, connect
from servers.valkey import ValkeyServer, valkey_server
from serving.fraud.answer import Answer, Refusal
from tests.features.payments import START_MS, a_payment
from tests.serving.fraud.asking import Asker, asking


def test_an_answer_by_rules_alone_is_given_again_by_other_processes_once_it_is_kept(
    valkey: ValkeyServer, store: Redis
) -> None:
    assert store.dbsize() == 0
    payment = a_payment(START_MS)

    async def ask(asker: Asker) -> list[Answer | Refusal]:
        alone = await asker.decide(payment, deadline_ms=0)
        other = Asker(valkey.url)
        try:
            await asker.scoring.settled()
            return [alone, await other.decide(payment)]
        finally:
            await other.close()

    alone, again = asking(valkey.url, ask)
    assert isinstance(alone, Answer)
    assert (alone.basis, alone.shortfalls) == ("payment", ("deadline", "not_kept"))
    assert again == msgspec.structs.replace(alone, repeated=True)


def test_where_another_process_was_faster_its_answer_stands_here_too(
    valkey: ValkeyServer, store: Redis
) -> None:
    assert store.dbsize() == 0
    payment = a_payment(START_MS)

    async def ask(asker: Asker) -> list[Answer | Refusal]:
        stands = await asker.decide(payment)
        other = Asker(valkey.url)
        try:
            alone = await other.decide(payment, deadline_ms=0)
            await other.scoring.settled()
            return [stands, alone, await other.decide(payment, deadline_ms=0)]
        finally:
            await other.close()

    stands, alone, again = asking(valkey.url, ask)
    assert isinstance(alone, Answer)
    assert alone.shortfalls == ("deadline", "not_kept")
    assert again == msgspec.structs.replace(stands, repeated=True)


def test_of_two_contents_that_two_processes_are_asked_about_at_once_one_counts(
    valkey: ValkeyServer, store: Redis
) -> None:
    assert store.dbsize() == 0
    contents = [
        a_payment(START_MS, amount_minor=amount, transaction_id="same") for amount in (100, 900_000)
    ]
    next_one = a_payment(START_MS + 1_000, amount_minor=1, transaction_id="next")

    async def ask(asker: Asker) -> list[Answer]:
        other = Asker(valkey.url)
        try:
            said = await asyncio.gather(asker.decide(contents[0]), other.decide(contents[1]))
            [(refusal, loser)] = [
                (one, by)
                for one, by in zip(said, (asker, other), strict=True)
                if isinstance(one, Refusal)
            ]
            assert (refusal.kind, loser.agreement.waiting) == ("conflict", 0)
            await loser.scoring.settled()
            [stands] = [one for one in said if isinstance(one, Answer)]
            return [stands, await loser.decided(next_one)]
        finally:
            await other.close()

    stands, after = asking(valkey.url, ask)
    assert store.zcard("pending:card:card") == 2
    sums = [one.decision.features["card_sum_minor_1h"] for one in (stands, after)]
    assert sums in ([100, 101], [900_000, 900_001])


def test_a_store_that_takes_nothing_more_is_said_with_the_answer(tmp_path: Path) -> None:
    payment = a_payment(START_MS)
    with valkey_server(tmp_path) as server:
        with connect(StoreSettings(server.url, 10_000, 10_000)) as store:
            store.config_set("maxmemory", "1")

        async def ask(asker: Asker) -> list[Answer]:
            return [await asker.decided(payment), await asker.decided(payment)]

        answer, again = asking(server.url, ask)
    assert (answer.basis, answer.shortfalls) == ("state", ("no_job", "not_kept"))
    assert again == msgspec.structs.replace(answer, repeated=True)


def test_an_answer_of_an_outage_is_kept_once_the_store_is_back(tmp_path: Path) -> None:
    payment = a_payment(START_MS)
    with valkey_server(tmp_path) as server:

        async def ask(asker: Asker) -> tuple[Answer, Answer]:
            server.kill()
            alone = await asker.decided(payment)
            await asyncio.sleep(0.1)  # It is tried, and the store away.
            server.start()
            other = Asker(server.url)
            try:
                async with asyncio.timeout(30):
                    while not await other.client.keys("answer:*"):  # noqa: ASYNC110 - in the store
                        await asyncio.sleep(0.05)
                return alone, await other.decided(payment)
            finally:
                await other.close()

        alone, again = asking(server.url, ask)
    assert (alone.basis, alone.shortfalls) == ("payment", ("store_unavailable", "not_kept"))
    assert again == msgspec.structs.replace(alone, repeated=True)
