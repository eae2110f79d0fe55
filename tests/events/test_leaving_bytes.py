"""A record leaves the job without card numbers and personal values."""

import pytest

from events.fraud.codec import PaymentDecoder
from events.shared.leaving_bytes import leaving_bytes
from events.shared.rejected import Fault
from tests.events.own_payments import CONTRACT, decoded, record
from tests.features.payments import START_MS

NUMBER = "4111111111111111"


@pytest.mark.parametrize("accepted", [False, True])
def test_both_are_masked_a_card_number_where_it_is_none_to_be_shown(*, accepted: bool) -> None:
    left = leaving_bytes(CONTRACT.personal, card_numbers=accepted)(record(card_id=NUMBER))
    assert b"a@b.c" not in left
    assert (NUMBER.encode() in left) == accepted


def test_a_masked_record_is_refused_when_it_comes_again() -> None:
    left = leaving_bytes(CONTRACT.personal)(record(currency="XXX"))
    found = decoded(left.replace(b"XXX", b"EUR"))
    assert isinstance(found, Fault)
    assert found.cause == "bad_encoding"


def test_a_record_without_a_personal_value_can_come_again() -> None:
    left = leaving_bytes(CONTRACT.personal)(record(currency="XXX", customer_email=None))
    again = PaymentDecoder(contract=CONTRACT).decode(left.replace(b"XXX", b"EUR"), START_MS)
    assert not isinstance(again, Fault)
