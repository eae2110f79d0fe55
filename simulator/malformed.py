"""Every way in which a record fails to be a payment, with the cause it must be rejected for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from events.fraud.payment import MAX_AMOUNT_MINOR, Payment
from events.shared.json_records import MAX_RECORD_BYTES
from events.shared.rejected import Cause

YEAR_2100_MS: Final = 4_102_444_800_000

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Defect:
    """One way to break a payment.

    Attributes:
        name: of the defect.
        cause: what the codec must say.
        breaks: the broken record's bytes, from the payment's fields. They hold no newline.
    """

    name: str
    cause: Cause
    breaks: Callable[[Fields], bytes]


def malformed_record(defect: Defect, payment: Payment, transaction_id: str) -> bytes:
    """`payment` under another id, broken by `defect`."""
    fields: Fields = msgspec.to_builtins(payment)
    return defect.breaks({**fields, "transaction_id": transaction_id})


def _with(name: str, value: object) -> Callable[[Fields], bytes]:
    return lambda fields: msgspec.json.encode({**fields, name: value})


def _without(name: str) -> Callable[[Fields], bytes]:
    return lambda fields: msgspec.json.encode({k: v for k, v in fields.items() if k != name})


def _half_position(fields: Fields) -> bytes:
    return _without("longitude")({**fields, "latitude": 10.0})


def _fixed(raw: bytes) -> Callable[[Fields], bytes]:
    return lambda _: raw


def _literal(name: str, literal: bytes) -> Callable[[Fields], bytes]:
    """The field with a literal that no JSON encoder writes."""
    return lambda fields: msgspec.json.encode({**fields, name: "@"}).replace(b'"@"', literal)


def _rewritten(rewrite: Callable[[bytes], bytes]) -> Callable[[Fields], bytes]:
    return lambda fields: rewrite(msgspec.json.encode(fields))


DEFECTS: Final[tuple[Defect, ...]] = (
    Defect("empty_line", "empty", _fixed(b"")),
    Defect("blank_line", "empty", _fixed(b" \t ")),
    Defect("oversized", "oversized", _with("note", "x" * MAX_RECORD_BYTES)),
    Defect("oversized_not_json", "oversized", _fixed(b"\x00" * (MAX_RECORD_BYTES + 1))),
    Defect("invalid_utf8", "bad_encoding", _literal("channel", b'"\xff\xfe"')),
    Defect("latin_1", "bad_encoding", _literal("merchant_id", b'"caf\xe9"')),
    Defect("utf_16", "bad_encoding", _rewritten(lambda raw: raw.decode().encode("utf-16"))),
    Defect("binary", "bad_encoding", _fixed(b"\x80\x03}q\x00X\xe9")),
    Defect("plain_text", "malformed_json", _fixed(b"payment accepted")),
    Defect("truncated", "malformed_json", _rewritten(lambda raw: raw[: len(raw) // 2])),
    Defect("single_quotes", "malformed_json", _rewritten(lambda raw: raw.replace(b'"', b"'"))),
    Defect("trailing_comma", "malformed_json", _rewritten(lambda raw: raw[:-1] + b",}")),
    Defect("two_objects", "malformed_json", _rewritten(lambda raw: raw + raw)),
    Defect("byte_order_mark", "malformed_json", _rewritten(lambda raw: b"\xef\xbb\xbf" + raw)),
    Defect("amount_nan", "malformed_json", _literal("amount_minor", b"NaN")),
    Defect("latitude_infinity", "malformed_json", _literal("latitude", b"Infinity")),
    Defect("deep_nesting", "malformed_json", _literal("note", b"[" * 5_000 + b"]" * 5_000)),
    Defect("array", "not_an_object", _rewritten(lambda raw: b"[" + raw + b"]")),
    Defect("json_null", "not_an_object", _fixed(b"null")),
    Defect("json_number", "not_an_object", _fixed(b"42")),
    Defect("json_string", "not_an_object", _fixed(b'"payment"')),
    Defect("no_fields", "missing_field", _fixed(b"{}")),
    Defect("no_card", "missing_field", _without("card_id")),
    Defect("no_amount", "missing_field", _without("amount_minor")),
    Defect("no_time", "missing_field", _without("event_time_ms")),
    Defect("amount_text", "wrong_type", _with("amount_minor", "12.50")),
    Defect("amount_fraction", "wrong_type", _with("amount_minor", 12.5)),
    Defect("amount_true", "wrong_type", _literal("amount_minor", b"true")),
    Defect("card_as_number", "wrong_type", _with("card_id", 17)),
    Defect("merchant_null", "wrong_type", _with("merchant_id", None)),
    Defect("time_text", "wrong_type", _with("event_time_ms", "2025-01-06T00:00:00Z")),
    Defect("amount_negative", "out_of_range", _with("amount_minor", -1)),
    Defect("amount_absurd", "out_of_range", _with("amount_minor", MAX_AMOUNT_MINOR + 1)),
    Defect("card_empty", "bad_identifier", _with("card_id", "")),
    Defect("card_too_long", "bad_identifier", _with("card_id", "c" * 500)),
    Defect("card_control_character", "bad_identifier", _with("card_id", "card\x00")),
    Defect("merchant_byte_order_mark", "bad_identifier", _with("merchant_id", "\ufeffm")),
    Defect("device_line_end", "bad_identifier", _with("device_id", "d\n")),
    Defect("half_a_surrogate_pair", "bad_encoding", _literal("card_id", b'"\\ud83d"')),
    Defect("bottomless_nesting", "malformed_json", _fixed(b'{"card_id":' + b"[" * 16_000)),
    Defect("real_card_number", "card_number", _with("card_id", "4111111111111111")),
    Defect("time_in_seconds", "out_of_range", _with("event_time_ms", 1_736_121_600)),
    Defect("time_negative", "out_of_range", _with("event_time_ms", -1)),
    Defect("latitude_beyond_pole", "out_of_range", _with("latitude", 91.0)),
    Defect("currency_unknown", "unknown_currency", _with("currency", "XXX")),
    Defect("currency_lower_case", "unknown_currency", _with("currency", "eur")),
    Defect("country_unknown", "unknown_country", _with("country", "ZZ")),
    Defect("country_name", "unknown_country", _with("country", "France")),
    Defect("year_2100", "time_in_future", _with("event_time_ms", YEAR_2100_MS)),
    Defect("half_a_position", "incomplete_position", _half_position),
)
"""All defects, every cause among them."""
