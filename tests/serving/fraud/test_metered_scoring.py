"""Each answer is counted once, and nobody goes beyond its quota but for what it had."""

import asyncio
import json
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
    """Answers each payment after others had their turn, late ones at the deadline, and refuses."""

    def __init__(self) -> None:
        self.deadlines_ms: list[int] = []

    async def decide(self, raw: bytes, caller: Caller, deadline_ms: int) -> Answer | Refusal:  # noqa: ARG002 - of the interface
        self.deadlines_ms.append(deadline_ms)
        await asyncio.sleep(0)
        payment = _DECODE(raw, NOW_MS)
        if isinstance(payment, Fault):
            return Refusal(kind="invalid", detail=payment.detail)
        if payment.merchant_id == "refused":
            return Refusal(kind="forbidden", detail="refused")
        if payment.merchant_id == "endless":
            await asyncio.sleep(2 * deadline_ms / 1_000)
            return Refusal(kind="invalid", detail="late")
        if payment.merchant_id == "late":
            await asyncio.sleep(deadline_ms / 1_000)
        return Answer(decision=decision(decision_id(payment)), basis="state")


class _Metered:
    """What is tested, over a store in memory."""

    def __init__(self, store: SimpleCounts, quota: int | None) -> None:
        plan = Plan("p", 0, 0, (Tier(None, 1),), quota=quota)
        prices = Prices(currency="EUR", plans={"p": plan}, tenants={}, default_plan="p", sha256="")
        self.now_ms, self.now_s = NOW_MS, 0.0
        self.meter = Meter(store, clock_s=lambda: self.now_s)
        self.inner = _Scoring()
        self._scoring = MeteredScoring(
            self.inner, _DECODE, self.meter, Quotas(self.meter, prices), lambda: self.now_ms
        )

    def kinds(
        self, raws: Sequence[bytes], caller: Caller = ACME, deadline_ms: int = 1_000
    ) -> list[str]:
        """What became of payments that are asked about at once."""
        return self.kinds_by([(raw, deadline_ms) for raw in raws], caller)

    def kinds_by(self, asked: Sequence[tuple[bytes, int]], caller: Caller = ACME) -> list[str]:
        """The same, each with a deadline of its own."""

        async def run() -> list[Answer | Refusal]:
            decided = (self._scoring.decide(raw, caller, ms) for raw, ms in asked)
            return await asyncio.gather(*decided)

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


@pytest.mark.parametrize("quota", [None, 5])
def test_after_the_deadline_nothing_is_waited_for(store: SimpleCounts, quota: int | None) -> None:
    metered = _Metered(store, quota)
    assert metered.kinds([_raw(1)], deadline_ms=0) == ["answer"]
    assert metered.inner.deadlines_ms == [0]


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


def _late(number: int) -> bytes:
    """The same payment, answered when there is no time left to count it."""
    return _raw(number).replace(b'"m-1"', b'"late"')


@pytest.mark.parametrize("is_restarted", [False, True])
def test_repeated_requests_that_are_owed_take_no_room_from_a_new_one(
    store: SimpleCounts, *, is_restarted: bool
) -> None:
    metered = _Metered(store, 20)
    assert metered.kinds([_raw(number) for number in range(19)]) == ["answer"] * 19
    if is_restarted:
        metered = _Metered(store, 20)
    again = [_late(number) for number in range(8)]
    assert metered.kinds(again, deadline_ms=1) == ["answer"] * 8
    assert metered.kinds([_raw(19)]) == ["answer"]
    assert metered.kinds([_raw(20)]) == ["quota_exceeded"]
    assert _used(store) == 20


def test_of_many_requests_for_few_ids_as_many_ids_are_answered_as_there_is_room_for(
    store: SimpleCounts,
) -> None:
    store.turns = 2
    metered = _Metered(store, 20)
    numbers = [number for number in range(40) for _ in range(2)]
    asked = [one for number in numbers for one in ((_late(number), 1), (_raw(number), 1_000))]
    kinds = metered.kinds_by(asked)
    answered = {
        number for number, kind in zip(numbers, kinds[1::2], strict=True) if kind == "answer"
    }
    asyncio.run(metered.meter.settle())
    assert (len(answered), _used(store), metered.meter.owed) == (20, 20, 0)


@given(
    st.lists(st.tuples(st.integers(0, 5), st.booleans(), st.booleans()), max_size=25),
    st.integers(0, 5),
    st.sets(st.integers(0, 5), max_size=3),
)
@settings(deadline=None, max_examples=60)
def test_whoever_is_in_a_hurry_and_whenever_the_store_is_away_there_is_room_up_to_the_quota(
    steps: list[tuple[int, bool, bool]], quota: int, by_another: set[int]
) -> None:
    store, answered = SimpleCounts(), set(by_another)
    another = _Metered(store, None)
    another.kinds([_raw(number) for number in by_another])
    metered = _Metered(store, quota)
    # It learns of them before the store goes.
    metered.kinds([_raw(number) for number in by_another])
    for number, is_hurried, is_away in steps:
        metered.now_s += 10
        store.is_away = is_away
        asked = (_late(number), 1) if is_hurried else (_raw(number), 1_000)
        has_room = number in answered or len(answered) < quota
        assert metered.kinds_by([asked]) == ["answer" if has_room else "quota_exceeded"]
        if has_room:
            answered.add(number)
    store.is_away = False
    asyncio.run(metered.meter.settle())
    assert _used(store) == len(answered)
