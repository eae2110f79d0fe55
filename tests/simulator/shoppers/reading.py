"""A plain reading of the wire contract, to hold simulated records against."""

import json
from typing import Any

START_OF_MS = 10**12
LAST_MS = 2 * 10**12
TYPES = {"view", "cart", "purchase", "impression", "hide"}
CURRENCIES = {"EUR"}


def well_formed(raw: bytes) -> bool:
    """Whether a record is a shopping event or an identity link."""
    record = parsed(raw)
    if record is None:
        return False
    if record.get("event_type") == "link":
        return _is_link(record)
    return _is_event(record)


def parsed(raw: bytes) -> dict[str, Any] | None:
    """The object in `raw`; None for none, and for what no job reads."""
    if len(raw) > 16_384 or raw.startswith(b"\xef\xbb\xbf") or raw.count(b"[") > 500:
        return None
    try:
        record = json.loads(raw.decode("utf-8"), parse_constant=_refuse)
    except ValueError:
        return None
    return record if isinstance(record, dict) else None


def _refuse(name: str) -> float:
    raise ValueError(name)


def _is_event(record: dict[str, Any]) -> bool:
    known = [record[name] for name in ("user_id", "session_id") if record.get(name) is not None]
    price, currency = record.get("price_minor"), record.get("currency")
    return (
        _has_id_and_time(record)
        and _is_id(record.get("item_id"))
        and record.get("event_type") in TYPES
        and bool(known)
        and all(map(_is_id, known))
        and (price is None) == (currency is None)
        and (price is None or (type(price) is int and price >= 0 and currency in CURRENCIES))
        and isinstance(record.get("category", ""), str)
    )


def _is_link(record: dict[str, Any]) -> bool:
    user, others = record.get("user_id"), [record.get("linked_user_id"), record.get("session_id")]
    linked = [other for other in others if other is not None]
    ids = [user, *linked]
    return (
        _has_id_and_time(record)
        and len(linked) == 1
        and all(map(_is_id, ids))
        and user != others[0]
    )


def _has_id_and_time(record: dict[str, Any]) -> bool:
    time_ms = record.get("event_time_ms")
    timely = type(time_ms) is int and START_OF_MS <= time_ms <= LAST_MS
    return timely and _is_id(record.get("event_id"))


def _is_id(value: object) -> bool:
    return (
        isinstance(value, str)
        and 0 < len(value) <= 128
        and value.isprintable()
        and not (value.isdigit() and len(value) > 12)
    )
