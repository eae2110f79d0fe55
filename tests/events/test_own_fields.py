"""A payment's own fields, as a file declares them, are decoded within their limits."""

import pickle
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.fraud.payment import Payment
from events.fraud.payment_type import payment_type, public_copy
from events.fraud.schema import json_schema
from events.shared.own_fields import MOST_UNITS, OwnField, decimal_text, decimal_units
from events.shared.own_record import carried_values
from tests.events.own_payments import (
    CONTRACT,
    EMAIL,
    FIELDS,
    MCC,
    TIP,
    VALUES,
    record,
    the_fault,
    the_payment,
)


def test_every_type_is_decoded_a_decimal_to_an_integer_of_its_last_digit() -> None:
    payment = the_payment(record())
    found = {name: getattr(payment, name) for name in VALUES}
    assert found == {**VALUES, "tip": 1250}


def test_a_field_that_is_not_required_may_be_absent_or_null() -> None:
    assert the_payment(record(mcc=...)).mcc is None
    assert the_payment(record(tip=None)).tip is None
    assert the_fault(record(recurring=...)).cause == "missing_field"
    assert the_fault(record(recurring=None)).cause == "wrong_type"


@pytest.mark.parametrize(
    ("name", "value", "cause"),
    [
        ("mcc", "54111", "bad_identifier"),
        ("mcc", 5411, "wrong_type"),
        ("items", 0, "out_of_range"),
        ("items", 1000, "out_of_range"),
        ("items", 1.0, "wrong_type"),
        ("recurring", "no", "wrong_type"),
        ("issuer_country", "XX", "unknown_country"),
        ("opened_at", 10**15, "out_of_range"),
        ("tip", "12.505", "wrong_type"),
        ("tip", 12.505, "wrong_type"),
        ("tip", "12,5", "wrong_type"),
        ("tip", True, "wrong_type"),
        ("tip", -0.01, "out_of_range"),
        ("tip", "1000.01", "out_of_range"),
        ("tip", 1e300, "wrong_type"),
    ],
)
def test_a_faulty_field_is_named_with_its_cause(name: str, value: object, cause: str) -> None:
    fault = the_fault(record(**{name: value}))
    assert (fault.cause, fault.field) == (cause, name)
    assert fault.detail.startswith(f"{name}: ")


def test_a_fault_shows_what_was_expected_and_the_value() -> None:
    assert the_fault(record(tip=1000.01)).detail == (
        "tip: 0.00 to 1000.00 expected, got the value 1000.01"
    )
    assert the_fault(record(items=1000)).detail == (
        "items: Expected `int` <= 999, got the value 1000"
    )


@pytest.mark.parametrize("type_", ["text", "integer", "decimal", "boolean", "country", "time"])
@pytest.mark.parametrize("value", ["secret\n", 17.000017, 10**17 + 17, ["secret"]])
def test_a_fault_never_shows_a_personal_value(type_: str, value: object) -> None:
    field = OwnField(name="own", type=type_, personal=True, digits=2 if type_ == "decimal" else 0)  # type: ignore[arg-type]
    fault = the_fault(record(own=value), type(CONTRACT)(fields=(field,)))
    assert fault.field == "own"
    assert "secret" not in fault.detail
    assert "17" not in fault.detail


def test_a_sender_cannot_give_the_amount_in_the_base_currency() -> None:
    assert the_payment(record(amount_base_minor=1)).amount_base_minor is None
    assert the_payment(record(amount_base_minor="x")).amount_base_minor is None
    assert the_fault(record(amount_base_minor="x", country="XX")).field == "country"
    assert the_fault(record(amount_base_minor="x", items=0)).field == "items"


@given(st.integers(-MOST_UNITS, MOST_UNITS), st.integers(0, 9))
def test_a_decimal_is_the_same_as_number_and_as_text(units: int, digits: int) -> None:
    text = decimal_text(units, digits)
    assert Decimal(text).scaleb(digits) == units
    assert decimal_units(text, digits) == units
    assert decimal_units(float(text), digits) == units


@given(st.decimals(-(10**6), 10**6, places=6), st.integers(0, 6))
def test_a_decimal_with_more_digits_is_none(value: Decimal, digits: int) -> None:
    fits = value == round(value, digits)
    assert (decimal_units(float(value), digits) is not None) == fits
    shortest = format(value.normalize(), "f")
    assert (decimal_units(shortest, digits) is not None) == fits


def test_the_types_of_equal_fields_are_one_and_carry_over_by_messagepack() -> None:
    again = pickle.loads(pickle.dumps(CONTRACT))  # noqa: S301 - as Flink hands it to workers
    assert again == CONTRACT
    assert again.payment_type is CONTRACT.payment_type
    payment = the_payment(record())
    handed_over = msgspec.msgpack.decode(msgspec.msgpack.encode(payment), type=payment_type(FIELDS))
    assert handed_over == payment
    assert isinstance(handed_over, Payment)


def test_a_name_that_is_taken_is_refused() -> None:
    with pytest.raises(ValueError, match="card_id"):
        payment_type((OwnField(name="card_id", type="text"),))
    with pytest.raises(ValueError, match="mcc"):
        payment_type((MCC, OwnField(name="mcc", type="integer")))


def test_a_decision_carries_what_is_to_be_carried_and_nothing_personal() -> None:
    assert carried_values(FIELDS)(the_payment(record())) == {"mcc": "5411", "tip": "12.50"}
    assert carried_values(FIELDS)(the_payment(record(mcc=None))) == {"tip": "12.50"}
    told = OwnField(name="customer_email", type="text", personal=True, carried=True)
    contract = type(CONTRACT)(fields=(told,))
    assert carried_values(contract.fields)(the_payment(record(), contract)) == {}


def test_a_payment_leaves_the_job_as_it_came_without_what_is_personal() -> None:
    payment = the_payment(record(tip="12.5"))
    public = msgspec.to_builtins(public_copy(FIELDS)(payment))
    came = msgspec.json.decode(record(tip="12.50"))
    del came[EMAIL.name], came["amount_base_minor"]
    assert public == came
    assert the_fault(msgspec.json.encode(public | {TIP.name: "x"})).field == TIP.name


def test_the_schema_of_a_payment_has_its_own_fields_and_none_that_are_computed() -> None:
    properties = json_schema("payment", FIELDS)["$defs"]["Payment"]["properties"]
    assert {*VALUES} <= {*properties}
    assert "amount_base_minor" not in properties
    assert "amount_base_minor" not in json_schema("late-payment")["$defs"]["Payment"]["properties"]
