"""Own fields and prices of shopping events are what a definition file makes of them."""

import pickle

import msgspec
import pytest

from events.recommendations.codec import CatalogueDecoder
from events.recommendations.late_event import LateEvent
from events.recommendations.schema import json_schema
from events.recommendations.shopping_contract import ShoppingContract
from events.recommendations.shopping_event import (
    ShoppingEvent,
    public_copy,
    shopping_event_type,
)
from events.shared.json_records import encode
from events.shared.leaving_bytes import leaving_bytes
from events.shared.money.base_amounts import MissingRate, MoneyTerms
from events.shared.money.rates_file import parse_rates
from events.shared.own_fields import OwnField
from events.shared.rejected import Fault
from tests.events.own_payments import FIELDS, VALUES
from tests.events.recommendations.shopping import (
    EVENT,
    NOW_MS,
    event_record,
    item_record,
    the_event,
    the_fault,
)

OWN = ShoppingContract(fields=FIELDS)
TABLE = parse_rates("currency,rate,valid_from\nEUR,1,2000-01-01\nJPY,0.00617,2020-01-01\n", "r")


def in_euro(missing_rate: MissingRate = "dead_letter") -> ShoppingContract:
    terms = MoneyTerms(base_currency="EUR", table=TABLE, missing_rate=missing_rate)
    return ShoppingContract(money=terms)


def test_an_event_has_the_own_fields_of_its_file() -> None:
    event = the_event(event_record(**VALUES), OWN)
    assert {name: getattr(event, name) for name in VALUES} == {**VALUES, "tip": 1250}
    assert {name: getattr(event, name) for name in EVENT} == EVENT


@pytest.mark.parametrize(
    ("name", "value", "cause"),
    [
        ("mcc", "54111", "bad_identifier"),
        ("items", 0, "out_of_range"),
        ("issuer_country", "XX", "unknown_country"),
        ("tip", "12,5", "wrong_type"),
        ("recurring", ..., "missing_field"),
    ],
)
def test_a_faulty_own_field_is_named_with_its_cause(name: str, value: object, cause: str) -> None:
    fault = the_fault(event_record(**{**VALUES, name: value}), OWN)
    assert (fault.cause, fault.field) == (cause, name)


def test_a_personal_own_field_is_neither_shown_nor_copied_nor_in_a_dead_letter() -> None:
    raw = event_record(**{**VALUES, "customer_email": "secret\n"})
    assert "secret" not in the_fault(raw, OWN).detail
    assert b"secret" not in leaving_bytes(OWN.personal)(raw)
    event = the_event(event_record(**VALUES), OWN)
    left = encode(LateEvent("e1", NOW_MS, 0, public_copy(FIELDS)(event)))
    assert b"a@b.c" not in left
    assert b'"tip":"12.50"' in left


def test_a_name_that_every_event_has_is_refused() -> None:
    with pytest.raises(ValueError, match="shopper_id"):
        shopping_event_type((OwnField(name="shopper_id", type="text"),))


def test_the_types_of_equal_fields_are_one_and_carry_over_by_messagepack() -> None:
    again = pickle.loads(pickle.dumps(OWN))  # noqa: S301 - as Flink hands it to workers
    assert again.event_type is OWN.event_type
    event = the_event(event_record(**VALUES), OWN)
    handed_over = msgspec.msgpack.decode(msgspec.msgpack.encode(event), type=OWN.event_type)
    assert handed_over == event
    assert isinstance(handed_over, ShoppingEvent)


def test_the_schema_of_an_event_has_its_own_fields_and_none_that_are_computed() -> None:
    properties = json_schema("event", FIELDS)["$defs"]["ShoppingEvent"]["properties"]
    assert {*properties} == {*EVENT, *VALUES}
    late = json_schema("late-event")["$defs"]["ShoppingEvent"]["properties"]
    assert {*late} == {*EVENT}
    assert "price_base_minor" not in json_schema("item")["$defs"]["CatalogueItem"]["properties"]


@pytest.mark.parametrize(
    ("price_minor", "currency", "base_minor"), [(4_990, "EUR", 4_990), (15_000, "JPY", 9_255)]
)
def test_a_price_is_compared_in_an_event_and_in_the_catalogue(
    price_minor: int, currency: str, base_minor: int
) -> None:
    values = {"price_minor": price_minor, "currency": currency, "price_base_minor": 77}
    event = the_event(event_record(**values), in_euro())
    assert (event.price_minor, event.price_base_minor) == (price_minor, base_minor)
    item = CatalogueDecoder(money=in_euro().money).decode(item_record(**values), NOW_MS)
    assert not isinstance(item, Fault)
    assert item.price_base_minor == base_minor


def test_without_a_price_there_is_nothing_to_compare() -> None:
    event = the_event(event_record(price_minor=..., currency=...), in_euro())
    assert event.price_base_minor is None


def test_a_price_without_a_rate_is_a_dead_letter_or_not_compared() -> None:
    francs = {"price_minor": 100, "currency": "CHF"}
    fault = the_fault(event_record(**francs), in_euro())
    assert (fault.cause, fault.field) == ("missing_rate", "currency")
    assert "CHF" in fault.detail
    assert the_event(event_record(**francs), in_euro("missing")).price_base_minor is None
    item_fault = CatalogueDecoder(money=in_euro().money).decode(item_record(**francs), NOW_MS)
    assert isinstance(item_fault, Fault)
    assert item_fault.cause == "missing_rate"
