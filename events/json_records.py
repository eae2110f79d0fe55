"""JSON bytes to a struct, or to the fault that says why there is none; never an exception."""

import re
from typing import Final, TypeVar

import msgspec

from events.rejected import Cause, Fault

Record = TypeVar("Record", bound=msgspec.Struct)

MAX_RECORD_BYTES: Final = 16_384
"""A payment or a label has some 300 bytes; what is far above that is neither."""

_NOT_PERSONAL: Final = frozenset(
    {
        "amount_minor",
        "currency",
        "country",
        "channel",
        "event_time_ms",
        "kind",
        "reported_time_ms",
    }
)
_FIELD_PATH = re.compile(r"at `\$\.(\w+)")
_MISSING_FIELD = re.compile(r"missing required field `(\w+)`")


def decoded(
    decoder: msgspec.json.Decoder[Record], raw: bytes, max_record_bytes: int
) -> Record | Fault:
    """What `decoder` makes of `raw`; a record of more than `max_record_bytes` is left unread."""
    if len(raw) > max_record_bytes:
        return Fault("oversized", None, f"{len(raw)} bytes, at most {max_record_bytes} expected")
    try:
        return decoder.decode(raw)
    except msgspec.ValidationError as error:
        return _invalid(str(error), raw)
    except msgspec.DecodeError as error:
        return _unreadable(str(error), raw)
    except (UnicodeDecodeError, RecursionError) as error:
        return _unreadable(type(error).__name__, raw)


def _invalid(message: str, raw: bytes) -> Fault:
    """A fault for JSON that is not the record; msgspec's messages hold no values."""
    missing = _MISSING_FIELD.search(message)
    if missing is not None:
        return Fault("missing_field", missing[1], f"{missing[1]}: missing, it is required")
    path = _FIELD_PATH.search(message)
    if path is None:
        return Fault("not_an_object", None, f"{message}: a JSON object is expected")
    name = path[1]
    expectation = message.split(" - at ", maxsplit=1)[0]
    cause: Cause = "wrong_type" if ", got " in expectation else "out_of_range"
    return Fault(cause, name, f"{name}: {expectation}{_shown_value(name, raw)}")


def _shown_value(name: str, raw: bytes) -> str:
    """The faulty value for the message, where it cannot be personal."""
    if name not in _NOT_PERSONAL:
        return ""
    try:
        value = msgspec.json.decode(raw)[name]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return ""
    return f", got the value {repr(value)[:40]}"


def _unreadable(message: str, raw: bytes) -> Fault:
    if not raw.strip():
        return Fault("empty", None, "an empty record, a JSON object is expected")
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        return Fault("bad_encoding", None, f"not UTF-8 at byte {error.start}")
    return Fault("malformed_json", None, f"not JSON: {message}")
