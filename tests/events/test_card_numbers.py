"""A card number is told by its check digit, and masked wherever a record holds it."""

import pytest

from events.fraud.codec import LabelDecoder, PaymentDecoder
from events.fraud.label import Label
from events.fraud.payment import Payment
from events.shared.card_numbers import is_card_number, masked
from events.shared.json_records import encode
from events.shared.rejected import Fault
from tests.features.payments import START_MS, a_payment

NUMBER = "4111111111111111"
MASKED = b"\xff" * 12 + b"1111"


def paid_with(card_id: str) -> bytes:
    return encode(a_payment(START_MS, card_id=card_id))


@pytest.mark.parametrize("text", [NUMBER, "378282246310005", "6304000000000000", "0" * 13])
def test_a_number_with_its_check_digit_is_a_card_number(text: str) -> None:
    assert is_card_number(text)


@pytest.mark.parametrize(
    "text", ["4111111111111112", "0" * 12, "0" * 20, "c" + NUMBER, "٤" * 16, NUMBER + "\n", ""]
)
def test_what_lacks_the_digit_the_length_or_the_form_is_none(text: str) -> None:
    assert not is_card_number(text)


def test_one_in_ten_numbers_is_taken_for_one() -> None:
    assert sum(is_card_number(f"{number:016}") for number in range(10_000)) == 1_000


def test_a_payment_by_a_card_number_is_refused_without_showing_it() -> None:
    fault = PaymentDecoder().decode(paid_with(NUMBER), START_MS)
    assert isinstance(fault, Fault)
    assert (fault.cause, fault.field) == ("card_number", "card_id")
    assert "source.card_numbers=accept" in fault.detail
    assert NUMBER not in fault.detail


def test_it_is_a_token_like_any_other_where_that_is_said() -> None:
    accepted = PaymentDecoder(card_numbers=True).decode(paid_with(NUMBER), START_MS)
    assert isinstance(accepted, Payment)
    assert accepted.card_id == NUMBER


def test_a_label_by_a_card_number_is_refused_too() -> None:
    label = encode(Label("l", "t", NUMBER, "m", "chargeback", START_MS, START_MS))
    fault = LabelDecoder().decode(label, START_MS)
    assert isinstance(fault, Fault)
    assert fault.cause == "card_number"
    assert isinstance(LabelDecoder(card_numbers=True).decode(label, START_MS), Label)


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (b'{"card_id":"4111111111111111"}', b'{"card_id":"' + MASKED + b'"}'),
        (b'{"card_id": 4111111111111111,', b'{"card_id": ' + MASKED + b","),
        (b'{"card_id":"411111111111\\u00311\\u00311"}', b'{"card_id":"' + MASKED + b'"}'),
        (b'{"event_time_ms":4111111111111111}', b'{"event_time_ms":' + MASKED + b"}"),
        (b"PAN 4111111111111111; 4111111111111111", b"PAN " + MASKED + b"; " + MASKED),
    ],
)
def test_a_card_number_is_masked_however_the_record_is_broken(
    record: bytes, expected: bytes
) -> None:
    assert masked(record) == expected


@pytest.mark.parametrize(
    "record",
    [
        b'{"event_time_ms":1700000000004}',
        b'{"event_time_ms":1700000000004003}',
        b'{"reported_time_ms" : 1700000000004000000}',
        b'{"latitude":10.4111111111111111}',
        b'{"card_id":"4111111111111112"}',
        b'{"card_id":"c\\u0031"}',
        b"\xff\x00 not a record",
    ],
)
def test_all_else_stays_as_it_was(record: bytes) -> None:
    assert masked(record) == record


def test_a_masked_record_is_refused_when_it_comes_again() -> None:
    again = PaymentDecoder(card_numbers=True).decode(masked(paid_with(NUMBER)), START_MS)
    assert isinstance(again, Fault)
    assert again.cause == "bad_encoding"


@pytest.mark.parametrize("field", ["currency", "country", "amount_minor", "channel", "device_id"])
def test_no_message_shows_a_card_number_in_another_field(field: str) -> None:
    value = NUMBER if field == "amount_minor" else f'"{NUMBER}"'
    raw = paid_with("card")[:-1] + f',"{field}":{value}}}'.encode()
    found = PaymentDecoder().decode(raw, START_MS)
    assert NUMBER[:9] not in (found.detail if isinstance(found, Fault) else "")
    assert isinstance(found, Fault) == (field in {"currency", "country", "amount_minor"})


@pytest.mark.parametrize("field", ["currency", "country", "amount_minor", "event_time_ms"])
@pytest.mark.parametrize("between", [" ", "-"])
def test_no_message_shows_a_card_number_in_groups(field: str, between: str) -> None:
    grouped = between.join(NUMBER[start : start + 4] for start in range(0, len(NUMBER), 4))
    raw = paid_with("card")[:-1] + f',"{field}":"{grouped}"}}'.encode()
    found = PaymentDecoder().decode(raw, START_MS)
    assert isinstance(found, Fault)
    assert found.field == field
    assert grouped[:9] not in found.detail
    assert NUMBER[:9] not in found.detail


@pytest.mark.parametrize("field", ["kind", "event_time_ms", "reported_time_ms"])
@pytest.mark.parametrize("value", [NUMBER, f'"{NUMBER}"', f'"{NUMBER}{"x" * 500}"'])
def test_no_message_about_a_label_shows_a_card_number(field: str, value: str) -> None:
    label = encode(Label("l", "t", "c", "m", "chargeback", START_MS, START_MS))
    found = LabelDecoder().decode(label[:-1] + f',"{field}":{value}}}'.encode(), START_MS)
    assert isinstance(found, Fault)
    assert NUMBER[:9] not in found.detail
    assert len(found.detail) < 200
