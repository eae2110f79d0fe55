"""A whole stream, asked about payment by payment, against the job's code."""

import asyncio
from collections.abc import Sequence
from functools import cache

from redis import Redis

from events.fraud.codec import PaymentDecoder
from events.fraud.label import Label
from features.fraud.payment_contract import payment_contract
from servers.valkey import ValkeyServer
from serving.fraud.parity.sync_parity import SyncParity, compare
from simulator.disorder_settings import Disorder
from simulator.record import SimulatedRecord
from simulator.scenario import Scenario, simulated_labels, wire_records
from tests.serving.fraud.asking import MANY_ITEMS, Asker, job_beside, shipped

SCENARIO = Scenario(seed=23, cards=30, merchants=40, days=34, payments=1_200, fraud_rate=0.05)
DISORDER = Disorder(swapped_rate=0.1, duplicate_rate=0.05, late_rate=0.02, malformed_rate=0.05)


@cache
def records() -> tuple[SimulatedRecord, ...]:
    return tuple(wire_records(SCENARIO, DISORDER))


def compared(
    store: Redis,
    url: str,
    labels: Sequence[Label] = (),
    *,
    most_items: int = MANY_ITEMS,
    behind: int = 0,
) -> SyncParity:
    async def run() -> SyncParity:
        asker = Asker(url)
        job = job_beside(store, most_items=most_items, behind=behind)
        decoder = PaymentDecoder(contract=payment_contract(shipped().definitions))
        try:
            return await compare([one.raw for one in records()], labels, asker, job, decoder)
        finally:
            await asker.client.aclose()

    return asyncio.run(run())


def kinds() -> dict[str, int]:
    found = [one.kind for one in records()]
    return {kind: found.count(kind) for kind in set(found)}


def test_no_decision_differs(valkey: ValkeyServer, store: Redis) -> None:
    result = compared(store, valkey.url, simulated_labels(SCENARIO))
    found = kinds()
    assert result.payments == found["payment"] + found["late"]
    assert result.refused == found["duplicate"] + found["malformed"]
    assert (result.differences, result.one_sided, result.holds) == (0, 0, True)
    assert result.said == result.decided
    assert result.by_basis["state"] > 1_000


def test_what_was_asked_about_and_the_store_does_not_have_yet_makes_no_difference(
    valkey: ValkeyServer, store: Redis
) -> None:
    result = compared(store, valkey.url, behind=7)
    assert (result.differences, result.one_sided, result.holds) == (0, 0, True)
    assert result.by_basis["state"] > 1_000


def test_a_label_that_the_store_does_not_have_yet_is_all_that_makes_one(
    valkey: ValkeyServer, store: Redis
) -> None:
    result = compared(store, valkey.url, simulated_labels(SCENARIO), behind=7)
    of_labels = {name for name in result.by_field if "fraud" in name}
    assert 0 < result.differences < result.payments // 20
    assert of_labels
    assert result.by_field.keys() - of_labels <= {"action", "score", "tier", "rule_hits"}


def test_deciding_by_the_features_of_the_payment_before_is_wrong_and_is_said_to_be(
    valkey: ValkeyServer, store: Redis
) -> None:
    result = compared(store, valkey.url, most_items=0)
    assert result.differences > result.payments // 2
    assert result.other_actions > 0
    # Fewer are stopped: what a fraud does to the counts is not in them yet.
    stopped = [counts["flag"] + counts["block"] for counts in (result.said, result.decided)]
    assert stopped[0] != stopped[1]
    assert result.undeclared == 0
    assert result.by_shortfall["card: state_too_large"] > 1_000


def test_nothing_compared_is_nothing_proved() -> None:
    assert not SyncParity().holds
    assert SyncParity(payments=1).holds
    assert not SyncParity(payments=1, differences=1, undeclared=1).holds
