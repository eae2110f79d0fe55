"""Every way in which a record fails to be a payment, with the cause it must be rejected for."""

from typing import Final

import msgspec

from events.fraud.payment import Payment
from events.shared.wire_types import MAX_AMOUNT_MINOR
from simulator.breaking import (
    YEAR_2100_MS,
    Defect,
    Fields,
    fixed,
    unreadable,
    with_literal,
    with_value,
    without,
)


def malformed_record(defect: Defect, payment: Payment, transaction_id: str) -> bytes:
    """`payment` under another id, broken by `defect`."""
    fields: Fields = msgspec.to_builtins(payment)
    return defect.breaks({**fields, "transaction_id": transaction_id})


def _half_position(fields: Fields) -> bytes:
    return without("longitude")({**fields, "latitude": 10.0})


DEFECTS: Final[tuple[Defect, ...]] = (
    *unreadable("payment", ("channel", "merchant_id"), ("amount_minor", "latitude")),
    Defect("no_card", "missing_field", without("card_id")),
    Defect("no_amount", "missing_field", without("amount_minor")),
    Defect("no_time", "missing_field", without("event_time_ms")),
    Defect("amount_text", "wrong_type", with_value("amount_minor", "12.50")),
    Defect("amount_fraction", "wrong_type", with_value("amount_minor", 12.5)),
    Defect("amount_true", "wrong_type", with_literal("amount_minor", b"true")),
    Defect("card_as_number", "wrong_type", with_value("card_id", 17)),
    Defect("merchant_null", "wrong_type", with_value("merchant_id", None)),
    Defect("time_text", "wrong_type", with_value("event_time_ms", "2025-01-06T00:00:00Z")),
    Defect("amount_negative", "out_of_range", with_value("amount_minor", -1)),
    Defect("amount_absurd", "out_of_range", with_value("amount_minor", MAX_AMOUNT_MINOR + 1)),
    Defect("card_empty", "bad_identifier", with_value("card_id", "")),
    Defect("card_too_long", "bad_identifier", with_value("card_id", "c" * 500)),
    Defect("card_control_character", "bad_identifier", with_value("card_id", "card\x00")),
    Defect("merchant_byte_order_mark", "bad_identifier", with_value("merchant_id", "\ufeffm")),
    Defect("device_line_end", "bad_identifier", with_value("device_id", "d\n")),
    Defect("half_a_surrogate_pair", "bad_encoding", with_literal("card_id", b'"\\ud83d"')),
    Defect("bottomless_nesting", "malformed_json", fixed(b'{"card_id":' + b"[" * 16_000)),
    Defect("real_card_number", "card_number", with_value("card_id", "4111111111111111")),
    Defect("time_in_seconds", "out_of_range", with_value("event_time_ms", 1_736_121_600)),
    Defect("time_negative", "out_of_range", with_value("event_time_ms", -1)),
    Defect("latitude_beyond_pole", "out_of_range", with_value("latitude", 91.0)),
    Defect("currency_unknown", "unknown_currency", with_value("currency", "XXX")),
    Defect("currency_lower_case", "unknown_currency", with_value("currency", "eur")),
    Defect("country_unknown", "unknown_country", with_value("country", "ZZ")),
    Defect("country_name", "unknown_country", with_value("country", "France")),
    Defect("year_2100", "time_in_future", with_value("event_time_ms", YEAR_2100_MS)),
    Defect("half_a_position", "incomplete_position", _half_position),
)
"""All defects, every cause among them."""
