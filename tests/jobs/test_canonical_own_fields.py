"""The JVM takes just the own fields that the decoder takes, wherever their names stand in order."""

import re
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.fraud.codec import PaymentDecoder
from events.fraud.payment import Payment
from events.fraud.payment_contract import PaymentContract
from events.fraud.payment_type import payment_type
from events.shared.iso_codes import COUNTRIES
from events.shared.own_fields import OwnField
from jobs.fraud.canonical_json import known_fields, payment_pattern
from jobs.shared.digit_ranges import range_pattern
from tests.features.payments import START_MS, a_payment, as_sent

NAMES = ("account", "latitude_of_home", "local_time", "mcc", "zone", "z")
BASE: dict[str, Any] = as_sent(a_payment(START_MS, position=(1.5, 2.5)))


def agreement(field: OwnField) -> Callable[[object], bool]:
    """Whether pattern and decoder say the same of a payment with a value of `field`.

    Of a decimal the JVM looks at the digits and the limits of a number by arithmetic and not by
    the pattern; that is tried in Flink itself, in `tests/jobs/test_own_fields_in_flink.py`.
    """
    matched = re.compile(payment_pattern((field,)))
    decoder = PaymentDecoder(contract=PaymentContract(fields=(field,)))

    def agree(value: object) -> bool:
        given_value = {} if value is ... else {field.name: value}
        raw = msgspec.json.encode(dict(sorted({**BASE, **given_value}.items())))
        is_payment = isinstance(decoder.decode(raw, START_MS), Payment)
        return is_payment == (matched.search(raw.decode()) is not None)

    return agree


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("required", [False, True])
@pytest.mark.parametrize("type_", ["text", "integer", "boolean", "country", "time", "decimal"])
def test_they_agree_on_a_field_that_is_absent_null_or_of_another_type(
    name: str,
    required: bool,  # noqa: FBT001 - a parameter
    type_: Any,  # noqa: ANN401 - a literal
) -> None:
    agree = agreement(OwnField(name=name, type=type_, required=required))
    values: list[Any] = [
        ...,
        None,
        "FR",
        "x",
        "",
        5,
        True,
        False,
        [],
        {},
        "1e",
        "12.5",
    ]
    assert [value for value in values if not agree(value)] == []


@given(st.integers(1, 70), st.text(max_size=80) | st.text(alphabet='"\\ \ufeffa\x7f', max_size=5))
def test_they_agree_on_texts(longest: int, text: str) -> None:
    assert agreement(OwnField(name="mcc", type="text", longest=longest))(text)


LIMITS = st.tuples(st.integers(-(10**15), 10**15), st.integers(-(10**15), 10**15)).map(sorted)


@given(LIMITS, st.data())
def test_they_agree_on_whole_numbers_within_limits(limits: list[int], data: st.DataObject) -> None:
    least, most = limits
    near = st.sampled_from([least - 1, least, least + 1, most - 1, most, most + 1, 0, -1])
    value = data.draw(near | st.integers(-(10**16), 10**16) | st.integers(least, most))
    assert agreement(OwnField(name="items", type="integer", least=least, most=most))(value)


@given(LIMITS, st.data())
def test_a_range_holds_just_its_numbers(limits: list[int], data: st.DataObject) -> None:
    least, most = limits
    value = data.draw(st.integers(least - 5, most + 5) | st.sampled_from([least, most, least - 1]))
    matched = re.fullmatch(range_pattern(least, most), str(value))
    assert (matched is not None) == (least <= value <= most)


def test_they_agree_on_countries() -> None:
    agree = agreement(OwnField(name="issuer_country", type="country"))
    codes = [a + b for a in "ABFRXZ" for b in "ABEFRXZ"]
    assert len({*codes} & COUNTRIES) > 5
    assert [code for code in codes if not agree(code)] == []


@given(st.decimals(-(10**7), 10**7, places=4), st.integers(0, 6))
def test_they_agree_on_decimals_as_text(value: object, digits: int) -> None:
    field = OwnField(name="tip", type="decimal", digits=digits)
    assert agreement(field)(str(value))


def test_the_known_fields_are_in_the_order_of_their_names() -> None:
    fields = tuple(OwnField(name=name, type="text") for name in ("zone", "a"))
    assert known_fields(payment_type(fields)).startswith("$.r['a','amount_minor','card_id',")
    assert known_fields(payment_type(fields)).endswith("'transaction_id','zone']")
