"""An item of the catalogue is decoded within its limits, or is a fault that names its field."""

import pytest

from events.recommendations.catalogue_item import CatalogueItem
from events.recommendations.codec import CatalogueDecoder
from tests.events.recommendations.shopping import (
    ITEM,
    NOW_MS,
    item_record,
    the_item,
    the_item_fault,
)


def test_an_item_has_what_its_record_has() -> None:
    assert the_item(item_record()) == CatalogueItem(**ITEM)  # type: ignore[arg-type]


def test_an_item_that_says_nothing_else_is_available() -> None:
    absent = dict.fromkeys(("category", "price_minor", "currency", "available"), ...)
    assert the_item(item_record(**absent)) == CatalogueItem("lamp", NOW_MS, available=True)


@pytest.mark.parametrize(
    ("name", "value", "cause"),
    [
        ("item_id", ..., "missing_field"),
        ("item_id", "\ufeffx", "bad_identifier"),
        ("event_time_ms", ..., "missing_field"),
        ("event_time_ms", 0, "out_of_range"),
        ("event_time_ms", NOW_MS + 300_001, "time_in_future"),
        ("category", "", "bad_identifier"),
        ("price_minor", "1", "wrong_type"),
        ("price_minor", ..., "incomplete_price"),
        ("currency", ..., "incomplete_price"),
        ("currency", "eur", "unknown_currency"),
        ("available", "yes", "wrong_type"),
        ("available", None, "wrong_type"),
    ],
)
def test_a_faulty_field_is_named_with_its_cause(name: str, value: object, cause: str) -> None:
    fault = the_item_fault(item_record(**{name: value}))
    assert (fault.cause, fault.field) == (cause, name)
    assert fault.detail.startswith(f"{name}: ")


def test_a_sender_cannot_give_the_price_in_the_base_currency() -> None:
    assert the_item(item_record(price_base_minor=1)) == the_item(item_record())
    assert the_item(item_record(price_base_minor="x")) == the_item(item_record())


def test_how_far_ahead_an_item_may_be_announced_is_a_setting() -> None:
    next_day = item_record(event_time_ms=NOW_MS + 86_400_000)
    decoder = CatalogueDecoder(max_future_ms=86_400_000)
    assert isinstance(decoder.decode(next_day, NOW_MS), CatalogueItem)
