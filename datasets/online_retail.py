"""Invoices of the UCI "Online Retail" data as payments.

lines --by InvoiceNo--> invoices --> cancelled | without customer | free | without country code
                                 --> payments, in time order

What stands for what:
- card: CustomerID. An invoice without one is left out: one made-up card for all of them would be
  by far the busiest, one card each would be new every time.
- merchant: StockCode of the line that cost most (of equal ones the first code in text order). There
  is one shop in the data; its items spread payments over many merchants, busy and quiet ones. The
  country would put nine payments in ten on one merchant, and each card on one merchant for good.
- amount: the lines' total, added up in thousandths of a pound and rounded half up to pence once.
- country: ISO code by `COUNTRY_CODES`; an invoice of a region without one is left out.
- time: InvoiceDate of the earliest line, taken as UTC.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from datasets.retail_invoices import invoices_of
from datasets.retail_lines import read_lines
from events.fraud.payment import Payment

_COLUMNS: Final = (
    "InvoiceNo",
    "StockCode",
    "Quantity",
    "InvoiceDate",
    "UnitPrice",
    "CustomerID",
    "Country",
)


@dataclass(frozen=True, slots=True)
class RetailCounts:
    """Where the invoices went; all but `lines` and `invoices` add up to `invoices`.

    Attributes:
        lines: rows of the file.
        invoices: different invoice numbers.
        payments: invoices that became payments.
        cancelled: number starting with ``C``, or a negative total.
        without_customer: of the others, those without a CustomerID.
        free: of the others, those with a total of 0.
        without_country_code: of the others, those of no one country.
    """

    lines: int
    invoices: int
    payments: int
    cancelled: int
    without_customer: int
    free: int
    without_country_code: int


def load_payments(path: Path) -> tuple[list[Payment], RetailCounts]:
    """The payments of the Parquet file at `path`, by time and then invoice number.

    Raises:
        ValueError: it is not this data: not Parquet, without one of its columns, with a price
            finer than 0.001, or with an invoice of several customers or countries.
    """
    lines = read_lines(path, _COLUMNS)
    invoices = invoices_of(lines)
    total = invoices["amount_minor"]
    cancelled = pc.or_(pc.starts_with(invoices["InvoiceNo"], "C"), pc.less(total, 0))
    faults = {
        "cancelled": cancelled,
        "without_customer": pc.is_null(invoices["CustomerID"]),
        "free": pc.equal(total, 0),
        "without_country_code": pc.is_null(invoices["country"]),
    }
    left = np.ones(len(invoices), dtype=np.bool_)
    left_out = {}
    for name, fault in faults.items():
        found = left & fault.to_numpy()
        left_out[name] = int(found.sum())
        left &= ~found
    kept = invoices.filter(pa.array(left))
    kept = kept.sort_by([("event_time_ms", "ascending"), ("InvoiceNo", "ascending")])
    counts = RetailCounts(len(lines), len(invoices), len(kept), **left_out)
    return [_payment(row) for row in kept.to_pylist()], counts


def _payment(row: dict[str, Any]) -> Payment:
    return Payment(
        transaction_id=row["InvoiceNo"],
        card_id=str(row["CustomerID"]),
        merchant_id=row["StockCode"],
        amount_minor=row["amount_minor"],
        currency="GBP",
        country=row["country"],
        channel="ecommerce",
        event_time_ms=row["event_time_ms"],
    )
