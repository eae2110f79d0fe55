"""Reading a decision as it came in."""

import msgspec
import pytest
from msgspec.structs import replace

from events.fraud.decision import Decision
from events.shared.json_records import encode
from events.shared.rejected import Fault
from serving.fraud.brief import brief
from serving.fraud.received import DecisionReader, Received
from tests.serving.decisions import decision

MADE = decision("0" * 32)


def test_a_decision_is_kept_as_it_was_written_and_without_what_says_why() -> None:
    raw = msgspec.json.format(encode(MADE), indent=0)
    one = DecisionReader().read(raw)
    assert isinstance(one, Received)
    assert one.full == raw
    assert msgspec.json.decode(one.brief, type=Decision) == brief(MADE)


@pytest.mark.parametrize("end", [b"\n", b"\r"])
def test_an_end_of_a_line_within_a_decision_ends_no_message(end: bytes) -> None:
    raw = encode(MADE).replace(b",", b"," + end)
    one = DecisionReader().read(raw)
    assert isinstance(one, Received)
    assert one.full == encode(MADE)


@pytest.mark.parametrize("time_ms", [10**17, -(10**17), 253_402_300_800_000])
def test_what_no_calendar_has_is_refused(time_ms: int) -> None:
    read = DecisionReader().read(encode(replace(MADE, event_time_ms=time_ms)))
    assert isinstance(read, Fault)
    assert (read.cause, read.field) == ("out_of_range", "event_time_ms")


def test_amount_and_own_fields_are_for_who_may_see_why() -> None:
    told = replace(MADE, base_currency="EUR", amount_base_minor=1_078, fields={"iban": "DE00"})
    seen = msgspec.json.decode(encode(brief(told)))
    assert not {"base_currency", "amount_base_minor", "fields"} & set(seen)


@pytest.mark.parametrize("name", ["", "x\ndata: y", "A" * 32, "0" * 33])
def test_what_is_no_id_is_refused(name: str) -> None:
    read = DecisionReader().read(encode(replace(MADE, decision_id=name)))
    assert isinstance(read, Fault)
    assert read.cause == "bad_identifier"
