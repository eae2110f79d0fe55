"""What becomes of lines: on small files that say all, and on the whole data."""

from pathlib import Path
from time import time_ns
from typing import Any

import pytest

from datasets.shopping.retail_purchases import load_purchases
from datasets.shopping.shopping_history import ShoppingHistory
from events.recommendations.catalogue_item import CatalogueItem
from events.recommendations.codec import CatalogueDecoder, EventDecoder
from events.recommendations.shopping_event import ShoppingEvent
from events.shared.json_records import encode
from tests.datasets.invoice_lines import line, write_lines

OPENING_MS = 1_294_135_200_000
MINUTE_MS = 60_000


def loaded(tmp_path: Path, *lines: dict[str, Any]) -> ShoppingHistory:
    return load_purchases(write_lines(tmp_path / "lines.parquet", *lines))


def test_a_line_is_a_purchase_of_its_customer_in_the_session_of_its_invoice(tmp_path: Path) -> None:
    history = loaded(tmp_path, line("536365", minute=1, Quantity=6))
    assert history.events == [
        ShoppingEvent(
            event_id="536365-0",
            item_id="85123A",
            event_type="purchase",
            event_time_ms=OPENING_MS + MINUTE_MS,
            user_id="17850",
            session_id="536365",
            price_minor=255,
            currency="GBP",
        )
    ]


def test_an_invoice_without_a_customer_is_a_session_without_a_user(tmp_path: Path) -> None:
    history = loaded(tmp_path, line("1", CustomerID=None))
    assert [(one.user_id, one.session_id) for one in history.events] == [(None, "1")]


def test_every_line_is_counted_once_whatever_became_of_it(tmp_path: Path) -> None:
    history = loaded(
        tmp_path,
        line("1"),
        line("C2", UnitPrice=0.0),
        line("3", Quantity=0, StockCode="POST"),
        line("4", StockCode="POST", UnitPrice=0.0),
        line("5", UnitPrice=0.0),
        line("6", UnitPrice=-5.0),
    )
    assert history.records == 6
    assert history.left_out == {"cancelled": 2, "no_item": 1, "free": 2}
    assert len(history.events) == 1


def test_purchases_of_one_minute_are_in_the_order_of_invoices_and_lines(tmp_path: Path) -> None:
    history = loaded(
        tmp_path,
        line("9", minute=5, StockCode="20002"),
        line("8", minute=5, StockCode="20003"),
        line("9", minute=5, StockCode="20001"),
        line("7", minute=6, StockCode="20000"),
    )
    assert [one.item_id for one in history.events] == ["20003", "20002", "20001", "20000"]


def test_an_item_is_in_the_catalogue_as_it_was_first_sold(tmp_path: Path) -> None:
    history = loaded(
        tmp_path,
        line("2", minute=9, Description="RED BAG", UnitPrice=1.0),
        line("1", minute=3, Description="JUMBO BAG RED RETROSPOT ", UnitPrice=2.005),
    )
    assert history.items == [
        CatalogueItem(
            item_id="85123A",
            event_time_ms=OPENING_MS + 3 * MINUTE_MS,
            category="RETROSPOT",
            price_minor=201,
            currency="GBP",
        )
    ]


@pytest.mark.parametrize("description", [None, "", " 12 / 3 "])
def test_an_item_without_a_word_has_no_category(tmp_path: Path, description: str | None) -> None:
    history = loaded(tmp_path, line("1", Description=description))
    assert [item.category for item in history.items] == [None]


def test_a_file_that_is_not_this_data_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "lines.parquet"
    path.write_text("InvoiceNo\n")
    with pytest.raises(ValueError, match="not a Parquet file"):
        load_purchases(path)


def test_the_whole_data_keeps_the_wire_contract_and_adds_up(
    retail_shopping: ShoppingHistory,
) -> None:
    events, items = retail_shopping.events, retail_shopping.items
    decode, now_ms = EventDecoder().decode, time_ns() // 1_000_000
    decoded = [decode(encode(event), now_ms) for event in events]
    assert sum(isinstance(one, ShoppingEvent) for one in decoded) == len(events) == 527_725
    decode_item = CatalogueDecoder().decode
    assert [decode_item(encode(item), now_ms) for item in items] == items
    assert (
        retail_shopping.records == 541_909 == len(events) + sum(retail_shopping.left_out.values())
    )
    assert len({event.event_id for event in events}) == len(events)
    assert {event.item_id for event in events} == {item.item_id for item in items}
