"""Records of one kind as Arrow columns: one column a field, none for a field without values.

Own fields of a definition file are columns of their name, decimals whole numbers of their last
digit. The amount in the base currency is one too where amounts are compared.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice, repeat
from typing import Any, Final, Generic, TypeVar

import pyarrow as pa
from msgspec import Struct
from msgspec.structs import fields as fields_of_struct

from events.shared.own_fields import OwnField

RecordT = TypeVar("RecordT", bound=Struct)

CHUNK_ROWS: Final = 65_536
_ITERATED_ROWS: Final = 8_192
"""Few enough that the values of a chunk stay in the processor's cache."""

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


class RecordColumns(Generic[RecordT]):
    """The columns of one kind of record.

    Args:
        kind: of the records.
        computed: its fields that no record gives.
        base: the one of them that is a column, the amount in the base currency.
        types: Arrow types of the fields that are no texts.
        made: the kind with own fields.

    Attributes:
        kind: as given.
        computed: as given.
        fields: names of the fields that records give, in the order of `kind`.
        types: Arrow type of each.
        base: as given.
    """

    def __init__(
        self,
        kind: type[RecordT],
        computed: frozenset[str],
        base: str,
        types: Mapping[str, Any],
        made: Callable[[tuple[OwnField, ...]], type[RecordT]],
    ) -> None:
        every = fields_of_struct(kind)
        given = [each for each in every if each.name not in computed]
        self._made = made
        self.kind = kind
        self.computed = computed
        self._defaults = {each.name: each.default for each in every if not each.required}
        self.base = base
        self.fields = tuple(each.name for each in given)
        self.types = {name: types.get(name, pa.large_string()) for name in self.fields}
        self._may_lack = (*(each.name for each in given if not each.required), base)
        self._every = tuple(each.name for each in every)

    def table_of(self, records: Iterable[RecordT], fields: tuple[OwnField, ...] = ()) -> Any:  # noqa: ANN401 - a pyarrow table
        """The columns of `records` with these own fields, in their order."""
        types = {**self.types, self.base: pa.int64(), **own_types(fields)}
        remaining = iter(records)
        chunks = []
        while chunk := list(islice(remaining, CHUNK_ROWS)):
            columns = {
                name: pa.array([getattr(record, name) for record in chunk], type=kind)
                for name, kind in types.items()
            }
            chunks.append(pa.table(columns))
        return self.table_of_chunks(chunks)

    def table_of_chunks(self, chunks: list[Any]) -> Any:  # noqa: ANN401 - pyarrow tables
        """One table of all `chunks`, without the optional columns that hold no value."""
        if not chunks:
            return pa.table({name: pa.array([], type=kind) for name, kind in self.types.items()})
        table = pa.concat_tables(chunks)
        empty = [
            name
            for name in self._may_lack
            if name in table.column_names and table[name].null_count == table.num_rows
        ]
        return table.drop(empty)

    def records_of(
        self,
        table: Any,  # noqa: ANN401 - a pyarrow table
        fields: tuple[OwnField, ...] = (),
    ) -> Iterator[RecordT]:
        """The records of `table` with these own fields, in order; each iteration makes them anew.

        A value that is missing is that which its field has unless said.
        """
        own = tuple(one.name for one in fields)
        make = self._maker(fields, own)
        for batch in table.to_batches(max_chunksize=_ITERATED_ROWS):
            columns = [
                self._values(batch, name) if name in table.column_names else self._default(name)
                for name in (*self._every, *own)
            ]
            yield from map(make, *columns)

    def _values(self, batch: Any, name: str) -> list[Any]:  # noqa: ANN401 - pyarrow
        column, default = batch.column(name), self._defaults.get(name)
        return values_of(column if default is None else column.fill_null(default))

    def _default(self, name: str) -> Iterator[Any]:
        return repeat(self._defaults.get(name))

    def _maker(self, fields: tuple[OwnField, ...], own: tuple[str, ...]) -> Callable[..., RecordT]:
        made = self._made(fields)
        if not fields:
            return made
        standard = len(self._every)

        def make(*values: Any) -> RecordT:  # noqa: ANN401 - of every type that a field has
            return made(*values[:standard], **dict(zip(own, values[standard:], strict=True)))

        return make


def values_of(column: Any) -> list[Any]:  # noqa: ANN401 - a pyarrow array
    """The values as Python objects; by numpy where no null needs a place, which is far faster."""
    if column.null_count == 0:
        return list(column.to_numpy(zero_copy_only=False).tolist())
    return list(column.to_pylist())
