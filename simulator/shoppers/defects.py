"""Every way in which a record fails to be a shopping event or a link, with the cause."""

from collections.abc import Callable
from typing import Final

import msgspec

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
from simulator.shoppers.record import ShoppingEvent

_PRICE: Final[Fields] = {"price_minor": 1999, "currency": "EUR"}
_LINK: Final[Fields] = {"event_type": "link", "user_id": "user-000001"}


def broken(defect: Defect, event: ShoppingEvent, event_id: str) -> bytes:
    """`event` under another id, broken by `defect`."""
    fields: Fields = msgspec.to_builtins(event)
    return defect.breaks({**fields, "event_id": event_id})


def _priced(breaks: Callable[[Fields], bytes]) -> Callable[[Fields], bytes]:
    """The same of an event that has a price."""
    return lambda fields: breaks({**fields, **_PRICE})


def _nobody(fields: Fields) -> bytes:
    kept = {name: value for name, value in fields.items() if name not in {"user_id", "session_id"}}
    return msgspec.json.encode(kept)


def _link(**more: object) -> Callable[[Fields], bytes]:
    """A link with the id and the time of the event."""

    def breaks(fields: Fields) -> bytes:
        kept = {name: fields[name] for name in ("event_id", "event_time_ms")}
        return msgspec.json.encode({**kept, **_LINK, **more})

    return breaks


def _link_without_user(fields: Fields) -> bytes:
    linked = msgspec.json.decode(_link(session_id="session-0")(fields))
    return without("user_id")(linked)


DEFECTS: Final[tuple[Defect, ...]] = (
    *unreadable("view", ("event_type", "item_id"), ("price_minor", "event_time_ms")),
    Defect("no_id", "missing_field", without("event_id")),
    Defect("no_item", "missing_field", without("item_id")),
    Defect("no_type", "missing_field", without("event_type")),
    Defect("no_time", "missing_field", without("event_time_ms")),
    Defect("nobody", "missing_shopper", _nobody),
    Defect("price_without_currency", "incomplete_price", _priced(without("currency"))),
    Defect("currency_without_price", "incomplete_price", _priced(without("price_minor"))),
    Defect("link_without_user", "missing_field", _link_without_user),
    Defect("link_to_nothing", "bad_link", _link()),
    Defect("link_to_itself", "bad_link", _link(linked_user_id=_LINK["user_id"])),
    Defect("link_to_two", "bad_link", _link(linked_user_id="user-2", session_id="session-0")),
    Defect("id_as_number", "wrong_type", with_value("event_id", 17)),
    Defect("item_as_number", "wrong_type", with_value("item_id", 17)),
    Defect("item_null", "wrong_type", with_value("item_id", None)),
    Defect("item_list", "wrong_type", with_value("item_id", ["tripod-1", "tripod-2"])),
    Defect("type_as_number", "wrong_type", with_value("event_type", 1)),
    Defect("type_unknown", "out_of_range", with_value("event_type", "like")),
    Defect("type_upper_case", "out_of_range", with_value("event_type", "VIEW")),
    Defect("user_as_number", "wrong_type", with_value("user_id", 17)),
    Defect("session_object", "wrong_type", with_value("session_id", {"id": "session-1"})),
    Defect("time_text", "wrong_type", with_value("event_time_ms", "2025-01-06T00:00:00Z")),
    Defect("time_fraction", "wrong_type", with_value("event_time_ms", 1_736_121_600.5)),
    Defect("price_text", "wrong_type", _priced(with_value("price_minor", "19.99"))),
    Defect("price_fraction", "wrong_type", _priced(with_value("price_minor", 19.99))),
    Defect("price_true", "wrong_type", _priced(with_literal("price_minor", b"true"))),
    Defect("category_number", "wrong_type", with_value("category", 4)),
    Defect("price_negative", "out_of_range", _priced(with_value("price_minor", -1))),
    Defect("time_in_seconds", "out_of_range", with_value("event_time_ms", 1_736_121_600)),
    Defect("time_negative", "out_of_range", with_value("event_time_ms", -1)),
    Defect("year_2100", "time_in_future", with_value("event_time_ms", YEAR_2100_MS)),
    Defect("id_empty", "bad_identifier", with_value("event_id", "")),
    Defect("item_empty", "bad_identifier", with_value("item_id", "")),
    Defect("item_too_long", "bad_identifier", with_value("item_id", "i" * 500)),
    Defect("item_control_character", "bad_identifier", with_value("item_id", "item\x00")),
    Defect("user_empty", "bad_identifier", with_value("user_id", "")),
    Defect("session_line_end", "bad_identifier", with_value("session_id", "s\n")),
    Defect("item_byte_order_mark", "bad_identifier", with_value("item_id", "\ufeffi")),
    Defect("half_a_surrogate_pair", "bad_encoding", with_literal("item_id", b'"\\ud83d"')),
    Defect("bottomless_nesting", "malformed_json", fixed(b'{"item_id":' + b"[" * 16_000)),
    Defect("user_card_number", "card_number", with_value("user_id", "4111111111111111")),
    Defect("currency_unknown", "unknown_currency", _priced(with_value("currency", "XXX"))),
    Defect("currency_lower_case", "unknown_currency", _priced(with_value("currency", "eur"))),
)
"""All defects; a broken link has only the id and the time of the event that it was made from."""
