"""The rows of Online Retail as they are in its Parquet file, and their prices in exact integers."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import parquet

MILLS_PER_PENNY: Final = 10
_MILLS_PER_POUND: Final = 1000
"""The finest price in the data is 0.001 pounds."""
_LARGEST_FRACTION: Final = 1e-6
"""A decimal price of three places, times 1000, is a double this close to a whole number."""

Ints = npt.NDArray[np.int64]


def read_lines(path: Path, columns: Sequence[str]) -> Any:  # noqa: ANN401 - a pyarrow table
    """These `columns` of the file, in its order.

    Raises:
        ValueError: it is not this data: not Parquet, or without one of the columns.
    """
    try:
        names = parquet.read_schema(path).names
    except pa.ArrowInvalid as error:
        raise ValueError(f"{path}: not a Parquet file: {error}") from None
    missing = [name for name in columns if name not in names]
    if missing:
        raise ValueError(f"{path}: columns of Online Retail expected, missing: {missing}")
    return parquet.read_table(path, columns=list(columns))


def unit_mills(lines: Any) -> Ints:  # noqa: ANN401 - a pyarrow table
    """The price of one item of each line, in thousandths of a pound, exactly.

    Raises:
        ValueError: a price is finer than 0.001.
    """
    scaled = lines["UnitPrice"].to_numpy() * _MILLS_PER_POUND
    mills = np.rint(scaled)
    if not (np.abs(scaled - mills) <= _LARGEST_FRACTION).all():
        raise ValueError("UnitPrice: pounds with at most three decimal places expected")
    return np.asarray(mills.astype(np.int64))


def times_ms(lines: Any) -> Ints:  # noqa: ANN401 - a pyarrow table
    """InvoiceDate of each line in milliseconds since the epoch, taken as UTC."""
    column = lines["InvoiceDate"].cast(pa.timestamp("ms")).cast(pa.int64())
    return np.asarray(column.to_numpy())


def pence(mills: Ints) -> Ints:
    """Thousandths of a pound in pence, rounded half up."""
    return (mills + MILLS_PER_PENNY // 2) // MILLS_PER_PENNY
