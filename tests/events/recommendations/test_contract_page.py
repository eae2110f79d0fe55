"""The examples of the page on wire contracts are records as the system reads and writes them."""

import re
from base64 import b64decode
from pathlib import Path

import msgspec
import pytest

from events.recommendations.codec import CatalogueDecoder, EventDecoder
from events.recommendations.recommendation_list import RecommendationList, list_id
from events.recommendations.schema import CONTRACTS, json_schema
from events.recommendations.shopper import shopper_key
from events.recommendations.shopping_event import ShoppingEvent, given_copy
from events.shared.json_records import encode
from events.shared.rejected import Fault, Rejected

PAGE = (Path(__file__).parents[3] / "docs" / "contracts.md").read_text(encoding="utf-8")
PART = PAGE[PAGE.index("\n## Recommendations") : PAGE.index("\n## State is a contract too")]
EXAMPLES = dict(re.findall(r"^```json ([a-z-]+)\n(.*?)^```$", PART, re.DOTALL | re.MULTILINE))
NOW_MS = 1_750_000_060_000


def compact(example: str) -> bytes:
    return msgspec.json.encode(msgspec.json.decode(example))


def the(name: str) -> msgspec.Struct:
    """The record of an example that the system writes."""
    return msgspec.json.decode(EXAMPLES[name], type=CONTRACTS[name])


def test_there_is_an_example_of_every_contract_that_is_the_systems_own() -> None:
    assert {*EXAMPLES} == {*CONTRACTS} - {"feature-update"}


@pytest.mark.parametrize("name", ["event", "link", "item"])
def test_an_example_that_comes_in_is_taken(name: str) -> None:
    decoder = CatalogueDecoder() if name == "item" else EventDecoder()
    found = decoder.decode(EXAMPLES[name].encode(), NOW_MS)
    assert isinstance(found, CONTRACTS[name]), found
    given = given_copy(())(found) if isinstance(found, ShoppingEvent) else found
    assert encode(given) == compact(EXAMPLES[name])


@pytest.mark.parametrize("name", ["list", "exposure", "late-event", "duplicate", "rejected"])
def test_an_example_that_goes_out_has_every_field_in_its_place(name: str) -> None:
    assert encode(the(name)) == compact(EXAMPLES[name])


def test_the_list_is_that_of_the_event() -> None:
    made, event = the("list"), EventDecoder().decode(EXAMPLES["event"].encode(), NOW_MS)
    assert isinstance(made, RecommendationList)
    assert isinstance(event, ShoppingEvent)
    assert event.shopper_id == shopper_key(made.user_id, made.session_id)
    assert made.list_id == list_id(event.shopper_id, event.event_id)


def test_the_dead_letter_is_that_of_its_bytes() -> None:
    letter = the("rejected")
    assert isinstance(letter, Rejected)
    raw = b64decode(letter.raw_base64)
    fault = EventDecoder().decode(raw, NOW_MS)
    assert isinstance(fault, Fault)
    assert fault.dead_letters(raw, 600_000, "event", letter.arrived_ms) == [letter]


@pytest.mark.parametrize("name", ["event", "link", "item", "list", "late-event", "duplicate"])
def test_the_page_names_every_field(name: str) -> None:
    schema = json_schema(name)
    fields = [*schema["$defs"][CONTRACTS[name].__name__]["properties"]]
    assert len(fields) > 3
    assert [one for one in fields if f"`{one}`" not in PART] == []
