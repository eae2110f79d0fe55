"""The training table: a row for each candidate of each list, with its inputs by name.

::

    TABLE/
      rows.parquet  list_id ... held_out | item_id label | an input a column
      table.json    what it was made of

Lists stand in the order in which their next items came, candidates roughly the best first.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Self

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from msgspec import Struct

from events.recommendations.recommendation_list import list_id
from events.recommendations.shopper import shopper_key
from models.recommendations.training.history import TableList

ROWS_FILE: Final = "rows.parquet"
MANIFEST_FILE: Final = "table.json"
_ROWS_A_GROUP: Final = 32_768
_OF_LIST: Final = (
    pa.field("list_id", pa.string(), nullable=False),
    pa.field("shopper_id", pa.string(), nullable=False),
    pa.field("event_id", pa.string(), nullable=False),
    pa.field("event_time_ms", pa.int64(), nullable=False),
    pa.field("next_event_id", pa.string(), nullable=False),
    pa.field("next_event_time_ms", pa.int64(), nullable=False),
    pa.field("held_out", pa.bool_(), nullable=False),
)
_OF_ROW: Final = (
    pa.field("item_id", pa.string(), nullable=False),
    pa.field("label", pa.int8(), nullable=False),
)
IDENTITY: Final = tuple(field.name for field in (*_OF_LIST, *_OF_ROW))
"""Names of the columns beside the inputs."""


class TableManifest(Struct, frozen=True):
    """As JSON in ``table.json``.

    Attributes:
        data_id: of the history, see `models.recommendations.training.lineage`.
        definitions_sha256: of the definitions.
        inputs: names of the inputs, in their order.
        lists: how many there are.
        rows: how many there are.
    """

    data_id: str
    definitions_sha256: str
    inputs: tuple[str, ...]
    lists: int
    rows: int


class ListTable:
    """Writes a table row group by row group; a context manager.

    Args:
        folder: to write to.
        inputs: names of the inputs.

    Raises:
        ValueError: an input has the name of another column.
    """

    def __init__(self, folder: Path, inputs: Sequence[str]) -> None:
        taken = [name for name in inputs if name in IDENTITY]
        if taken:
            raise ValueError(f"input {taken[0]!r}: the table has a column of that name for itself")
        self._folder, self._inputs = folder, tuple(inputs)
        typed = [pa.field(name, pa.float32(), nullable=False) for name in inputs]
        self._schema = pa.schema([*_OF_LIST, *_OF_ROW, *typed])
        self._held: list[TableList] = []
        self._held_rows = self._lists = self._rows = 0

    def __enter__(self) -> Self:
        """Opens the file."""
        self._file = pq.ParquetWriter(self._folder / ROWS_FILE, self._schema, compression="zstd")
        return self

    def __exit__(self, *_: object) -> None:
        """Writes what is held, and closes the file."""
        self._flush()
        self._file.close()

    def add(self, one: TableList) -> None:
        """Takes the next list."""
        self._held.append(one)
        self._held_rows += len(one.made.items)
        if self._held_rows >= _ROWS_A_GROUP:
            self._flush()

    def _flush(self) -> None:
        if not self._held:
            return
        self._file.write_table(_rows(self._held, self._schema))
        self._lists += len(self._held)
        self._rows += self._held_rows
        self._held, self._held_rows = [], 0

    def write_manifest(self, data_id: str, definitions_sha256: str) -> None:
        """Says what the lists were made of; nothing may be added after it."""
        self._flush()
        manifest = TableManifest(data_id, definitions_sha256, self._inputs, self._lists, self._rows)
        encoded = msgspec.json.format(msgspec.json.encode(manifest), indent=2)
        (self._folder / MANIFEST_FILE).write_bytes(encoded + b"\n")


def _rows(lists: Sequence[TableList], schema: Any) -> Any:  # noqa: ANN401 - pyarrow has no types
    """The rows of lists, one list after another."""
    sizes = [len(one.made.items) for one in lists]
    of_lists = zip(*map(_list_values, lists), strict=True)
    of_list = [np.repeat(np.array(column, dtype=object), sizes) for column in of_lists]
    items = [item_id for one in lists for item_id in one.made.items]
    labels = np.zeros(len(items), np.int8)
    labels[np.cumsum([0, *sizes[:-1]]) + [one.made.place for one in lists]] = 1
    inputs = np.concatenate([one.made.inputs for one in lists]).T
    columns = [*of_list, items, labels, *map(np.ascontiguousarray, inputs)]
    typed = zip(columns, schema, strict=True)
    return pa.Table.from_arrays(
        [pa.array(column, field.type) for column, field in typed], schema=schema
    )


def _list_values(one: TableList) -> tuple[Any, ...]:
    """In the order of the columns of a list."""
    event, after = one.pair.event, one.pair.next_event
    return (
        list_id(shopper_key(event.user_id, event.session_id), event.event_id),
        one.pair.shopper_id,
        event.event_id,
        event.event_time_ms,
        after.event_id,
        after.event_time_ms,
        one.is_held_out,
    )
