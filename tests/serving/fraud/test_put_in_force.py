"""Another scorer takes over between two requests, and what the one before knew stays known."""

import asyncio
from pathlib import Path

from redis import Redis

from servers.valkey import ValkeyServer
from serving.fraud.answer import Answer
from tests.features.payments import START_MS, a_payment
from tests.serving.fraud.asking import Asker, asking, job_beside, scorer
from tests.serving.fraud.replaceable import ALL_BLOCKED, ruled_by

FOUR = [a_payment(START_MS + at * 1_000, 500 + at) for at in range(4)]


def test_a_request_under_way_ends_with_what_it_began_with(
    valkey: ValkeyServer, store: Redis, tmp_path: Path
) -> None:
    assert store.dbsize() == 0
    other = ruled_by(tmp_path, ALL_BLOCKED)

    async def ask(asker: Asker) -> list[Answer]:
        under_way = asyncio.create_task(asker.decided(FOUR[0]))
        # It has begun, and waits for the store.
        await asyncio.sleep(0)
        asker.scoring.put_in_force(other)
        repeated = await under_way
        return [repeated, await asker.decided(FOUR[1]), await asker.decided(FOUR[0])]

    before, after, again = asking(valkey.url, ask)
    assert (before.decision.ruleset, before.decision.action) == (scorer().decider.ruleset, "allow")
    assert (after.decision.ruleset, after.decision.action) == (other.decider.ruleset, "block")
    assert (again.repeated, again.decision) == (True, before.decision)


def test_payments_on_their_way_stay_known_where_the_plan_has_further_keys(
    valkey: ValkeyServer, store: Redis, tmp_path: Path
) -> None:
    assert store.dbsize() == 0
    other = ruled_by(tmp_path, "device_count_1h > 1000000, action: block, reason: none of them")
    names = [[hop.name for hop in one.plan.hops] for one in (scorer(), other)]
    assert names == [["card", "merchant"], ["card", "device", "merchant"]]

    async def ask(asker: Asker) -> Answer:
        for payment in FOUR[:3]:
            await asker.decided(payment)
        # As if the store had not been told of them.
        store.delete("pending:card:card", "pending:merchant:merchant")
        asker.scoring.put_in_force(other)
        return await asker.decided(FOUR[3])

    features = asking(valkey.url, ask).decision.features
    assert (features["card_count_1h"], features["merchant_count_1h"]) == (4, 4)


def test_a_feature_that_the_job_does_not_remember_is_named_as_incomplete(
    valkey: ValkeyServer, store: Redis, tmp_path: Path
) -> None:
    job = job_beside(store)
    for payment in FOUR[:3]:
        job.take(payment)
    other = ruled_by(tmp_path, "card_count_decayed_1h > 1000000, action: block, reason: none")

    async def ask(asker: Asker) -> Answer:
        asker.scoring.put_in_force(other)
        return await asker.decided(FOUR[3])

    answer = asking(valkey.url, ask)
    assert answer.decision.incomplete == ("card_count_decayed_1h",)
    features = answer.decision.features
    assert (features["card_count_1h"], features["card_count_decayed_1h"]) == (4, None)
    assert answer.basis == "state"
