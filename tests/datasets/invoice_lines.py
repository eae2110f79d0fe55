"""Small files of invoice lines in the form of Online Retail."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

_OPENING = datetime(2011, 1, 4, 10, 0)  # noqa: DTZ001 - the data's times have no zone


def line(invoice: str, *, minute: int = 0, **columns: object) -> dict[str, Any]:
    """A line of 1 item for 2.55 pounds, unless `columns` say otherwise."""
    return {
        "InvoiceNo": invoice,
        "StockCode": "85123A",
        "Description": "WHITE HANGING HEART T-LIGHT HOLDER",
        "Quantity": 1,
        "InvoiceDate": _OPENING + timedelta(minutes=minute),
        "UnitPrice": 2.55,
        "CustomerID": 17850,
        "Country": "United Kingdom",
        **columns,
    }


def write_lines(path: Path, *lines: dict[str, Any]) -> Path:
    """Write `lines` as the Parquet file `path`."""
    schema = pa.schema(
        {
            "InvoiceNo": pa.large_string(),
            "StockCode": pa.large_string(),
            "Description": pa.large_string(),
            "Quantity": pa.int64(),
            "InvoiceDate": pa.timestamp("us"),
            "UnitPrice": pa.float64(),
            "CustomerID": pa.int64(),
            "Country": pa.large_string(),
        }
    )
    parquet.write_table(pa.Table.from_pylist(list(lines), schema=schema), path)
    return path
