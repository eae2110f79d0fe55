"""Raw rows to columns of payments, every faulty value to the fault log."""

from collections.abc import Callable
from functools import lru_cache
from itertools import compress
from typing import Any, Final
from zoneinfo import ZoneInfo

import pyarrow as pa

from datasets.own import codes
from datasets.own.amounts import from_major_units, from_minor_units
from datasets.own.faults import FaultLog, Refused, RowFault, shown
from datasets.own.identifiers import identifier
from datasets.own.mapping import ColumnMapping
from datasets.own.notes import Notes
from datasets.own.rows import RawRows
from datasets.own.times import TimeReader, readers
from datasets.payment_columns import TYPES

Read = Callable[[object], object]

_REMEMBERED_VALUES: Final = 65_536
_MISSING: Final = Refused("missing", "a value expected")
_MAY_BE_MISSING: Final = frozenset(
    {"device_id", "ip", "latitude", "longitude", "trace_id", "reported_time_ms"}
)
_PERSONAL: Final = frozenset(
    {"transaction_id", "card_id", "merchant_id", "device_id", "ip", "latitude", "longitude",
     "trace_id"}
)  # fmt: skip
COLUMN_TYPES: Final = {**TYPES, "label": pa.bool_(), "reported_time_ms": pa.int64()}
"""Types of a payment's columns, of its label and of the time when that was reported."""


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
        self.faults = faults
        self._readers = _readers(mapping, zone, now_ms, notes)
        self._major_units = lru_cache(_REMEMBERED_VALUES, typed=True)(_major_units)

    def convert(self, rows: RawRows, first_row: int) -> Any:  # noqa: ANN401 - a pyarrow table
        """The rows without a fault as a table of `COLUMN_TYPES`.

        Args:
            rows: some rows of a file.
            first_row: number of rows before this file, for made transaction ids.
        """
        converted = {field: self._column(field, rows) for field in COLUMN_TYPES}
        if self._mapping.target_of("transaction_id") is None:
            converted["transaction_id"] = [f"row-{first_row + n:06d}" for n in rows.numbers]
        _check_pairs(converted)
        faulty = {
            index
            for column in converted.values()
            for index, value in enumerate(column)
            if type(value) is Refused
        }
        for index in sorted(faulty):
            self.faults.add_row(self._faults_of(index, rows, converted))
        kept = [index not in faulty for index in range(len(rows.numbers))]
        return pa.table(
            {
                field: pa.array(list(compress(converted[field], kept)), type=kind)
                for field, kind in COLUMN_TYPES.items()
            }
        )

    def _column(self, field: str, rows: RawRows) -> list[object]:
        count = len(rows.numbers)
        target = self._mapping.target_of(field)
        if target is None:
            return [self._mapping.constants.get(field)] * count
        values = rows.columns[self._mapping.sources[target]]
        if target == "amount":
            currencies = self._column("currency", rows)
            return list(map(self._major_units, values, currencies))
        return list(map(self._readers[target], values))

    def _faults_of(
        self, index: int, rows: RawRows, converted: dict[str, list[object]]
    ) -> list[RowFault]:
        faults = []
        for field, column in converted.items():
            refused = column[index]
            if not isinstance(refused, Refused):
                continue
            target = self._mapping.target_of(field) or field
            source = self._mapping.sources.get(target)
            value = None if source is None else rows.columns[source][index]
            hidden = field in _PERSONAL or value is None
            faults.append(
                RowFault(
                    rows.file,
                    rows.numbers[index],
                    target,
                    refused.kind,
                    refused.expectation,
                    None if hidden else shown(value),
                )
            )
        return faults


def _readers(mapping: ColumnMapping, zone: ZoneInfo, now_ms: int, notes: Notes) -> dict[str, Read]:
    every: dict[str, Read] = {
        "transaction_id": identifier,
        "card_id": identifier,
        "merchant_id": identifier,
        "amount_minor": from_minor_units,
        "currency": codes.currency,
        "country": codes.country,
        "channel": codes.channel,
        "device_id": identifier,
        "trace_id": identifier,
        "ip": codes.ip,
        "latitude": codes.degrees(90),
        "longitude": codes.degrees(180),
        "is_fraud": codes.flag,
        **readers(TimeReader("event_time", zone, now_ms, notes)),
        **readers(TimeReader("reported_time", zone, now_ms, notes)),
    }
    return {
        target: _remembering(every[target], may_be_missing=_field_of(target) in _MAY_BE_MISSING)
        for target in mapping.sources
        if target != "amount"
    }


def _field_of(target: str) -> str:
    return "reported_time_ms" if target.startswith("reported_time") else target


def _remembering(read: Read, *, may_be_missing: bool) -> Read:
    """`read`, once for equal values that come close together; a missing one is told apart."""

    def read_present(value: object) -> object:
        if value is None or value == "":
            return None if may_be_missing else _MISSING
        return read(value)

    # Without `typed`, true and 1 would be one value.
    return lru_cache(_REMEMBERED_VALUES, typed=True)(read_present)


def _major_units(value: object, currency: object) -> object:
    if value is None or value == "":
        return _MISSING
    # With an unknown currency that alone is the fault.
    return from_major_units(value, currency) if isinstance(currency, str) else None


def _check_pairs(converted: dict[str, list[object]]) -> None:
    """Refuse half a position, and a report before its payment."""
    latitudes, longitudes = converted["latitude"], converted["longitude"]
    for index, (latitude, longitude) in enumerate(zip(latitudes, longitudes, strict=True)):
        if (latitude is None) != (longitude is None):
            refused = Refused("incomplete position", "latitude and longitude expected together")
            (latitudes if latitude is None else longitudes)[index] = refused
    reports = converted["reported_time_ms"]
    for index, (made, known) in enumerate(zip(converted["event_time_ms"], reports, strict=True)):
        if isinstance(made, int) and isinstance(known, int) and known < made:
            reports[index] = Refused("before its payment", "a time not before event_time expected")
