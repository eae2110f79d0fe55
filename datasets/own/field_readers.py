"""How the value of each mapping target is read, a missing one included."""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
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
_NO_CURRENCY: Final = Refused("incomplete price", "a currency expected with it")
_IDENTIFIERS: Final = (
    *("transaction_id", "card_id", "merchant_id", "device_id", "trace_id", "label_id"),
    *("event_id", "item_id", "user_id", "session_id"),
)


def field_readers(  # noqa: PLR0913 - what a user says, and where notes go
    form: FileForm,
    now_ms: int,
    notes: Notes,
    values: Values,
    negative: NegativeAmounts = "refuse",
    *,
    tokens: AbstractSet[str],
    optional: AbstractSet[str],
) -> dict[str, Read]:
    """A reader for every target but amounts in major units: a raw value to that of the field.

    What cannot be taken is `Refused`.

    Each remembers the values that it read lately, since most columns repeat theirs.

    Args:
        form: how numbers and times are written.
        now_ms: later times are faults.
        notes: takes what is assumed about times.
        values: by target what a value stands for.
        negative: what becomes of rows with a negative amount.
        tokens: ids that must be no card numbers.
        optional: targets of which a row may have no value.
    """
    plain = form.numbers.plain

    def minor_units(value: object) -> object:
        return _numeric(plain(value), _minor(negative))

    every: dict[str, Read] = {
        **dict.fromkeys(_IDENTIFIERS, identifier),
        **dict.fromkeys(tokens, card_token),
        "amount_minor": minor_units,
        "price_minor": minor_units,
        "event_type": codes.event_type,
        "category": codes.category,
        "available": codes.flag,
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
        target: _remembering(read, values.get(target, {}), optional=target in optional)
        for target, read in every.items()
    }


def major_unit_reader(
    form: FileForm, negative: NegativeAmounts, *, optional: bool
) -> Callable[[object, object], object]:
    """Reads an amount in major units: a raw value and what its currency was read as.

    Args:
        form: how numbers are written.
        negative: what becomes of rows with a negative amount.
        optional: whether a row may have no value.
    """

    def read(value: object, currency: object) -> object:
        nothing = _nothing(value, optional=optional)
        if nothing is not None:
            return None if nothing is _NOTHING else nothing
        known = currency.value if isinstance(currency, Adjusted) else currency
        if known is None:
            return _NO_CURRENCY
        if not isinstance(known, str):
            return None  # With an unknown currency that alone is the fault.
        return _numeric(
            form.numbers.plain(value), lambda number: from_major_units(number, known, negative)
        )

    return lru_cache(_REMEMBERED_VALUES, typed=True)(read)


def _minor(negative: NegativeAmounts) -> Read:
    return lambda value: from_minor_units(value, negative)


def _numeric(plain: object, read: Read) -> object:
    return plain if isinstance(plain, Refused) else read(plain)


_NOTHING: Final = object()


def _nothing(value: object, *, optional: bool) -> object:
    """What a missing value is read as: `_NOTHING`, `Adjusted` or `Refused`; None for any other."""
    if value is None or value == "":
        return _NOTHING if optional else _MISSING
    if optional and isinstance(value, str) and stands_for_no_value(value):
        return Adjusted(None, _NO_VALUE)
    return None


def _remembering(read: Read, values: Mapping[str, str], *, optional: bool) -> Read:
    def read_present(value: object) -> object:
        if values and str(value).strip() in values:
            value = values[str(value).strip()]
        nothing = _nothing(value, optional=optional)
        if nothing is not None:
            return None if nothing is _NOTHING else nothing
        return read(value)

    # Without `typed`, true and 1.0 would be one value.
    return lru_cache(_REMEMBERED_VALUES, typed=True)(read_present)
