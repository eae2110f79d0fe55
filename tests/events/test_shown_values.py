"""No message shows what stands in a container under a field, personal or not."""

import json

import pytest

from events.fraud.codec import LabelDecoder, PaymentDecoder
from events.fraud.payment_contract import PaymentContract
from events.shared.money.base_amounts import MoneyTerms
from events.shared.rejected import Fault
from tests.events.own_payments import CONTRACT, FIELDS, record, the_fault
from tests.features.payments import START_MS

SECRET = "a@b.c"
INSIDE = {"customer_email": SECRET}
OWN = tuple(one.name for one in FIELDS if not one.personal)
CHECKED = ("amount_minor", "currency", "country", "event_time_ms", *OWN)
"""Fields that no text with JSON in it fits."""


def _check(name: str, value: object) -> None:
    fault = the_fault(record(**{name: value}))
    assert fault.field == name
    assert "a@b" not in fault.detail
    assert "customer_email" not in fault.detail


@pytest.mark.parametrize("name", [*CHECKED, "channel", "ip"])
@pytest.mark.parametrize("value", [INSIDE, [INSIDE], [SECRET]])
def test_what_stands_in_an_object_or_array_is_not_shown(name: str, value: object) -> None:
    _check(name, value)


@pytest.mark.parametrize("name", CHECKED)
@pytest.mark.parametrize(
    "text",
    [
        json.dumps(INSIDE),
        f" {json.dumps([INSIDE])}",
        json.dumps(SECRET),
        json.dumps(json.dumps(INSIDE)),
        f"payment: {json.dumps(INSIDE)}",
    ],
)
def test_what_stands_in_a_text_with_json_is_not_shown(name: str, text: str) -> None:
    _check(name, text)


def test_the_message_says_what_it_is() -> None:
    assert the_fault(record(mcc=INSIDE)).detail == (
        "mcc: Expected `str | null`, got `object`, got the value JSON (not shown)"
    )
    assert the_fault(record(amount_minor=[INSIDE])).detail == (
        "amount_minor: Expected `int`, got `array`, got the value JSON (not shown)"
    )
    assert the_fault(record(tip=json.dumps(INSIDE))).detail == (
        "tip: a decimal with at most 2 digits after the point expected,"
        " got the value JSON (not shown)"
    )


def test_a_scalar_is_shown_as_before() -> None:
    assert the_fault(record(mcc=5411)).detail.endswith(", got the value 5411")
    assert the_fault(record(amount_minor="12,5")).detail.endswith(", got the value '12,5'")


def test_a_label_shows_no_contents_either() -> None:
    label = {
        "label_id": "l",
        "transaction_id": "t",
        "card_id": "c",
        "merchant_id": "m",
        "kind": INSIDE,
    }
    times = {"event_time_ms": START_MS, "reported_time_ms": START_MS}
    fault = LabelDecoder().decode(json.dumps(label | times).encode(), START_MS)
    assert isinstance(fault, Fault)
    assert fault.field == "kind"
    assert SECRET not in fault.detail


HIDING = PaymentDecoder(contract=CONTRACT, shows_values=False)
"""Tells who asks what is wrong, and no value."""


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("amount_minor", "41x", "amount_minor: Expected `int`, got `str`"),
        ("channel", 41, "channel: Expected `str`, got `int`"),
        ("currency", "QQX", "currency: the text is not a current ISO 4217 code"),
        ("country", "QX", "country: the text is not a current ISO 3166-1 code"),
        ("issuer_country", "QX", "issuer_country: the text is not a current ISO 3166-1 code"),
        ("tip", 2000.01, "tip: 0.00 to 1000.00 expected"),
        ("items", 4242, "items: Expected `int` <= 999"),
        (
            "event_time_ms",
            START_MS + 300_001,
            "event_time_ms: more than 300000 ms ahead of the time of arrival",
        ),
    ],
)
def test_who_asks_is_told_field_and_expectation_alone(name: str, value: object, told: str) -> None:
    raw = record(**{name: value})
    fault = HIDING.decode(raw, START_MS)
    assert isinstance(fault, Fault)
    assert fault.detail == told
    shown = the_fault(raw)
    assert (fault.cause, fault.field) == (shown.cause, shown.field)
    assert str(value) in shown.detail


def test_who_asks_is_not_told_the_currency_that_has_no_rate() -> None:
    money = MoneyTerms(base_currency="EUR")
    contract = PaymentContract(money=money)
    hiding = PaymentDecoder(contract=contract, shows_values=False)
    fault = hiding.decode(record(currency="SEK"), START_MS)
    assert isinstance(fault, Fault)
    assert fault.detail == "currency: no rate of it: EUR expected, no other currency has a rate"
