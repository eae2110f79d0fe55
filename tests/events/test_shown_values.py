"""No message shows what stands in a container under a field, personal or not."""

import json

import pytest

from events.fraud.codec import LabelDecoder
from events.shared.rejected import Fault
from tests.events.own_payments import FIELDS, record, the_fault
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
