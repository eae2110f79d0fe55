"""Changing a rejected record into one that the job takes, without making another one of it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from msgspec import DecodeError, json

from dead_letters.letter import DeadLetter

Mend = Callable[[bytes], bytes]
"""From the original bytes to those to send."""


class MendError(ValueError):
    """A record cannot be mended in this way; the message says why."""


def unchanged(raw: bytes) -> bytes:
    """The record as it came, for a fault that was the job's."""
    return raw


def setting(values: Mapping[str, object]) -> Mend:
    """Sets fields of a JSON object; all others keep their values."""

    def mend(raw: bytes) -> bytes:
        return json.encode({**_object(raw), **values})

    return mend


def mended(letter: DeadLetter, mend: Mend, identity: Iterable[str]) -> bytes:
    """The record to send for `letter`.

    Args:
        letter: of a record.
        mend: what is done to it.
        identity: fields that make the record this one.

    Raises:
        MendError: `mend` cannot be applied, or changes a field of the identity that was not at
            fault: the job would take it for a record of its own.
    """
    record = mend(letter.raw)
    if not isinstance(record, bytes):
        raise MendError(f"gives {type(record).__name__}, bytes are expected")
    if record == letter.raw:
        return record
    before, after = _fields(letter.raw), _fields(record)
    for name in identity:
        known = before.get(name)
        if known is not None and name != letter.field and after.get(name) != known:
            raise MendError(f"{name}: changed, and with it the record would be another one")
    return record


def _object(raw: bytes) -> dict[str, Any]:
    try:
        return json.decode(raw, type=dict[str, Any])
    except (DecodeError, UnicodeDecodeError, RecursionError):
        raise MendError("not a JSON object, so that no field can be set") from None


def _fields(raw: bytes) -> dict[str, Any]:
    """The fields of a record, none where it is no JSON object."""
    try:
        return _object(raw)
    except MendError:
        return {}
