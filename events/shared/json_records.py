"""JSON bytes to a struct, or to the fault that says why there is none; structs to JSON bytes."""

import re
from typing import Any, Final, Generic, TypeVar

import msgspec

from events.shared.identifiers import identifier_fault
from events.shared.rejected import Cause, Fault
from events.shared.shown_values import shown_value

Record = TypeVar("Record", bound=msgspec.Struct)

MAX_RECORD_BYTES: Final = 16_384
"""An event has some 300 bytes; what is far above that is none."""

MAX_BRACKETS: Final = 500
"""Opening brackets and braces in a record: parsers recurse once for each that is still open."""

LONE_SURROGATE_ESCAPE: Final = (
    r"(?<!\\)(?:\\\\)*(?:"
    r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    r"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F])"
)
"""An escape in JSON for half a surrogate pair, as a regular expression of Python and Java."""

_LONE_SURROGATE: Final = re.compile(LONE_SURROGATE_ESCAPE.encode())
_FIELD_PATH: Final = re.compile(r"at `\$\.(\w+)")
_MISSING_FIELD: Final = re.compile(r"missing required field `(\w+)`")
_INVALID_ENUM: Final = re.compile(r"^(Invalid enum value) .*(?= - at `)", re.DOTALL)
_BAD_TEXT: Final = re.compile(r"Expected `str` (?:of length|matching)")
_TEXT_LIMIT: Final = re.compile(r"<= (\d+)")


def encode(record: msgspec.Struct) -> bytes:
    """`record` as compact JSON."""
    return msgspec.json.encode(record)


class RecordDecoder(Generic[Record]):
    """Decodes records of one kind, and never raises; it does not pickle.

    Of a field that is repeated the last one counts, as it does for the parser that finds the key
    of a record before it is decoded. Text that is not UTF-8 is no JSON wherever it stands, also in
    what is skipped: no two parsers read it alike.

    Args:
        kind: of the records.
        max_record_bytes: larger records are left unread.
        computed: fields that no record gives: what stands under their names is no fault, and if it
            is decoded it is for the caller to replace.
        shown: fields of which a message shows the faulty value: those that are not personal.
    """

    def __init__(
        self,
        kind: type[Record],
        max_record_bytes: int = MAX_RECORD_BYTES,
        *,
        computed: frozenset[str] = frozenset(),
        shown: frozenset[str] = frozenset(),
    ) -> None:
        self._max_record_bytes = max_record_bytes
        self._computed = computed
        self._shown = shown
        self._decoder = msgspec.json.Decoder(kind)
        names = [name for name in kind.__struct_fields__ if name not in computed]
        last_ones = [(name, msgspec.Raw, msgspec.Raw()) for name in names]
        last = msgspec.defstruct("LastOnes", last_ones, omit_defaults=True)
        self._last_ones = msgspec.json.Decoder(last)

    def decode(self, raw: bytes) -> Record | Fault:
        """The record in `raw`, or why there is none."""
        if len(raw) > self._max_record_bytes:
            expected = f"at most {self._max_record_bytes} expected"
            return Fault("oversized", None, f"{len(raw)} bytes, {expected}")
        brackets = raw.count(b"[") + raw.count(b"{")
        if brackets > MAX_BRACKETS:
            return Fault(
                "malformed_json",
                None,
                f"{brackets} opening brackets and braces, at most {MAX_BRACKETS} expected",
            )
        if not raw.isascii() and (damaged := _not_utf8(raw)) is not None:
            return damaged
        try:
            return self._decoder.decode(raw)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            last = self._of_last_ones(raw)
            if not isinstance(last, Exception):
                return last
            fault = self._fault(error, raw)
            return self._fault(last, raw) if fault.field in self._computed else fault

    def _of_last_ones(self, raw: bytes) -> Record | Exception:
        """The record of the last value of each field, or why that is none."""
        try:
            return self._decoder.decode(msgspec.json.encode(self._last_ones.decode(raw)))
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            return error

    def _fault(self, error: Exception, raw: bytes) -> Fault:
        if isinstance(error, msgspec.ValidationError):
            return _invalid(str(error), raw, self._shown)
        message = str(error) if isinstance(error, msgspec.DecodeError) else type(error).__name__
        return _unreadable(message, raw)


def _invalid(message: str, raw: bytes, shown_fields: frozenset[str]) -> Fault:
    """A fault for JSON that is not the record.

    msgspec's messages hold no values but one that is none of an enumeration: it goes, since it
    could be a card number, or be taken for another part of the message.
    """
    message = _INVALID_ENUM.sub(r"\1", message)
    missing = _MISSING_FIELD.search(message)
    if missing is not None:
        return Fault("missing_field", missing[1], f"{missing[1]}: missing, it is required")
    path = _FIELD_PATH.search(message)
    if path is None:
        return Fault("not_an_object", None, f"{message}: a JSON object is expected")
    name = path[1]
    expectation = message.split(" - at ", maxsplit=1)[0]
    if _BAD_TEXT.match(expectation) is not None:
        return _bad_identifier(name, expectation, raw)
    cause: Cause = "wrong_type" if ", got " in expectation else "out_of_range"
    got = _shown_value(name, raw) if name in shown_fields else ""
    return Fault(cause, name, f"{name}: {expectation}{got}")


def _bad_identifier(name: str, expectation: str, raw: bytes) -> Fault:
    """A fault for a text that is no id; it says of what kind, and never shows the text."""
    value = _value(name, raw)
    limit = _TEXT_LIMIT.search(expectation)
    fault = None
    if isinstance(value, str):
        fault = identifier_fault(value) if limit is None else identifier_fault(value, int(limit[1]))
    return Fault("bad_identifier", name, f"{name}: {fault or 'not an id'}")


def _shown_value(name: str, raw: bytes) -> str:
    """The faulty value for the message."""
    value = _value(name, raw)
    return "" if value is None else f", got the value {shown_value(value, 40)}"


def _value(name: str, raw: bytes) -> Any:  # noqa: ANN401 - any JSON
    """The value of a field, None where there is none to show."""
    try:
        return msgspec.json.decode(raw)[name]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, KeyError):
        return None


def _not_utf8(raw: bytes) -> Fault | None:
    """A fault for bytes that are no text, which msgspec does not look for in what it skips."""
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        return Fault("bad_encoding", None, f"not UTF-8 at byte {error.start}")
    return None


def _unreadable(message: str, raw: bytes) -> Fault:
    if not raw.strip():
        return Fault("empty", None, "an empty record, a JSON object is expected")
    half = _LONE_SURROGATE.search(raw)
    if half is not None:
        return Fault("bad_encoding", None, f"half a surrogate pair at byte {half.end()}")
    return Fault("malformed_json", None, f"not JSON: {message}")
