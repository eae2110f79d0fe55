"""Lines of Online Retail summed up by invoice, in exact integers.

price 2.55 --x 1000--> 2550 --x quantity--> line --sum--> invoice --/ 10, half up--> pence
"""

from typing import Any

import numpy as np
import pyarrow as pa

from datasets.retail_countries import COUNTRY_CODES
from datasets.retail_lines import Ints, pence, times_ms, unit_mills


def invoices_of(lines: Any) -> Any:  # noqa: ANN401 - pyarrow tables
    """One row an invoice: that of its largest line, with three columns more.

    These are ``amount_minor``, in pence; ``event_time_ms``, of its earliest line; and ``country``,
    the ISO code or null.

    Args:
        lines: the data's own columns.

    Raises:
        ValueError: a price is finer than 0.001, or an invoice has several customers or countries.
    """
    # What each line cost.
    mills = unit_mills(lines) * lines["Quantity"].to_numpy()
    lines = lines.append_column("mills", pa.array(mills))
    order = [("InvoiceNo", "ascending"), ("mills", "descending"), ("StockCode", "ascending")]
    lines = lines.sort_by(order).combine_chunks()
    firsts = _run_starts(lines["InvoiceNo"])
    for name in ("CustomerID", "Country"):
        if not np.isin(_run_starts(lines[name]), firsts).all():
            raise ValueError(f"{name}: one for all lines of an invoice expected, found several")
    totals = np.add.reduceat(lines["mills"].to_numpy(), firsts)
    invoices = lines.take(pa.array(firsts))
    codes = pa.array([COUNTRY_CODES.get(name) for name in invoices["Country"].to_pylist()])
    return (
        invoices.append_column("amount_minor", pa.array(pence(totals)))
        .append_column("event_time_ms", pa.array(np.minimum.reduceat(times_ms(lines), firsts)))
        .append_column("country", codes)
    )


def _run_starts(column: Any) -> Ints:  # noqa: ANN401 - a pyarrow column
    """Index of each row that differs from the row before it; a null equals a null."""
    codes = column.combine_chunks().dictionary_encode(null_encoding="encode").indices.to_numpy()
    return np.flatnonzero(np.diff(codes, prepend=-1))
