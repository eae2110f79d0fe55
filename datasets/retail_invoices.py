"""Lines of Online Retail summed up by invoice, in exact integers.

price 2.55 --x 1000--> 2550 --x quantity--> line --sum--> invoice --/ 10, half up--> pence
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from datasets.retail_countries import COUNTRY_CODES

_MILLS_PER_POUND: Final = 1000
"""The finest price in the data is 0.001 pounds."""
_MILLS_PER_PENNY: Final = 10
_LARGEST_FRACTION: Final = 1e-6
"""A decimal price of three places, times 1000, is a double this close to a whole number."""

_Ints = npt.NDArray[np.int64]


def invoices_of(lines: Any) -> Any:  # noqa: ANN401 - pyarrow tables
    """One row an invoice: that of its largest line, with three columns more.

    These are ``amount_minor``, in pence; ``event_time_ms``, of its earliest line; and ``country``,
    the ISO code or null.

    Args:
        lines: the data's own columns.

    Raises:
        ValueError: a price is finer than 0.001, or an invoice has several customers or countries.
    """
    lines = lines.append_column("mills", pa.array(_mills(lines)))
    order = [("InvoiceNo", "ascending"), ("mills", "descending"), ("StockCode", "ascending")]
    lines = lines.sort_by(order).combine_chunks()
    firsts = _run_starts(lines["InvoiceNo"])
    for name in ("CustomerID", "Country"):
        if not np.isin(_run_starts(lines[name]), firsts).all():
            raise ValueError(f"{name}: one for all lines of an invoice expected, found several")
    times_ms = lines["InvoiceDate"].cast(pa.timestamp("ms")).cast(pa.int64()).to_numpy()
    totals = np.add.reduceat(lines["mills"].to_numpy(), firsts)
    invoices = lines.take(pa.array(firsts))
    codes = pa.array([COUNTRY_CODES.get(name) for name in invoices["Country"].to_pylist()])
    return (
        invoices.append_column("amount_minor", pa.array(_pence(totals)))
        .append_column("event_time_ms", pa.array(np.minimum.reduceat(times_ms, firsts)))
        .append_column("country", codes)
    )


def _mills(lines: Any) -> _Ints:  # noqa: ANN401 - a pyarrow table
    """What each line cost, in thousandths of a pound, exactly."""
    scaled = lines["UnitPrice"].to_numpy() * _MILLS_PER_POUND
    mills = np.rint(scaled)
    if not (np.abs(scaled - mills) <= _LARGEST_FRACTION).all():
        raise ValueError("UnitPrice: pounds with at most three decimal places expected")
    return np.asarray(mills.astype(np.int64) * lines["Quantity"].to_numpy())


def _pence(mills: _Ints) -> _Ints:
    return (mills + _MILLS_PER_PENNY // 2) // _MILLS_PER_PENNY


def _run_starts(column: Any) -> _Ints:  # noqa: ANN401 - a pyarrow column
    """Index of each row that differs from the row before it; a null equals a null."""
    codes = column.combine_chunks().dictionary_encode(null_encoding="encode").indices.to_numpy()
    return np.flatnonzero(np.diff(codes, prepend=-1))
