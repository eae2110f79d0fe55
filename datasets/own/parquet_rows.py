"""Rows of Parquet files, with the types that they have there."""

from collections.abc import Iterator, Sequence
from datetime import UTC
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from datasets.own.faults import FaultLog
from datasets.own.rows import RawRows, Values
from datasets.payment_columns import CHUNK_ROWS


class ParquetReader:
    """Reads Parquet."""

    def names(self, path: Path) -> list[str]:
        """The names of the top-level columns."""
        return list(_opened(path).schema_arrow.names)

    def rows(self, path: Path, wanted: Sequence[str], faults: FaultLog) -> Iterator[RawRows]:  # noqa: ARG002 - no row can be malformed by itself
        """All rows."""
        first = 1
        for batch in _opened(path).iter_batches(batch_size=CHUNK_ROWS, columns=list(wanted)):
            columns = {name: _values(batch.column(name)) for name in wanted}
            yield RawRows(str(path), range(first, first + batch.num_rows), columns)
            first += batch.num_rows


def _opened(path: Path) -> Any:  # noqa: ANN401 - a pyarrow file
    try:
        return parquet.ParquetFile(path)
    except pa.ArrowInvalid as error:
        raise ValueError(f"{path}: not a Parquet file: {error}") from None


def _values(column: Any) -> Values:  # noqa: ANN401 - a pyarrow array
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _values(column.dictionary_decode())
    if pa.types.is_timestamp(kind):
        return _moments(column)
    if pa.types.is_float16(kind) or pa.types.is_float32(kind):
        # The shortest decimal of the narrow float is what was meant, not that of a double.
        floats = column.to_numpy(zero_copy_only=False).astype(kind.to_pandas_dtype())
        return [
            None if null else str(value)
            for null, value in zip(column.is_null().to_pylist(), floats, strict=True)
        ]
    return list(column.to_pylist())


def _moments(column: Any) -> Values:  # noqa: ANN401 - a pyarrow array
    """Datetimes, with UTC where the column has a zone: its values are in UTC then."""
    instants = column.cast(pa.int64()).cast(pa.timestamp(column.type.unit))
    naive = instants.cast(pa.timestamp("us"), safe=False).to_pylist()
    if column.type.tz is None:
        return list(naive)
    return [None if moment is None else moment.replace(tzinfo=UTC) for moment in naive]
