"""Payments as Arrow columns: one column a field, none for a field without values.

Own fields of a definition file are columns of their name, decimals whole numbers of their last
digit. `amount_base_minor` is one too where amounts are compared.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice, repeat
from typing import Any, Final

import pyarrow as pa
from msgspec.structs import fields as fields_of_struct

from events.fraud.payment import COMPUTED_FIELDS, Payment
from events.fraud.payment_type import payment_type
from events.shared.own_fields import OwnField

CHUNK_ROWS: Final = 65_536
_ITERATED_ROWS: Final = 8_192
"""Few enough that the values of a chunk stay in the processor's cache."""

_GIVEN: Final = [each for each in fields_of_struct(Payment) if each.name not in COMPUTED_FIELDS]
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

BASE_AMOUNT: Final = "amount_base_minor"

_OWN_TYPES: Final[dict[str, Any]] = {
    "text": pa.large_string(),
    "country": pa.large_string(),
    "boolean": pa.bool_(),
    "integer": pa.int64(),
    "decimal": pa.int64(),
    "time": pa.int64(),
}


def own_types(fields: Iterable[OwnField]) -> dict[str, Any]:
    """Arrow type of the column of each own field."""
    return {one.name: _OWN_TYPES[one.type] for one in fields}


def table_of(payments: Iterable[Payment], fields: tuple[OwnField, ...] = ()) -> Any:  # noqa: ANN401 - a pyarrow table
    """The columns of `payments` with these own fields, in their order."""
    types = {**TYPES, BASE_AMOUNT: pa.int64(), **own_types(fields)}
    remaining = iter(payments)
    chunks = []
    while chunk := list(islice(remaining, CHUNK_ROWS)):
        columns = {
            name: pa.array([getattr(payment, name) for payment in chunk], type=kind)
            for name, kind in types.items()
        }
        chunks.append(pa.table(columns))
    return table_of_chunks(chunks)


def table_of_chunks(chunks: list[Any]) -> Any:  # noqa: ANN401 - pyarrow tables
    """One table of all `chunks`, without the optional columns that hold no value."""
    if not chunks:
        return pa.table({name: pa.array([], type=kind) for name, kind in TYPES.items()})
    table = pa.concat_tables(chunks)
    empty = [
        name
        for name in (*OPTIONAL_FIELDS, BASE_AMOUNT)
        if name in table.column_names and table[name].null_count == table.num_rows
    ]
    return table.drop(empty)


def payments_of(
    table: Any,  # noqa: ANN401 - a pyarrow table
    fields: tuple[OwnField, ...] = (),
) -> Iterator[Payment]:
    """The payments of `table` with these own fields, in order; each iteration makes them anew."""
    own = tuple(one.name for one in fields)
    make = _maker(fields, own)
    for batch in table.to_batches(max_chunksize=_ITERATED_ROWS):
        columns = [
            values_of(batch.column(name)) if name in table.column_names else repeat(None)
            for name in (*FIELDS, BASE_AMOUNT, *own)
        ]
        yield from map(make, *columns)


def _maker(fields: tuple[OwnField, ...], own: tuple[str, ...]) -> Callable[..., Payment]:
    if not fields:
        return Payment
    made = payment_type(fields)
    standard = len(FIELDS) + 1

    def make(*values: Any) -> Payment:  # noqa: ANN401 - of every type that a field has
        return made(*values[:standard], **dict(zip(own, values[standard:], strict=True)))

    return make


def values_of(column: Any) -> list[Any]:  # noqa: ANN401 - a pyarrow array
    """The values as Python objects; by numpy where no null needs a place, which is far faster."""
    if column.null_count == 0:
        return list(column.to_numpy(zero_copy_only=False).tolist())
    return list(column.to_pylist())
