"""Lines of the UCI "Online Retail" data as purchases, and its items as a catalogue.

lines --> cancelled | no item | free
      --> purchases, in the order of time, of an invoice in the order of its lines

What stands for what:
- shopper: CustomerID; where a line has none, its invoice stands in as a session without a user.
- session: the invoice.
- item: StockCode. Codes that do not begin with five digits are postage, fees, samples and vouchers.
- price: UnitPrice in pence, half up.
- category: the last word of the description that an item is first sold under, as in "white hanging
  heart t-light HOLDER": the data has no better one.
- catalogue: an item is in it from its first sale on, with category and price of that sale.
- time: InvoiceDate, taken as UTC; it has minutes only.
"""

import re
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from datasets.retail_lines import pence, read_lines, times_ms, unit_mills
from datasets.shopping.shopping_history import ShoppingHistory
from events.recommendations.catalogue_item import CatalogueItem
from events.recommendations.shopping_event import ShoppingEvent

_COLUMNS: Final = (
    "InvoiceNo",
    "StockCode",
    "Description",
    "Quantity",
    "InvoiceDate",
    "UnitPrice",
    "CustomerID",
)
_CURRENCY: Final = "GBP"
_ITEM: Final = r"^\d{5}"
_WORD: Final = re.compile(r"[A-Za-z]{2,}")
_LONGEST_WORD: Final = 64


def load_purchases(path: Path) -> ShoppingHistory:
    """The purchases of the Parquet file at `path`.

    Raises:
        ValueError: it is not this data: not Parquet, without one of its columns, or with a price
            finer than 0.001.
    """
    lines = read_lines(path, _COLUMNS)
    mills = unit_mills(lines)
    cancelled = pc.or_(pc.starts_with(lines["InvoiceNo"], "C"), pc.less_equal(lines["Quantity"], 0))
    faults = {
        "cancelled": cancelled.to_numpy(),
        "no_item": ~pc.match_substring_regex(lines["StockCode"], _ITEM).to_numpy(),
        "free": mills <= 0,
    }
    left = np.ones(len(lines), dtype=np.bool_)
    left_out = {}
    for name, fault in faults.items():
        found = left & fault
        left_out[name] = int(found.sum())
        left &= ~found
    rows = _in_order(_prepared(lines, mills), left)
    return ShoppingHistory(
        events=[_purchase(row) for row in rows],
        items=_catalogue(rows),
        records=len(lines),
        left_out=left_out,
    )


def _prepared(lines: Any, mills: npt.NDArray[np.int64]) -> Any:  # noqa: ANN401 - pyarrow tables
    return (
        lines.append_column("row", pa.array(np.arange(len(lines))))
        .append_column("price_minor", pa.array(pence(mills)))
        .append_column("event_time_ms", pa.array(times_ms(lines)))
    )


def _in_order(lines: Any, left: npt.NDArray[np.bool_]) -> list[dict[str, Any]]:  # noqa: ANN401 - a pyarrow table
    order = [("event_time_ms", "ascending"), ("InvoiceNo", "ascending"), ("row", "ascending")]
    rows: list[dict[str, Any]] = lines.filter(pa.array(left)).sort_by(order).to_pylist()
    return rows


def _purchase(row: dict[str, Any]) -> ShoppingEvent:
    customer = row["CustomerID"]
    return ShoppingEvent(
        event_id=f"{row['InvoiceNo']}-{row['row']}",
        item_id=row["StockCode"],
        event_type="purchase",
        event_time_ms=row["event_time_ms"],
        user_id=None if customer is None else str(customer),
        session_id=row["InvoiceNo"],
        price_minor=row["price_minor"],
        currency=_CURRENCY,
    )


def _catalogue(rows: list[dict[str, Any]]) -> list[CatalogueItem]:
    """Each item as it was first sold; `rows` are in the order of time."""
    first: dict[str, dict[str, Any]] = {}
    for row in rows:
        first.setdefault(row["StockCode"], row)
    return [
        CatalogueItem(
            item_id=item_id,
            event_time_ms=row["event_time_ms"],
            category=_category(row["Description"]),
            price_minor=row["price_minor"],
            currency=_CURRENCY,
        )
        for item_id, row in first.items()
    ]


def _category(description: str | None) -> str | None:
    words = _WORD.findall(description or "")
    return words[-1][:_LONGEST_WORD] if words else None
