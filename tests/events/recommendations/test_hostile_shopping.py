"""Whatever the bytes, there is a record that says just that, or a fault that names its field."""

import json
from collections import Counter

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.recommendations import catalogue_item, shopping_event
from events.recommendations.catalogue_item import CatalogueItem
from events.recommendations.codec import CatalogueDecoder, EventDecoder
from events.recommendations.identity_link import IdentityLink
from events.recommendations.shopping_event import ShoppingEvent
from events.shared.leaving_bytes import leaving_bytes
from events.shared.rejected import Fault
from tests.events.recommendations.shopping import (
    decoded,
    decoded_item,
    event_record,
    item_record,
    link_record,
)
from tests.fuzz.hostile_shopping import START_MS, hostile_shopping_records

Outcome = ShoppingEvent | IdentityLink | CatalogueItem | Fault

COUNT = 20_000
END_MS = START_MS + 50 * COUNT
FIELDS = {
    *ShoppingEvent.__struct_fields__,
    *IdentityLink.__struct_fields__,
    *CatalogueItem.__struct_fields__,
} - {*shopping_event.COMPUTED_FIELDS, *catalogue_item.COMPUTED_FIELDS}


@pytest.fixture(scope="module")
def lines() -> list[bytes]:
    return list(hostile_shopping_records(7, COUNT))


@pytest.fixture(scope="module")
def outcomes(lines: list[bytes]) -> list[Outcome]:
    events, items = EventDecoder().decode, CatalogueDecoder().decode
    return [(items if line[:1] == b"I" else events)(line[1:], END_MS) for line in lines]


def given_fields(record: msgspec.Struct) -> dict[str, object]:
    """The fields that a sender gives."""
    return {name: getattr(record, name) for name in record.__struct_fields__ if name in FIELDS}


def fields_in(raw: bytes, kind: type[msgspec.Struct]) -> dict[str, object]:
    """The same by another parser; what no decoder looks at may be no UTF-8, or many digits."""
    text = raw.decode("utf-8", "replace")
    written = json.loads(text, parse_int=lambda digits: int(digits[:400]))
    known = [one for one in msgspec.structs.fields(kind) if one.name in FIELDS]
    return {one.name: written.get(one.name, one.default) for one in known}


def test_hostile_records_are_of_every_kind(outcomes: list[Outcome]) -> None:
    kinds = Counter(type(one).__name__ for one in outcomes)
    assert {*kinds} == {"ShoppingEvent", "IdentityLink", "CatalogueItem", "Fault"}
    assert min(kinds.values()) > COUNT // 50
    assert len({(one.cause, one.field) for one in outcomes if isinstance(one, Fault)}) > 40


def test_a_record_says_what_its_bytes_say(lines: list[bytes], outcomes: list[Outcome]) -> None:
    pairs = [
        (given_fields(one), fields_in(line[1:], type(one)))
        for line, one in zip(lines, outcomes, strict=True)
        if not isinstance(one, Fault)
    ]
    assert len(pairs) > COUNT // 3
    assert [(taken, written) for taken, written in pairs if taken != written] == []


def test_a_fault_names_its_field_first(outcomes: list[Outcome]) -> None:
    faults = [one for one in outcomes if isinstance(one, Fault)]
    assert len(faults) > COUNT // 4
    named = [one for one in faults if one.field is not None]
    assert [one for one in named if not one.detail.startswith(f"{one.field}: ")] == []
    assert {one.field for one in named} == FIELDS
    assert max(len(one.detail) for one in faults) < 300


def test_no_fault_shows_a_card_number_or_who_shopped(outcomes: list[Outcome]) -> None:
    details = [one.detail for one in outcomes if isinstance(one, Fault)]
    assert len(details) > COUNT // 4
    assert [one for one in details if "4111111111111111" in one or "5500000000000004" in one] == []
    tokens = [
        one.detail
        for one in outcomes
        if isinstance(one, Fault) and one.field in {"user_id", "session_id", "linked_user_id"}
    ]
    assert len(tokens) > 100
    assert [one for one in tokens if "got the value" in one] == []


def test_bytes_that_leave_hold_no_card_number(lines: list[bytes]) -> None:
    leaving = leaving_bytes(frozenset())
    left = [leaving(line[1:]) for line in lines if b"4111111111111111" in line]
    assert len(left) > 50
    assert [one for one in left if b"4111111111111111" in one] == []


@given(st.binary(max_size=200))
def test_any_bytes_are_decoded_without_an_exception(raw: bytes) -> None:
    assert isinstance(decoded(raw), Fault)
    assert isinstance(decoded_item(raw), Fault)


@given(st.data())
def test_a_record_with_any_bytes_in_its_middle_is_decoded_without_an_exception(
    data: st.DataObject,
) -> None:
    record = data.draw(st.sampled_from([event_record(), link_record(), item_record()]))
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(record))] * 2)))
    raw = record[:start] + data.draw(st.binary(max_size=8)) + record[end:]
    for found in (decoded(raw), decoded_item(raw)):
        assert isinstance(found, Outcome)
