"""Each answer is counted once, and nobody goes beyond its quota but for what it had."""

import asyncio
import json
from collections.abc import Sequence

import pytest

from events.fraud.codec import PaymentDecoder
from events.fraud.decision import decision_id
from events.shared.rejected import Fault
from online_store.month import Month
from serving.fraud.answer import Answer, Refusal
from serving.fraud.metered_scoring import MeteredScoring
from serving.shared.caller import Caller
from serving.shared.prices.plan import Plan, Prices, Tier
from serving.shared.usage.meter import Meter
from serving.shared.usage.quotas import Quotas
from tests.serving.decisions import decision
from tests.serving.shared.usage.counting import NOVEMBER, SimpleCounts

NOW_MS = NOVEMBER.starts_ms + 1
ACME = Caller("acme", "k1", frozenset({"score"}), None)
OTHER = Caller("other", "k2", frozenset({"score"}), None)


def _raw(number: int) -> bytes:
    payment = {
        "transaction_id": f"t-{number}",
        "card_id": "c-1",
        "merchant_id": "m-1",
        "amount_minor": 1,
        "currency": "EUR",
        "country": "FR",
        "channel": "pos",
        "event_time_ms": 1_736_121_600_000,
    }
    return json.dumps(payment).encode()


_DECODE = PaymentDecoder().decode


class _Scoring:
    """Answers each payment after others had their turn; refuses what is none."""

    async def decide(self, raw: bytes, caller: Caller, deadline_ms: int) -> Answer | Refusal:  # noqa: ARG002 - of the interface
        await asyncio.sleep(0)
        payment = _DECODE(raw, NOW_MS)
        if isinstance(payment, Fault):
            return Refusal(kind="invalid", detail=payment.detail)
        if payment.merchant_id == "refused":
            return Refusal(kind="forbidden", detail="refused")
        if payment.merchant_id == "endless":
            await asyncio.sleep(2 * deadline_ms / 1_000)
            return Refusal(kind="invalid", detail="late")
        return Answer(decision=decision(decision_id(payment)), basis="state")


class _Metered:
    """What is tested, over a store in memory."""

    def __init__(self, store: SimpleCounts, quota: int | None) -> None:
        plan = Plan("p", 0, 0, (Tier(None, 1),), quota=quota)
        prices = Prices(currency="EUR", plans={"p": plan}, tenants={}, default_plan="p", sha256="")
        self.now_ms = NOW_MS
        self.meter = Meter(store)
        self._scoring = MeteredScoring(
            _Scoring(), _DECODE, self.meter, Quotas(self.meter, prices), lambda: self.now_ms
        )

    def kinds(
        self, raws: Sequence[bytes], caller: Caller = ACME, deadline_ms: int = 1_000
    ) -> list[str]:
        """What became of payments that are asked about at once."""

        async def run() -> list[Answer | Refusal]:
            asked = (self._scoring.decide(raw, caller, deadline_ms) for raw in raws)
            return await asyncio.gather(*asked)

        return [one.kind if isinstance(one, Refusal) else "answer" for one in asyncio.run(run())]


def _used(store: SimpleCounts, tenant: str = "acme", month: Month = NOVEMBER) -> int:
    return asyncio.run(store.used(tenant, month))


@pytest.fixture
def store() -> SimpleCounts:
    return SimpleCounts()


def test_a_payment_that_is_asked_about_by_two_processes_is_counted_once(
    store: SimpleCounts,
) -> None:
    for metered in (_Metered(store, None), _Metered(store, None)):
        assert metered.kinds([_raw(1)] * 3) == ["answer"] * 3
    assert _used(store) == 1


def test_two_tenants_are_each_charged(store: SimpleCounts) -> None:
    metered = _Metered(store, None)
    metered.kinds([_raw(1)])
    metered.kinds([_raw(1)], OTHER)
    assert (_used(store), _used(store, "other")) == (1, 1)


