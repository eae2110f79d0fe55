"""Values that come row by row, as Arrow columns."""

from collections.abc import Sequence
from typing import Any, Final

import pyarrow as pa

from events.shared.feature_value import FeatureValue

_ROWS_AT_ONCE: Final = 512
"""Few enough that their values are still in the processor's cache when they are put in columns."""


class ValueColumns:
    """Takes rows of values, and gives their columns.

    Args:
        names: of the columns.
        types: their Arrow types.
    """

    def __init__(self, names: Sequence[str], types: Sequence[Any]) -> None:
        self._schema = pa.schema(list(zip(names, types, strict=True)))
        self._rows: list[tuple[FeatureValue, ...]] = []
        self._batches: list[Any] = []

    def add(self, values: tuple[FeatureValue, ...]) -> None:
        """Takes the next row."""
        self._rows.append(values)
        if len(self._rows) == _ROWS_AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        columns = zip(zip(*self._rows, strict=True), self._schema.types, strict=True)
        arrays = [pa.array(column, kind) for column, kind in columns]
        self._batches.append(pa.RecordBatch.from_arrays(arrays, schema=self._schema))
        self._rows.clear()

    def table(self) -> Any:  # noqa: ANN401 - pyarrow has no types
        """All rows taken, as a table whose columns have one chunk each."""
        if self._rows:
            self._flush()
        return pa.Table.from_batches(self._batches, schema=self._schema).combine_chunks()
