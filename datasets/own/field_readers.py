"""How the value of each mapping target is read, a missing one included."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from datasets.own import codes
from datasets.own.amounts import from_major_units, from_minor_units
from datasets.own.faults import Refused
from datasets.own.identifiers import identifier
from datasets.own.notes import Notes
from datasets.own.times import TimeReader, readers

Read = Callable[[object], object]

_REMEMBERED_VALUES: Final = 65_536
_MISSING: Final = Refused("missing", "a value expected")
_IDENTIFIERS: Final = ("transaction_id", "card_id", "merchant_id", "device_id", "trace_id")
_MAY_BE_MISSING: Final = frozenset(
    {
        "device_id",
        "ip",
        "latitude",
        "longitude",
        "trace_id",
        "reported_time",
        "reported_time_s",
        "reported_time_ms",
    }
)


def field_readers(zone: ZoneInfo, now_ms: int, notes: Notes) -> dict[str, Read]:
    """A reader for every target but ``amount``: a raw value to that of the field, or `Refused`.

    Each remembers the values that it read lately, since most columns repeat theirs.
    """
    every: dict[str, Read] = {
        **{field: _identifier_reader(field, notes) for field in _IDENTIFIERS},
        "amount_minor": from_minor_units,
        "currency": codes.currency,
        "country": codes.country,
        "channel": codes.channel,
        "ip": codes.ip,
        "latitude": codes.degrees(90),
        "longitude": codes.degrees(180),
        "is_fraud": codes.flag,
        **readers(TimeReader("event_time", zone, now_ms, notes)),
        **readers(TimeReader("reported_time", zone, now_ms, notes)),
    }
    return {target: _remembering(target, read) for target, read in every.items()}


def _identifier_reader(field: str, notes: Notes) -> Read:
    def read(value: object) -> str | Refused:
        text = identifier(value)
        if isinstance(text, str) and text != str(value):
            notes.add(f"{field}: whole numbers are read without their decimal point.")
        return text

    return read


def major_unit_reader() -> Callable[[object, object], object]:
    """Reads ``amount``: a raw value and what its currency was read as, to minor units."""

    def read(value: object, currency: object) -> object:
        if value is None or value == "":
            return _MISSING
        # With an unknown currency that alone is the fault.
        return from_major_units(value, currency) if isinstance(currency, str) else None

    return lru_cache(_REMEMBERED_VALUES, typed=True)(read)


def _remembering(target: str, read: Read) -> Read:
    missing = None if target in _MAY_BE_MISSING else _MISSING

    def read_present(value: object) -> object:
        return missing if value is None or value == "" else read(value)

    # Without `typed`, true and 1.0 would be one value.
    return lru_cache(_REMEMBERED_VALUES, typed=True)(read_present)
