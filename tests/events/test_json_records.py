"""Hostile JSON becomes a payment or a fault with its cause, never an exception."""

import pytest

from events.fraud.codec import LabelDecoder, PaymentDecoder
from events.fraud.label import Label
from events.fraud.payment import Payment
from events.shared.json_records import MAX_BRACKETS, encode
from events.shared.rejected import Fault
from tests.features.payments import START_MS, a_payment

PAYMENT = encode(a_payment(START_MS))


def outcome(raw: bytes) -> Payment | Fault:
    return PaymentDecoder().decode(raw, START_MS)


def fault(raw: bytes) -> Fault:
    found = outcome(raw)
    assert isinstance(found, Fault)
    return found


@pytest.mark.parametrize(
    "field", ["transaction_id", "card_id", "merchant_id", "channel", "device_id", "ip", "trace_id"]
)
def test_every_text_of_a_payment_obeys_the_rule_for_ids(field: str) -> None:
    raw = PAYMENT[:-1] + b',"%s":"secret\\ufeff"}' % field.encode()
    found = fault(raw)
    assert (found.cause, found.field) == ("bad_identifier", field)
    assert found.detail == f"{field}: a byte-order mark"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (b"x" * 33, "channel: 33 characters, at most 32 expected"),
        (b"", "channel: blank"),
        (b"p\\n", "channel: a line end"),
    ],
)
def test_a_fault_of_a_text_says_of_what_kind(value: bytes, said: str) -> None:
    assert fault(PAYMENT.replace(b'"pos"', b'"%s"' % value)).detail == said


@pytest.mark.parametrize(
    "half", [rb"\ud83d", rb"\udc00", rb"a\ud83d\ud83d\ude00", rb"\ude00\ud83d", rb"\\\ud83d"]
)
def test_half_a_surrogate_pair_is_no_text_in_any_field(half: bytes) -> None:
    for raw in (PAYMENT.replace(b'"card"', b'"%s"' % half), PAYMENT[:-1] + b',"x":"%s"}' % half):
        assert fault(raw).cause == "bad_encoding"
        assert "half a surrogate pair at byte" in fault(raw).detail


@pytest.mark.parametrize(
    "raw",
    [
        PAYMENT[:-1] + b',"note":"\xff"}',
        PAYMENT.replace(b"{", b'{"card_id":"\xff",', 1),
        PAYMENT[:-1] + b',"note":"\xed\xa0\x80"}',
        PAYMENT.replace(b'"card"', b'"\xc3"'),
    ],
)
def test_what_is_not_utf_8_is_no_record_wherever_it_stands(raw: bytes) -> None:
    assert fault(raw).cause == "bad_encoding"
    assert "not UTF-8 at byte" in fault(raw).detail


def test_text_beyond_ascii_is_a_record() -> None:
    assert outcome(PAYMENT[:-1] + ',"note":"\u00e9\U0001f600"}'.encode()) == outcome(PAYMENT)


def test_a_backslash_before_a_u_is_no_escape() -> None:
    found = outcome(PAYMENT.replace(b'"card"', rb'"\\ud83d"'))
    assert isinstance(found, Payment)
    assert found.card_id == r"\ud83d"


def test_brackets_are_counted_before_a_parser_reads_them() -> None:
    most = MAX_BRACKETS - 1
    assert isinstance(outcome(PAYMENT[:-1] + b',"x":' + b"[" * most + b"]" * most + b"}"), Payment)
    deep = fault(PAYMENT[:-1] + b',"x":' + b"[" * MAX_BRACKETS + b"]" * MAX_BRACKETS + b"}")
    assert deep.cause == "malformed_json"
    assert deep.detail == "501 opening brackets and braces, at most 500 expected"


@pytest.mark.parametrize("first", [b"17", b'"a\\n"', b"null", b"1e400", b"[]"])
def test_of_a_repeated_field_the_last_one_counts_whatever_the_first_was(first: bytes) -> None:
    assert outcome(PAYMENT.replace(b"{", b'{"card_id":%s,' % first, 1)) == outcome(PAYMENT)
    assert isinstance(outcome(PAYMENT[:-1] + b',"card_id":%s}' % first), Fault)


def test_a_repeated_field_is_known_by_its_name_and_not_by_how_that_is_written() -> None:
    found = outcome(PAYMENT[:-1] + rb',"card\u005fid":"other"}')
    assert isinstance(found, Payment)
    assert found.card_id == "other"


def test_the_value_at_fault_cannot_name_another_field_or_cause() -> None:
    label = encode(Label("l", "t", "c", "m", "chargeback", START_MS, START_MS))
    value = b"x', got `int` - at `$.card_id`"
    found = LabelDecoder().decode(label.replace(b"chargeback", value), START_MS)
    assert isinstance(found, Fault)
    assert (found.cause, found.field) == ("out_of_range", "kind")
