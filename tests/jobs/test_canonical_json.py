"""The pattern of the JVM takes just what the decoder takes for a payment."""

import re
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.fraud.codec import PaymentDecoder
from events.fraud.payment import Payment
from events.shared.iso_codes import COUNTRIES, CURRENCIES
from events.shared.wire_types import MAX_AMOUNT_MINOR
from jobs.fraud.canonical_json import known_fields, payment_pattern
from tests.features.payments import START_MS, a_payment, as_sent

FIELDS: dict[str, Any] = as_sent(a_payment(START_MS))
MATCHED = re.compile(payment_pattern())


def agree(**values: object) -> bool:
    """Whether pattern and decoder say the same of a payment with these fields."""
    raw = msgspec.json.encode(dict(sorted({**FIELDS, **values}.items())))
    decoded = PaymentDecoder(card_numbers=True).decode(raw, START_MS)
    return isinstance(decoded, Payment) == (MATCHED.search(raw.decode()) is not None)


def test_a_payment_matches_and_names_its_fields_in_their_order() -> None:
    raw = msgspec.json.encode(as_sent(a_payment(START_MS)))
    ordered = msgspec.json.encode(dict(sorted(msgspec.json.decode(raw).items())))
    assert MATCHED.search(ordered.decode()) is not None
    assert MATCHED.search(raw.decode()) is None
    assert known_fields(Payment).startswith("$.r['amount_minor','card_id','channel',")


@given(
    st.sampled_from(["transaction_id", "card_id", "merchant_id", "channel", "ip", "device_id"]),
    st.text(max_size=140) | st.text(alphabet='"\\ \ufeffa\u200b\x7f', max_size=5),
)
def test_they_agree_on_every_text(name: str, text: str) -> None:
    # Encoders write control characters as escapes, which are no part of an id.
    assert agree(**{name: text})


@pytest.mark.parametrize(
    "amount", [-1, 0, 1, 10, 999, MAX_AMOUNT_MINOR - 1, MAX_AMOUNT_MINOR, MAX_AMOUNT_MINOR + 1]
)
def test_they_agree_on_amounts(amount: int) -> None:
    assert agree(amount_minor=amount)


@given(
    st.floats(-200, 200) | st.sampled_from([90.0, -90.0, 180.0, -180.0, 0.0, -0.0]) | st.none(),
    st.floats(-200, 200) | st.sampled_from([90.0, -90.0, 180.0, -180.0, 0.0, -0.0]) | st.none(),
)
def test_they_agree_on_positions(latitude: float | None, longitude: float | None) -> None:
    as_java = {"latitude": _as_java(latitude), "longitude": _as_java(longitude)}
    assert agree(**as_java)


def _as_java(degrees: float | None) -> object:
    """Java writes small numbers as 1.0E-5."""
    if degrees is None or "e" not in repr(degrees):
        return degrees
    mantissa, _, exponent = repr(degrees).partition("e-")
    point = "" if "." in mantissa else ".0"
    return msgspec.Raw(f"{mantissa}{point}E-{int(exponent)}".encode())


def test_they_agree_on_codes() -> None:
    letters = "ABDEFGHIJKLMNOPQRSTUVWXYZ"
    countries = [a + b for a in letters for b in letters]
    currencies = [code + end for code in countries for end in "DEFNRX"]
    assert set(countries) & COUNTRIES
    assert set(currencies) & CURRENCIES
    assert [code for code in countries if not agree(country=code)] == []
    assert [code for code in currencies if not agree(currency=code)] == []
    assert agree(country="Germany")
    assert agree(currency="eur")