def test_what_is_refused_costs_nothing(store: SimpleCounts) -> None:
    assert _Metered(store, None).kinds([b"{}"]) == ["invalid"]
    assert _used(store) == 0


def test_however_many_come_at_once_one_process_keeps_the_quota(store: SimpleCounts) -> None:
    kinds = _Metered(store, 5).kinds([_raw(number) for number in range(20)])
    assert (kinds.count("answer"), kinds.count("quota_exceeded"), _used(store)) == (5, 15, 5)


def test_beyond_the_quota_what_was_answered_is_answered_again(store: SimpleCounts) -> None:
    metered = _Metered(store, 1)
    assert metered.kinds([_raw(1)]) == ["answer"]
    assert metered.kinds([_raw(2), _raw(1), b"{}"]) == ["quota_exceeded", "answer", "invalid"]
    assert _used(store) == 1


def test_a_field_that_comes_twice_does_not_lead_past_the_quota(store: SimpleCounts) -> None:
    metered = _Metered(store, 1)
    assert metered.kinds([_raw(1)]) == ["answer"]
    twice = [_raw(number).replace(b"{", b'{"event_time_ms": "x",', 1) for number in (1, 2)]
    assert metered.kinds(twice) == ["answer", "quota_exceeded"]
    assert _used(store) == 1


def test_repeated_requests_under_way_take_no_room_from_a_new_one(store: SimpleCounts) -> None:
    metered = _Metered(store, 3)
    assert metered.kinds([_raw(1), _raw(2)]) == ["answer"] * 2
    again = [_raw(number) for number in (1, 2) * 20]
    assert metered.kinds([*again, _raw(3), *again]) == ["answer"] * 81
    assert metered.kinds([*again, _raw(4)]) == ["answer"] * 40 + ["quota_exceeded"]
    assert _used(store) == 3


def test_what_is_refused_under_way_leaves_its_room(store: SimpleCounts) -> None:
    scoring = _Metered(store, 1)
    refused = _raw(1).replace(b'"m-1"', b'"refused"')
    assert scoring.kinds([refused, _raw(2)]) == ["forbidden", "answer"]


def test_who_waits_for_room_waits_until_the_deadline_at_most(store: SimpleCounts) -> None:
    scoring = _Metered(store, 1)
    endless = _raw(1).replace(b'"m-1"', b'"endless"')
    assert scoring.kinds([endless, _raw(2)], deadline_ms=50) == ["invalid", "quota_exceeded"]


def test_a_quota_of_none_at_all_lets_nothing_be_used(store: SimpleCounts) -> None:
    assert _Metered(store, 0).kinds([_raw(1)]) == ["quota_exceeded"]


def test_what_is_anothers_is_said_to_be_so_whatever_is_left_of_the_quota(
    store: SimpleCounts,
) -> None:
    of_another = Caller("acme", "k1", frozenset({"score"}), frozenset({"m-1"}))
    refused = _raw(1).replace(b'"m-1"', b'"refused"')
    assert _Metered(store, 0).kinds([refused, _raw(2)], of_another) == [
        "forbidden",
        "quota_exceeded",
    ]


def test_a_new_month_has_the_whole_quota(store: SimpleCounts) -> None:
    metered = _Metered(store, 1)
    metered.kinds([_raw(1)])
    metered.now_ms = NOVEMBER.ends_ms
    assert metered.kinds([_raw(2), _raw(3)]) == ["answer", "quota_exceeded"]
    assert (_used(store), _used(store, month=NOVEMBER.after)) == (1, 1)


def test_a_quota_holds_for_what_this_process_knows_while_the_store_is_away(
    store: SimpleCounts,
) -> None:
    metered = _Metered(store, 2)
    metered.kinds([_raw(1)])
    store.is_away = True
    assert metered.kinds([_raw(2)]) == ["answer"]
    assert metered.kinds([_raw(3), _raw(2)]) == ["quota_exceeded", "answer"]
    store.is_away = False
    asyncio.run(metered.meter.settle())
    assert _used(store) == 2
