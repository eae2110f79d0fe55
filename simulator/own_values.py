"""Random values for own fields of payments, within the limits that a definition file sets."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

import msgspec
import numpy as np

from events.shared.own_fields import FieldValue, OwnField, decimal_text
from simulator.record import SimulatedRecord

_DIFFERENT_TEXTS: Final = 50
_LARGEST_UNSTATED: Final = 1_000
_SHARE_WITHOUT: Final = 0.2
_COUNTRIES: Final = ("DE", "FR", "ES", "PL", "SE")


def own_values(
    fields: Iterable[OwnField], rng: np.random.Generator
) -> Iterator[tuple[OwnField, FieldValue]]:
    """A value for each field; every fifth time none for one that is not required."""
    for field in fields:
        if field.required or rng.random() >= _SHARE_WITHOUT:
            yield field, _VALUES[field.type](field, rng)


def with_own_values(
    records: Iterable[SimulatedRecord], fields: tuple[OwnField, ...], seed: int
) -> Iterator[SimulatedRecord]:
    """The records, in which payments have values of `fields`; those that they have stay.

    What is sent again is the same bytes again, and what is no payment stays as it is.
    """
    rng, sent = np.random.default_rng(seed), dict[str, bytes]()
    for record in records:
        name = record.transaction_id
        if name is None or not fields:
            yield record
            continue
        if name not in sent:
            sent[name] = _extended(record.raw, fields, rng)
        yield msgspec.structs.replace(record, raw=sent[name])


def _extended(raw: bytes, fields: tuple[OwnField, ...], rng: np.random.Generator) -> bytes:
    given: dict[str, Any] = msgspec.json.decode(raw)
    made = {field.name: _sent(field, value) for field, value in own_values(fields, rng)}
    return msgspec.json.encode(made | given)


def _sent(field: OwnField, value: FieldValue) -> FieldValue:
    return decimal_text(int(value), field.digits) if field.type == "decimal" else value


def _text(field: OwnField, rng: np.random.Generator) -> str:
    return f"{rng.integers(_DIFFERENT_TEXTS):04d}"[-field.longest :]


def _whole(field: OwnField, rng: np.random.Generator) -> int:
    least, most = field.limits()
    if field.least is None:
        least = max(least, min(0, most))
    if field.most is None:
        most = min(most, least + _LARGEST_UNSTATED * 10**field.digits)
    return int(rng.integers(least, most, endpoint=True))


_VALUES: Final[dict[str, Callable[[OwnField, np.random.Generator], FieldValue]]] = {
    "text": _text,
    "integer": _whole,
    "decimal": _whole,
    "time": _whole,
    "boolean": lambda _, rng: bool(rng.integers(2)),
    "country": lambda _, rng: _COUNTRIES[rng.integers(len(_COUNTRIES))],
}
