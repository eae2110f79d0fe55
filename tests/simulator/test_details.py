"""Details are added to a stream, each without a change to anything that it is not about."""

from collections import Counter, defaultdict
from dataclasses import replace
from itertools import pairwise
from typing import Any

import msgspec
import pytest

from events.fraud.codec import PaymentDecoder
from events.fraud.payment import Payment
from events.fraud.payment_contract import PaymentContract
from events.shared.json_records import encode
from events.shared.money.base_amounts import BaseAmounts, MoneyTerms
from events.shared.money.shipped_rates import shipped_rates
from events.shared.time_units import DAY_MS
from simulator.details import MERCHANT_CATEGORY, Details
from simulator.record import SimulatedPayment
from simulator.scenario import Scenario, simulate, wire_records

PLAIN = Scenario(payments=12_000, fraud_rate=0.03)
ALL = Details(categories=True, currencies=True, devices=True)


def simulated(details: Details) -> list[SimulatedPayment]:
    return simulate(replace(PLAIN, details=details))


def fields(details: Details) -> list[dict[str, Any]]:
    return [msgspec.to_builtins(item.payment) for item in simulated(details)]


@pytest.fixture(scope="module")
def plain() -> list[dict[str, Any]]:
    return fields(Details())


@pytest.mark.parametrize(
    ("details", "changed"),
    [
        (Details(categories=True), {"mcc"}),
        (Details(currencies=True), {"amount_minor", "currency"}),
        (Details(devices=True), {"device_id"}),
        (ALL, {"mcc", "amount_minor", "currency", "device_id"}),
    ],
)
def test_a_detail_changes_only_what_it_is_about(
    details: Details, changed: set[str], plain: list[dict[str, Any]]
) -> None:
    detailed = fields(details)
    assert len(detailed) == len(plain)
    found = {
        name
        for before, after in zip(plain, detailed, strict=True)
        for name in {*before, *after}
        if before.get(name) != after.get(name)
    }
    assert found == changed


def test_a_merchant_has_one_category_of_its_kind() -> None:
    categories = defaultdict(set)
    for payment in fields(Details(categories=True)):
        categories[payment["merchant_id"]].add(payment["mcc"])
    assert len(categories) > 200
    assert {len(codes) for codes in categories.values()} == {1}
    assert len({code for codes in categories.values() for code in codes}) > 15


def test_amounts_are_the_same_in_the_base_currency(plain: list[dict[str, Any]]) -> None:
    amounts = BaseAmounts(MoneyTerms(base_currency="EUR", table=shipped_rates()))

    def base(payment: dict[str, Any]) -> int:
        amount, currency = payment["amount_minor"], payment["currency"]
        found = amounts.amount(amount, currency, payment["event_time_ms"])
        assert found is not None
        return found

    billed = fields(Details(currencies=True))
    others = [
        (base(before), base(after))
        for before, after in zip(plain, billed, strict=True)
        if before["currency"] != after["currency"]
    ]
    assert len(others) > 1_000
    # A unit of the coarsest currency, the yen, is half a cent; the least amount is one unit.
    assert max(abs(before - after) for before, after in others) <= 2
    currencies = Counter(payment["currency"] for payment in billed)
    assert currencies["JPY"] > 100
    assert currencies["KWD"] > 100


def test_some_devices_are_shared_and_some_unknown() -> None:
    cards, campaigns = defaultdict(set), defaultdict(list)
    unknown = 0
    for item in simulated(Details(devices=True)):
        payment = item.payment
        if payment.device_id is None:
            unknown += payment.channel == "ecommerce"
        elif item.is_fraud:
            campaigns[payment.device_id].append(payment.event_time_ms)
        else:
            cards[payment.device_id].add(payment.card_id)
    assert unknown > 100
    assert Counter(map(len, cards.values()))[2] > 40
    gaps_ms = [max(b - a for a, b in pairwise([*times, times[-1]])) for times in campaigns.values()]
    assert sum(gap_ms > 5 * DAY_MS for gap_ms in gaps_ms) > 2


def test_the_stream_decodes_with_the_own_field_and_without() -> None:
    contract = PaymentContract(
        fields=(MERCHANT_CATEGORY,),
        money=MoneyTerms(base_currency="EUR", table=shipped_rates()),
    )
    now_ms = PLAIN.start_ms + PLAIN.days * DAY_MS
    own, plain = PaymentDecoder(contract=contract), PaymentDecoder()
    payments = simulated(ALL)[:2_000]
    for item in payments:
        found: Any = own.decode(encode(item.payment), now_ms)
        assert found.mcc == item.payment.mcc  # type: ignore[attr-defined]
        assert found.amount_base_minor is not None
        assert isinstance(plain.decode(encode(item.payment), now_ms), Payment)
    assert len(payments) == 2_000


def test_broken_records_are_rejected_for_the_same_causes() -> None:
    causes = [
        Counter(one.cause for one in wire_records(replace(PLAIN, details=d)))
        for d in (Details(), ALL)
    ]
    assert causes[0] == causes[1]
    assert len(causes[0]) > 8
