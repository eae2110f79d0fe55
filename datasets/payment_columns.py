"""Payments as Arrow columns: one column a field, none for a field without values."""

from collections.abc import Iterable, Iterator
from itertools import islice, repeat
from typing import Any, Final

import pyarrow as pa
from msgspec.structs import fields

from events.fraud.payment import COMPUTED_FIELDS, Payment

CHUNK_ROWS: Final = 65_536
_ITERATED_ROWS: Final = 8_192
"""Few enough that the values of a chunk stay in the processor's cache."""

_GIVEN: Final = [each for each in fields(Payment) if each.name not in COMPUTED_FIELDS]
FIELDS: Final = tuple(each.name for each in _GIVEN)
OPTIONAL_FIELDS: Final = tuple(each.name for each in _GIVEN if not each.required)
TYPES: Final[dict[str, Any]] = {
    name: {
        "amount_minor": pa.int64(),
        "event_time_ms": pa.int64(),
        "latitude": pa.float64(),
        "longitude": pa.float64(),
    }.get(name, pa.large_string())
    for name in FIELDS
}


def table_of(payments: Iterable[Payment]) -> Any:  # noqa: ANN401 - a pyarrow table
    """The columns of `payments`, in their order."""
    remaining = iter(payments)
    chunks = []
    while chunk := list(islice(remaining, CHUNK_ROWS)):
        columns = {
            name: pa.array([getattr(payment, name) for payment in chunk], type=kind)
            for name, kind in TYPES.items()
        }
        chunks.append(pa.table(columns))
    return table_of_chunks(chunks)


def table_of_chunks(chunks: list[Any]) -> Any:  # noqa: ANN401 - pyarrow tables
    """One table of all `chunks`, without the optional columns that hold no value."""
    if not chunks:
        return pa.table({name: pa.array([], type=kind) for name, kind in TYPES.items()})
    table = pa.concat_tables(chunks)
    empty = [name for name in OPTIONAL_FIELDS if table[name].null_count == table.num_rows]
    return table.drop(empty)


def payments_of(table: Any) -> Iterator[Payment]:  # noqa: ANN401 - a pyarrow table
    """The payments of `table`, in order; each iteration makes them anew."""
    for batch in table.to_batches(max_chunksize=_ITERATED_ROWS):
        columns = [
            _values(batch.column(name)) if name in table.column_names else repeat(None)
            for name in FIELDS
        ]
        yield from map(Payment, *columns)


def _values(column: Any) -> list[Any]:  # noqa: ANN401 - a pyarrow array
    """The values as Python objects; by numpy where no null needs a place, which is far faster."""
    if column.null_count == 0:
        return list(column.to_numpy(zero_copy_only=False).tolist())
    return list(column.to_pylist())
