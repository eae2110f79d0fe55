"""A shopping event is decoded within its limits, or is a fault that names its field."""

import msgspec
import pytest

from events.recommendations.codec import EventDecoder
from events.recommendations.shopping_event import ShoppingEvent, public_copy
from events.shared.rejected import Fault
from tests.events.recommendations.shopping import (
    EVENT,
    NOW_MS,
    decoded,
    event_record,
    the_event,
    the_fault,
)

NUMBER = "4111111111111111"


def test_an_event_has_what_its_record_has_and_the_key_of_its_shopper() -> None:
    event = the_event(event_record())
    assert {name: getattr(event, name) for name in EVENT} == EVENT
    assert (event.shopper_id, event.price_base_minor) == ("user:u1", None)


@pytest.mark.parametrize("name", ["category", "trace_id", "session_id"])
def test_what_is_optional_may_be_absent_or_null(name: str) -> None:
    for record in (event_record(**{name: ...}), event_record(**{name: None})):
        assert getattr(the_event(record), name) is None


def test_a_session_stands_in_where_no_user_is_known() -> None:
    assert the_event(event_record(user_id=...)).shopper_id == "session:s1"


def test_an_event_of_nobody_is_a_fault() -> None:
    fault = the_fault(event_record(user_id=None, session_id=...))
    assert (fault.cause, fault.field) == ("missing_shopper", "user_id")
    assert fault.detail == "user_id: missing, user_id or session_id is expected"


@pytest.mark.parametrize("kind", ["view", "cart", "purchase", "impression", "hide"])
def test_every_type_of_event_is_taken(kind: str) -> None:
    assert the_event(event_record(event_type=kind)).event_type == kind


def test_an_unknown_type_is_shown_with_the_known_ones() -> None:
    fault = the_fault(event_record(event_type="buy"))
    assert (fault.cause, fault.field) == ("out_of_range", "event_type")
    assert fault.detail == (
        "event_type: one of view, cart, purchase, impression, hide, link expected,"
        " got the value 'buy'"
    )


@pytest.mark.parametrize(
    ("name", "value", "cause"),
    [
        ("event_id", ..., "missing_field"),
        ("event_id", "e\n", "bad_identifier"),
        ("item_id", None, "wrong_type"),
        ("item_id", "x" * 129, "bad_identifier"),
        ("event_type", ..., "missing_field"),
        ("event_type", 1, "wrong_type"),
        ("event_time_ms", NOW_MS // 1000, "out_of_range"),
        ("event_time_ms", NOW_MS + 300_001, "time_in_future"),
        ("user_id", "", "bad_identifier"),
        ("session_id", " s", "bad_identifier"),
        ("user_id", 17, "wrong_type"),
        ("category", "x" * 65, "bad_identifier"),
        ("price_minor", -1, "out_of_range"),
        ("price_minor", 10**12 + 1, "out_of_range"),
        ("price_minor", 1.5, "wrong_type"),
        ("price_minor", ..., "incomplete_price"),
        ("currency", None, "incomplete_price"),
        ("currency", "EURO", "unknown_currency"),
        ("trace_id", "\u202e", "bad_identifier"),
        ("user_id", NUMBER, "card_number"),
        ("session_id", NUMBER, "card_number"),
    ],
)
def test_a_faulty_field_is_named_with_its_cause(name: str, value: object, cause: str) -> None:
    fault = the_fault(event_record(**{name: value}))
    assert (fault.cause, fault.field) == (cause, name)
    assert fault.detail.startswith(f"{name}: ")


@pytest.mark.parametrize(
    ("name", "value", "detail"),
    [
        ("currency", "EURO", "currency: 'EURO' is not a current ISO 4217 code"),
        ("price_minor", -1, "price_minor: Expected `int` >= 0, got the value -1"),
        ("currency", ..., "currency: missing, price_minor and currency are expected together"),
        ("category", "x" * 65, "category: 65 characters, at most 64 expected"),
    ],
)
def test_a_fault_shows_what_was_expected_and_the_value(
    name: str, value: object, detail: str
) -> None:
    assert the_fault(event_record(**{name: value})).detail == detail


@pytest.mark.parametrize("name", ["user_id", "session_id"])
@pytest.mark.parametrize("value", ["secret\n", {"a": "secret"}, ["secret"], 1717.5, "secret" * 40])
def test_a_fault_never_shows_who_shopped(name: str, value: object) -> None:
    fault = the_fault(event_record(**{name: value}))
    assert fault.field == name
    assert "secret" not in fault.detail
    assert "1717" not in fault.detail


def test_a_card_number_is_a_token_like_any_other_where_that_is_said() -> None:
    assert NUMBER not in the_fault(event_record(user_id=NUMBER)).detail
    accepted = EventDecoder(card_numbers=True).decode(event_record(user_id=NUMBER), NOW_MS)
    assert isinstance(accepted, ShoppingEvent)
    assert accepted.shopper_id == f"user:{NUMBER}"


def test_an_item_is_no_token_and_may_have_the_digits_of_a_card_number() -> None:
    assert the_event(event_record(item_id=NUMBER)).item_id == NUMBER


@pytest.mark.parametrize("name", ["shopper_id", "price_base_minor"])
@pytest.mark.parametrize("value", [1, "user:other", None, [], {}])
def test_a_sender_cannot_give_what_is_computed(name: str, value: object) -> None:
    assert the_event(event_record(**{name: value})) == the_event(event_record())
    assert the_fault(event_record(**{name: {}}, currency="XX")).field == "currency"


def test_how_far_a_clock_may_run_ahead_is_a_setting() -> None:
    early = event_record(event_time_ms=NOW_MS + 10)
    assert isinstance(EventDecoder(max_future_ms=10).decode(early, NOW_MS), ShoppingEvent)
    fault = EventDecoder(max_future_ms=9).decode(early, NOW_MS)
    assert isinstance(fault, Fault)
    assert fault.cause == "time_in_future"


def test_an_event_leaves_the_job_as_it_came() -> None:
    left = public_copy(())(the_event(event_record()))
    assert msgspec.to_builtins(left) == EVENT


@pytest.mark.parametrize(
    ("raw", "cause"),
    [
        (b"", "empty"),
        (b"[]", "not_an_object"),
        (event_record(trace_id="x" * 17_000), "oversized"),
        (event_record()[:-1], "malformed_json"),
        (event_record(event_type="link")[:-9], "malformed_json"),
        (event_record() + b"}", "malformed_json"),
        (event_record().replace(b"u1", b"\xff"), "bad_encoding"),
        (event_record().replace(b"u1", rb"\ud83d"), "bad_encoding"),
    ],
)
def test_a_record_that_cannot_be_read_is_at_fault_as_a_whole(raw: bytes, cause: str) -> None:
    fault = the_fault(raw)
    assert (fault.cause, fault.field) == (cause, None)


@pytest.mark.parametrize("first", [b'"link"', b"17", b'"buy"', b"[]"])
def test_of_a_repeated_type_the_last_one_counts(first: bytes) -> None:
    record = event_record()
    assert decoded(b'{"event_type":%s,' % first + record[1:]) == the_event(record)
