"""Raw rows to columns of records: faulty values to the fault log, refunds and the like counted."""

from collections import Counter
from collections.abc import Container
from dataclasses import replace
from itertools import compress
from typing import Any

import pyarrow as pa

from datasets.own.description import Description
from datasets.own.faults import FaultLog, LeftOut, Refused, RowFault
from datasets.own.field_readers import field_readers, major_unit_reader
from datasets.own.mapping import ColumnMapping
from datasets.own.notes import Notes
from datasets.own.own_values import own_reader
from datasets.own.plain_columns import plain_column
from datasets.own.read_columns import Columns, left_out_reasons, row_faults, rows_of, take_adjusted
from datasets.own.rows import RawRows
from datasets.record_columns import own_types


class RowConverter:
    """Converts the rows of one input, in their order.

    Args:
        mapping: where every field comes from.
        description: how values are written, and which rows are no records.
        now_ms: later times are faults.
        notes: takes what was assumed.

    Attributes:
        faults: the faulty values so far.
        left_out: number of rows so far that are no records, by the reason.
    """

    def __init__(
        self, mapping: ColumnMapping, description: Description, now_ms: int, notes: Notes
    ) -> None:
        form, negative = description.form, description.negative_amounts
        own, layout = description.contract.fields, mapping.layout
        self._mapping = mapping
        self._layout = layout
        self._types = {**layout.types, **own_types(own)}
        self._targets = {field: mapping.target_of(field) for field in self._types}
        self._readers = field_readers(
            form,
            now_ms,
            notes,
            description.values,
            negative,
            tokens=frozenset() if description.card_numbers else layout.tokens,
            optional=layout.optional,
        )
        self._readers |= {field.name: own_reader(field, form.numbers) for field in own}
        self._shown = layout.shown | {field.name for field in own if not field.personal}
        self._now_ms = now_ms
        self._by_value = frozenset(description.values)
        self._amount, self._major = layout.amount
        self._read_major_units = major_unit_reader(
            form, negative, optional=self._major in layout.optional
        )
        self._left_out_values = {
            column: frozenset(values) for column, values in description.left_out.items()
        }
        self._notes = notes
        self.faults = FaultLog()
        self.left_out: Counter[str] = Counter()

    def convert(self, rows: RawRows, rows_before: int) -> Any:  # noqa: ANN401 - a pyarrow table
        """The rows without a fault as a table of the layout's columns and own fields.

        Args:
            rows: some rows of a file.
            rows_before: number of rows before this file, for made ids.
        """
        rows = self._without_left_out(rows)
        plain = self._plain(rows)
        columns = self._columns(rows, plain)
        made_id = self._layout.made_id
        if made_id is not None and self._targets[made_id] is None:
            columns[made_id] = [f"row-{rows_before + n:06d}" for n in rows.numbers]
        take_adjusted(columns, self._targets, self._notes)
        for together in self._layout.together:
            # Those of which one is plain were found to fit together.
            if not any(field in plain for field in together.fields):
                together.check(columns, self._mapping.constants)
        left_out = rows_of(columns, LeftOut)
        self.left_out.update(left_out_reasons(columns))
        faulty = rows_of(columns, Refused) - left_out
        for index in sorted(faulty):
            self.faults.add_row(self._faults_of(index, rows, columns))
        if gone := faulty | left_out:
            kept = [index not in gone for index in range(len(rows.numbers))]
            columns = {field: list(compress(column, kept)) for field, column in columns.items()}
            plain = {field: column.filter(pa.array(kept)) for field, column in plain.items()}
        return self._table(columns, plain, len(rows.numbers) - len(gone))

    def _plain(self, rows: RawRows) -> dict[str, Any]:
        """The columns that are what their field takes already, as Arrow arrays."""
        plain = {}
        for field, target in self._targets.items():
            column = self._array(rows, field, target)
            if target is None or column is None:
                continue
            taken = plain_column(target, column, self._readers[target], self._now_ms)
            if taken is not None:
                plain[field] = taken
        for together in self._layout.together:
            mapped = [field for field in together.fields if self._targets[field] is not None]
            if not together.are_plain(plain, mapped):
                for field in mapped:
                    plain.pop(field, None)
        return plain

    def _without_left_out(self, rows: RawRows) -> RawRows:
        for column, values in self._left_out_values.items():
            texts = [str(value).strip() for value in rows.columns[column]]
            kept = [text not in values for text in texts]
            if all(kept):
                continue
            found = Counter(text for text in texts if text in values)
            self.left_out.update({f"{column} {text}": count for text, count in found.items()})
            rows = replace(
                rows,
                numbers=list(compress(rows.numbers, kept)),
                columns={name: list(compress(each, kept)) for name, each in rows.columns.items()},
                arrays={},
            )
        return rows

    def _array(self, rows: RawRows, field: str, target: str | None) -> Any | None:  # noqa: ANN401 - pyarrow
        """The column of a field that is read from no other, as Arrow has it; None without one."""
        if target is None or target == self._major or target in self._by_value:
            return None
        if field == "currency" and self._targets[self._amount] == self._major:
            return None
        return rows.arrays.get(self._mapping.sources[target])

    def _columns(self, rows: RawRows, plain: Container[str]) -> Columns:
        """What each other mapped field was read as: a value, `Adjusted`, `LeftOut` or `Refused`."""
        columns: Columns = {}
        for field, target in self._targets.items():
            if target is not None and target != self._major and field not in plain:
                values = rows.columns[self._mapping.sources[target]]
                columns[field] = list(map(self._readers[target], values))
        if self._targets[self._amount] == self._major:
            constant = self._mapping.constants.get("currency")
            currencies = columns.get("currency", [constant] * len(rows.numbers))
            amounts = rows.columns[self._mapping.sources[self._major]]
            columns[self._amount] = list(map(self._read_major_units, amounts, currencies))
        return columns

    def _table(self, columns: Columns, plain: dict[str, Any], count: int) -> Any:  # noqa: ANN401 - a pyarrow table
        constants = self._mapping.constants
        arrays = {}
        for field, kind in self._types.items():
            if field in plain:
                arrays[field] = plain[field].cast(kind)
            elif field in columns:
                arrays[field] = pa.array(columns[field], type=kind)
            elif field in constants:
                arrays[field] = pa.array([constants[field]] * count, type=kind)
            else:
                arrays[field] = pa.nulls(count, kind)
        return pa.table(arrays)

    def _faults_of(self, index: int, rows: RawRows, columns: Columns) -> list[RowFault]:
        sources = {field: self._source_of(field) for field in columns}
        return row_faults(index, rows, columns, sources, self._shown)

    def _source_of(self, field: str) -> tuple[str, str] | None:
        target = self._targets[field]
        return None if target is None else (target, self._mapping.sources[target])
