"""Rows of Parquet files, with the types that they have there."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import parquet

from datasets.own.faults import FaultLog
from datasets.own.rows import NESTED, RawRows, Values
from datasets.own.times import FarTime
from datasets.record_columns import CHUNK_ROWS
from events.shared.time_units import DAY_S

_UNITS_A_SECOND: Final = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
_FIRST_S: Final = -62_135_596_800
"""The start of the year 1, the first that a datetime can have."""
_END_S: Final = 253_402_300_800
"""The end of the year 9999, the last."""
_SECONDS_A_YEAR: Final = 31_556_952
"""Of the Gregorian calendar, in the mean."""


class ParquetReader:
    """Reads Parquet."""

    def names(self, path: Path) -> list[str]:
        """The names of the top-level columns, repeated ones too."""
        return list(_opened(path).schema_arrow.names)

    def rows(self, path: Path, wanted: Sequence[str], faults: FaultLog) -> Iterator[RawRows]:  # noqa: ARG002 - no row can be malformed by itself
        """All rows."""
        first = 1
        with _whole(path):
            for batch in _opened(path).iter_batches(batch_size=CHUNK_ROWS, columns=list(wanted)):
                columns = _Columns(path, {name: batch.column(name) for name in wanted})
                numbers = range(first, first + batch.num_rows)
                yield RawRows(str(path), numbers, columns, columns.arrays)
                first += batch.num_rows


class _Columns(Mapping[str, Values]):
    """Columns whose values are made when they are asked for.

    Args:
        path: of the file.
        arrays: the columns as Arrow has them.
    """

    def __init__(self, path: Path, arrays: Mapping[str, Any]) -> None:
        self._path = path
        self.arrays = arrays
        self._made: dict[str, Values] = {}

    def __getitem__(self, name: str) -> Values:
        if name not in self._made:
            with _whole(self._path):
                self._made[name] = _values(self.arrays[name])
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.arrays)

    def __len__(self) -> int:
        return len(self.arrays)


@contextmanager
def _whole(path: Path) -> Iterator[None]:
    """Says of a file that it is not whole where a part of it cannot be read."""
    try:
        yield
    except (pa.ArrowException, OSError) as error:
        raise ValueError(f"{path}: not a whole Parquet file: {_first_line(error)}") from None


def _opened(path: Path) -> Any:  # noqa: ANN401 - a pyarrow file
    try:
        return parquet.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        raise ValueError(f"{path}: not a Parquet file: {_first_line(error)}") from None


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


def _values(column: Any) -> Values:  # noqa: ANN401 - a pyarrow array
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _values(column.dictionary_decode())
    if pa.types.is_timestamp(kind):
        return _moments(column)
    if pa.types.is_date(kind):
        return _days(column)
    if pa.types.is_float16(kind) or pa.types.is_float32(kind):
        # The shortest decimal of the narrow float is what was meant, not that of a double.
        floats = column.to_numpy(zero_copy_only=False).astype(kind.to_pandas_dtype())
        return [
            None if null else str(value)
            for null, value in zip(column.is_null().to_pylist(), floats, strict=True)
        ]
    if pa.types.is_nested(kind) or pa.types.is_duration(kind) or pa.types.is_time(kind):
        return [None if null else NESTED for null in column.is_null().to_pylist()]
    return list(column.to_pylist())


def _moments(column: Any) -> Values:  # noqa: ANN401 - a pyarrow array
    """Datetimes, with UTC where the column has a zone: its values are in UTC then."""
    kind = column.type

    def moments(near: Any) -> list[Any]:  # noqa: ANN401 - a pyarrow array
        naive = near.cast(pa.timestamp(kind.unit)).cast(pa.timestamp("us"), safe=False)
        if kind.tz is None:
            return list(naive.to_pylist())
        return [each and each.replace(tzinfo=UTC) for each in naive.to_pylist()]

    units = column.cast(pa.int64())
    return _with_far_times(units, _filled(units) // _UNITS_A_SECOND[kind.unit], moments)


def _days(column: Any) -> Values:  # noqa: ANN401 - a pyarrow array
    """Dates; Parquet has those of 32 bits only."""

    def dates(near: Any) -> list[Any]:  # noqa: ANN401 - a pyarrow array
        return list(near.cast(pa.int32()).cast(pa.date32()).to_pylist())

    days = column.cast(pa.int32()).cast(pa.int64())
    return _with_far_times(days, _filled(days) * DAY_S, dates)


def _filled(units: Any) -> NDArray[np.int64]:  # noqa: ANN401 - a pyarrow array
    return np.asarray(units.fill_null(0).to_numpy(zero_copy_only=False), dtype=np.int64)


def _with_far_times(
    units: Any,  # noqa: ANN401 - a pyarrow array
    seconds: NDArray[np.int64],
    of_near: Callable[[Any], list[Any]],
) -> Values:
    """What `of_near` makes of `units` that datetimes have, and `FarTime` for the others.

    Args:
        units: times since the epoch, null where there is none.
        seconds: the same, 0 where there is none.
        of_near: makes Python values of units.
    """
    is_far = (seconds < _FIRST_S) | (seconds >= _END_S)
    if not is_far.any():
        return of_near(units)
    none = is_far | units.is_null().to_numpy(zero_copy_only=False)
    values = of_near(pa.array(_filled(units), mask=none))
    for index in np.flatnonzero(is_far).tolist():
        values[index] = FarTime(1970 + int(seconds[index]) // _SECONDS_A_YEAR)
    return values
