"""Ways to break a record of any kind, each with the cause it must be rejected for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from events.shared.json_records import MAX_RECORD_BYTES

YEAR_2100_MS: Final = 4_102_444_800_000

Fields = dict[str, Any]
Break = Callable[[Fields], bytes]


@dataclass(frozen=True, slots=True)
class Defect:
    """One way to break a record.

    Attributes:
        name: of the defect.
        cause: what the codec must say.
        breaks: the broken record's bytes, from the record's fields. They hold no newline.
    """

    name: str
    cause: str
    breaks: Break


def with_value(name: str, value: object) -> Break:
    """The field with another value."""
    return lambda fields: msgspec.json.encode({**fields, name: value})


def without(name: str) -> Break:
    """The record without the field."""
    return lambda fields: msgspec.json.encode({k: v for k, v in fields.items() if k != name})


def fixed(raw: bytes) -> Break:
    """These bytes, whatever the record was."""
    return lambda _: raw


def with_literal(name: str, literal: bytes) -> Break:
    """The field with a literal that no JSON encoder writes."""
    return lambda fields: msgspec.json.encode({**fields, name: "@"}).replace(b'"@"', literal)


def rewritten(rewrite: Callable[[bytes], bytes]) -> Break:
    """The bytes of the record, changed."""
    return lambda fields: rewrite(msgspec.json.encode(fields))


def unreadable(word: str, texts: tuple[str, str], numbers: tuple[str, str]) -> tuple[Defect, ...]:
    """Defects of the bytes and of the JSON, which need no more than two texts and two numbers.

    Args:
        word: what the record is, which stands where a record should be.
        texts: names of two fields whose values are texts.
        numbers: names of two fields whose values are numbers.
    """
    said = word.encode()
    return (
        Defect("empty_line", "empty", fixed(b"")),
        Defect("blank_line", "empty", fixed(b" \t ")),
        Defect("oversized", "oversized", with_value("note", "x" * MAX_RECORD_BYTES)),
        Defect("oversized_not_json", "oversized", fixed(b"\x00" * (MAX_RECORD_BYTES + 1))),
        Defect("invalid_utf8", "bad_encoding", with_literal(texts[0], b'"\xff\xfe"')),
        Defect("latin_1", "bad_encoding", with_literal(texts[1], b'"caf\xe9"')),
        Defect("utf_16", "bad_encoding", rewritten(lambda raw: raw.decode().encode("utf-16"))),
        Defect("binary", "bad_encoding", fixed(b"\x80\x03}q\x00X\xe9")),
        Defect("plain_text", "malformed_json", fixed(said + b" accepted")),
        Defect("truncated", "malformed_json", rewritten(lambda raw: raw[: len(raw) // 2])),
        Defect("single_quotes", "malformed_json", rewritten(lambda raw: raw.replace(b'"', b"'"))),
        Defect("trailing_comma", "malformed_json", rewritten(lambda raw: raw[:-1] + b",}")),
        Defect("two_objects", "malformed_json", rewritten(lambda raw: raw + raw)),
        Defect("byte_order_mark", "malformed_json", rewritten(lambda raw: b"\xef\xbb\xbf" + raw)),
        Defect("not_a_number", "malformed_json", with_literal(numbers[0], b"NaN")),
        Defect("infinity", "malformed_json", with_literal(numbers[1], b"Infinity")),
        Defect("deep_nesting", "malformed_json", with_literal("note", b"[" * 5_000 + b"]" * 5_000)),
        Defect("array", "not_an_object", rewritten(lambda raw: b"[" + raw + b"]")),
        Defect("json_null", "not_an_object", fixed(b"null")),
        Defect("json_number", "not_an_object", fixed(b"42")),
        Defect("json_string", "not_an_object", fixed(b'"' + said + b'"')),
        Defect("no_fields", "missing_field", fixed(b"{}")),
    )
