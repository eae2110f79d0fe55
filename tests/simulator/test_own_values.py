"""Records with a file's own fields are payments by that file, sent again as the same bytes."""

from collections import Counter
from typing import Any

from events.fraud.codec import PaymentDecoder
from events.fraud.payment import Payment
from events.fraud.payment_contract import PaymentContract
from events.shared.own_fields import OwnField
from simulator.disorder_settings import Disorder
from simulator.own_values import with_own_values
from simulator.scenario import Scenario, wire_records

FIELDS = (
    OwnField(name="fee", type="decimal", digits=2, least=0, most=5, required=True),
    OwnField(name="shop", type="text", longest=4),
    OwnField(name="home", type="country"),
    OwnField(name="opened", type="time"),
    OwnField(name="wallet", type="boolean", required=True),
)
DISORDER = Disorder(duplicate_rate=0.1, malformed_rate=0.1)
PLAIN = wire_records(Scenario(payments=400), DISORDER)
RECORDS = list(with_own_values(PLAIN, FIELDS, seed=1))


def test_every_payment_is_one_by_the_file_and_the_others_stay_as_they_are() -> None:
    decode = PaymentDecoder(contract=PaymentContract(fields=FIELDS)).decode
    payments: list[Any] = [
        decode(record.raw, record.arrival_ms) for record in RECORDS if record.kind != "malformed"
    ]
    assert len(payments) > 400
    assert all(isinstance(one, Payment) for one in payments)
    assert {one.fee for one in payments} <= set(range(501))
    assert 0 < sum(one.shop is None for one in payments) < len(payments) / 2
    broken = [record for record in PLAIN if record.kind == "malformed"]
    assert len(broken) > 20
    assert [record for record in RECORDS if record.kind == "malformed"] == broken


def test_a_payment_that_is_sent_again_has_the_same_bytes() -> None:
    named = {(record.transaction_id, record.raw) for record in RECORDS if record.transaction_id}
    assert len(named) == 400
    assert max(Counter(record.transaction_id for record in RECORDS).values()) > 1


def test_values_that_a_record_has_are_kept() -> None:
    again = list(with_own_values(RECORDS, FIELDS[:1], seed=2))
    assert [one.raw for one in again if one.kind == "payment"] == [
        one.raw for one in RECORDS if one.kind == "payment"
    ]
