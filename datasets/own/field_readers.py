"""How the value of each mapping target is read, a missing one included."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from datasets.own import codes
from datasets.own.amounts import NegativeAmounts, from_major_units, from_minor_units
from datasets.own.description import FileForm
from datasets.own.faults import Adjusted, Refused
from datasets.own.identifiers import card_token, identifier, stands_for_no_value
from datasets.own.notes import Notes
from datasets.own.times import TimeReader, readers

Read = Callable[[object], object]
Values = Mapping[str, Mapping[str, str]]

_REMEMBERED_VALUES: Final = 65_536
_MISSING: Final = Refused("missing", "a value expected")
_NO_VALUE: Final = "{count} values such as NULL, nan or - are taken as missing ones."
_IDENTIFIERS: Final = (
    *("transaction_id", "card_id", "merchant_id", "device_id", "trace_id", "label_id"),
)
_MAY_BE_MISSING: Final = frozenset(
    {
        *("device_id", "ip", "latitude", "longitude", "trace_id"),
        *("reported_time", "reported_time_s", "reported_time_ms"),
    }
)


def field_readers(  # noqa: PLR0913 - what a user says, and where notes go
    form: FileForm,
    now_ms: int,
    notes: Notes,
    values: Values,
    negative: NegativeAmounts = "refuse",
    *,
    card_numbers: bool = False,
) -> dict[str, Read]:
    """A reader for every target but ``amount``: a raw value to that of the field, or `Refused`.

    Each remembers the values that it read lately, since most columns repeat theirs.

    Args:
        form: how numbers and times are written.
        now_ms: later times are faults.
        notes: takes what is assumed about times.
        values: by target what a value stands for.
        negative: what becomes of rows with a negative amount.
        card_numbers: whether a card number may stand for a card.
    """
    plain = form.numbers.plain
    every: dict[str, Read] = {
        **dict.fromkeys(_IDENTIFIERS, identifier),
        "card_id": identifier if card_numbers else card_token,
        "amount_minor": lambda value: _numeric(plain(value), _minor(negative)),
        "currency": codes.currency,
        "country": codes.country,
        "channel": codes.channel,
        "ip": codes.ip,
        "latitude": lambda value: _numeric(plain(value), codes.degrees(90)),
        "longitude": lambda value: _numeric(plain(value), codes.degrees(180)),
        "is_fraud": codes.flag,
        "kind": codes.label_kind,
        **readers(TimeReader("event_time", form.zone, now_ms, notes, form.time_form)),
        **readers(TimeReader("reported_time", form.zone, now_ms, notes, form.time_form)),
    }
    return {
        target: _remembering(target, read, values.get(target, {})) for target, read in every.items()
    }


def major_unit_reader(
    form: FileForm, negative: NegativeAmounts
) -> Callable[[object, object], object]:
    """Reads ``amount``: a raw value and what its currency was read as, to minor units."""

    def read(value: object, currency: object) -> object:
        if value is None or value == "":
            return _MISSING
        if not isinstance(currency, str):
            return None  # With an unknown currency that alone is the fault.
        return _numeric(
            form.numbers.plain(value), lambda number: from_major_units(number, currency, negative)
        )

    return lru_cache(_REMEMBERED_VALUES, typed=True)(read)


def _minor(negative: NegativeAmounts) -> Read:
    return lambda value: from_minor_units(value, negative)


def _numeric(plain: object, read: Read) -> object:
    return plain if isinstance(plain, Refused) else read(plain)


def _remembering(target: str, read: Read, values: Mapping[str, str]) -> Read:
    optional = target in _MAY_BE_MISSING

    def read_present(value: object) -> object:
        if values and str(value).strip() in values:
            value = values[str(value).strip()]
        if value is None or value == "":
            return None if optional else _MISSING
        if optional and isinstance(value, str) and stands_for_no_value(value):
            return Adjusted(None, _NO_VALUE)
        return read(value)

    # Without `typed`, true and 1.0 would be one value.
    return lru_cache(_REMEMBERED_VALUES, typed=True)(read_present)
