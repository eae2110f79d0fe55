"""Raw rows to columns of payments, every faulty value to the fault log."""

from itertools import compress
from typing import Any, Final
from zoneinfo import ZoneInfo

import pyarrow as pa

from datasets.own.faults import FaultLog, Refused, RowFault, shown
from datasets.own.field_readers import field_readers, major_unit_reader
from datasets.own.mapping import ColumnMapping
from datasets.own.notes import Notes
from datasets.own.rows import RawRows
from datasets.payment_columns import TYPES

_NOT_PERSONAL: Final = frozenset(
    {"amount_minor", "currency", "country", "channel", "event_time_ms", "label", "reported_time_ms"}
)
COLUMN_TYPES: Final = {**TYPES, "label": pa.bool_(), "reported_time_ms": pa.int64()}
"""Types of a payment's columns, of its label and of the time when that was reported."""

_Columns = dict[str, list[object]]


class RowConverter:
    """Converts the rows of one input, in their order.

    Args:
        mapping: where every field comes from.
        zone: of times that name none.
        now_ms: later times are faults.
        notes: takes what was assumed.
        faults: takes the faulty values.
    """

    def __init__(
        self, mapping: ColumnMapping, zone: ZoneInfo, now_ms: int, notes: Notes, faults: FaultLog
    ) -> None:
        self._mapping = mapping
        self._targets = {field: mapping.target_of(field) for field in COLUMN_TYPES}
        self._readers = field_readers(zone, now_ms, notes)
        self._read_major_units = major_unit_reader()
        self.faults = faults

    def convert(self, rows: RawRows, rows_before: int) -> Any:  # noqa: ANN401 - a pyarrow table
        """The rows without a fault as a table of `COLUMN_TYPES`.

        Args:
            rows: some rows of a file.
            rows_before: number of rows before this file, for made transaction ids.
        """
        columns = self._columns(rows)
        if self._targets["transaction_id"] is None:
            columns["transaction_id"] = [f"row-{rows_before + n:06d}" for n in rows.numbers]
        _refuse_half_positions(columns)
        _refuse_early_reports(columns)
        faulty = _faulty_rows(columns)
        for index in sorted(faulty):
            self.faults.add_row(self._faults_of(index, rows, columns))
        if faulty:
            kept = [index not in faulty for index in range(len(rows.numbers))]
            columns = {field: list(compress(column, kept)) for field, column in columns.items()}
        return self._table(columns)

    def _columns(self, rows: RawRows) -> _Columns:
        """What each mapped field was read as, value or `Refused`."""
        columns: _Columns = {}
        for field, target in self._targets.items():
            if target is not None and target != "amount":
                values = rows.columns[self._mapping.sources[target]]
                columns[field] = list(map(self._readers[target], values))
        if self._targets["amount_minor"] == "amount":
            constant = self._mapping.constants.get("currency")
            currencies = columns.get("currency", [constant] * len(rows.numbers))
            amounts = rows.columns[self._mapping.sources["amount"]]
            columns["amount_minor"] = list(map(self._read_major_units, amounts, currencies))
        return columns

    def _table(self, columns: _Columns) -> Any:  # noqa: ANN401 - a pyarrow table
        count = len(columns["card_id"])
        constants = self._mapping.constants
        arrays = {}
        for field, kind in COLUMN_TYPES.items():
            if field in columns:
                arrays[field] = pa.array(columns[field], type=kind)
            elif field in constants:
                arrays[field] = pa.array([constants[field]] * count, type=kind)
            else:
                arrays[field] = pa.nulls(count, kind)
        return pa.table(arrays)

    def _faults_of(self, index: int, rows: RawRows, columns: _Columns) -> list[RowFault]:
        faults = []
        for field, column in columns.items():
            refused, target = column[index], self._targets[field]
            if isinstance(refused, Refused) and target is not None:
                found = rows.columns[self._mapping.sources[target]][index]
                value = shown(found) if found is not None and field in _NOT_PERSONAL else None
                number = rows.numbers[index]
                faults.append(
                    RowFault(rows.file, number, target, refused.kind, refused.expectation, value)
                )
        return faults


def _faulty_rows(columns: _Columns) -> set[int]:
    faulty: set[int] = set()
    for column in columns.values():
        faulty.update(index for index, value in enumerate(column) if type(value) is Refused)
    return faulty


def _refuse_half_positions(columns: _Columns) -> None:
    if "latitude" not in columns:
        return
    refused = Refused("incomplete position", "latitude and longitude expected together")
    latitudes, longitudes = columns["latitude"], columns["longitude"]
    for index, (latitude, longitude) in enumerate(zip(latitudes, longitudes, strict=True)):
        if (latitude is None) != (longitude is None):
            (latitudes if latitude is None else longitudes)[index] = refused


def _refuse_early_reports(columns: _Columns) -> None:
    if "reported_time_ms" not in columns:
        return
    refused = Refused("before its payment", "a time not before event_time expected")
    reports = columns["reported_time_ms"]
    for index, (made, known) in enumerate(zip(columns["event_time_ms"], reports, strict=True)):
        if isinstance(made, int) and isinstance(known, int) and known < made:
            reports[index] = refused
