"""Shopping events and items written as a user's own files would hold them."""

from pathlib import Path
from typing import Any

import msgspec

from datasets.own.description import Description
from datasets.own.shopping import EVENTS, ITEMS
from datasets.own.shopping_reading import read_shopping
from datasets.shop_records import ShopRecords
from tests.datasets.own.written import NOW_MS, Row

COLUMNS = {
    "user_id": "VISITOR",
    "session_id": "SESSION",
    "item_id": "SKU",
    "event_type": "ACTION",
    "event_time": "TIME",
    "price": "PRICE",
    "currency": "CUR",
    "category": "DEPT",
}
TYPES = {"event_type": {"clicks": "view", "carts": "cart", "orders": "purchase"}}
ITEM_COLUMNS = {
    "item_id": "SKU",
    "category": "DEPT",
    "price": "PRICE",
    "currency": "CUR",
    "available": "STOCK",
}
SINCE = {"event_time": "2025-01-01"}


def event_row(**changes: object) -> Row:
    """A row that is fine, in the columns of `COLUMNS`, unless `changes` say otherwise."""
    return {
        "VISITOR": "u-1",
        "SESSION": "s-1",
        "SKU": "lamp",
        "ACTION": "clicks",
        "TIME": "2025-03-01T12:30:00Z",
        "PRICE": "49.90",
        "CUR": "EUR",
        "DEPT": "lamps",
        **changes,
    }


def item_row(**changes: object) -> Row:
    """The same of a catalogue."""
    fine = {"SKU": "lamp", "DEPT": "lamps", "PRICE": "49.90", "CUR": "EUR", "STOCK": "1"}
    return {**fine, **changes}


def read_events(path: Path, *more: Path, **said: Any) -> ShopRecords:  # noqa: ANN401 - of a description
    """The events of files in `COLUMNS`, unless described otherwise."""
    described = {"columns": COLUMNS, "values": TYPES, "layout": EVENTS, **said}
    return read_shopping(Description((path, *more), **described), NOW_MS)


def read_items(path: Path, **said: Any) -> ShopRecords:  # noqa: ANN401 - of a description
    """The items of a file in `ITEM_COLUMNS`, unless described otherwise."""
    described = {"columns": ITEM_COLUMNS, "constants": SINCE, "layout": ITEMS, **said}
    return read_shopping(Description((path,), **described), NOW_MS)


def records(read: ShopRecords) -> list[dict[str, Any]]:
    """What the job would read, decoded."""
    return [msgspec.json.decode(line) for line in read.records]
