"""Raw records to rows keyed by shopper or item, with event time and watermarks, in the JVM."""

from typing import Final

from pyflink.datastream import DataStream
from pyflink.table import StreamTableEnvironment

from events.recommendations.shopping_event import shopping_event_type
from events.shared.own_fields import OwnField
from jobs.recommendations.canonical_json import (
    ITEM_PATTERN,
    KNOWN_ITEM_FIELDS,
    LINK_PATTERN,
    event_pattern,
    known_event_fields,
    known_link_fields,
)
from jobs.recommendations.settings import RecommendationSettings
from jobs.shared.in_jvm import is_card_number_sql, sql_text
from jobs.shared.json_in_sql import json_fields
from jobs.shared.json_patterns import decimals_fit
from jobs.shared.keyed_rows import RecordSql, keyed_rows

_USER_ID, _SESSION_ID, _LINKED_ID = (
    f"JSON_VALUE(known, '$.{name}')" for name in ("user_id", "session_id", "linked_user_id")
)
_USER: Final = f"'user:' || {_USER_ID}"
_SESSION: Final = f"'session:' || {_SESSION_ID}"
_ALIAS: Final = f"'user:' || {_LINKED_ID}"
_LONG_DIGITS: Final = '_id":"[0-9]{13,19}"'
_OF_ANOTHER: Final = f"COALESCE({_LINKED_ID}, '') <> {_USER_ID}"


def keyed_records(
    tables: StreamTableEnvironment,
    events: DataStream,
    items: DataStream | None,
    settings: RecommendationSettings,
    fields: tuple[OwnField, ...] = (),
) -> DataStream:
    """Rows of (key, (bytes, time of reading, key, whether it is an item)), with event time.

    The key of an event is its shopper, that of a link its alias, that of a record of the catalogue
    its item.

    Args:
        tables: where the queries run.
        events: records.
        items: records, None without a stream of their own.
        settings: of the job.
        fields: an event's own.
    """
    sql = RecordSql(
        known=_known(fields),
        key=_key(fields, card_numbers=settings.accepts_card_numbers),
        timeless="FALSE",
        max_future_ms=settings.time_max_future_ms,
    )
    return keyed_rows(tables, events, items, settings, sql)


def _known(fields: tuple[OwnField, ...]) -> str:
    event, link, item = (
        json_fields(path)
        for path in (
            known_event_fields(shopping_event_type(fields)),
            known_link_fields(),
            KNOWN_ITEM_FIELDS,
        )
    )
    return (
        f"CASE WHEN is_fact THEN {item}"
        " WHEN POSITION('link' IN record) > 0"
        f" AND JSON_VALUE({link}, '$.event_type') = 'link' THEN {link}"
        f" ELSE {event} END"
    )


def _key(fields: tuple[OwnField, ...], *, card_numbers: bool) -> str:
    event = f"REGEXP(known, {sql_text(event_pattern(fields))}) AND {decimals_fit(fields, 'known')}"
    link = f"REGEXP(known, {sql_text(LINK_PATTERN)}) AND {_OF_ANOTHER}"
    if not card_numbers:
        event += _no_card_numbers(_USER_ID, _SESSION_ID)
        link += _no_card_numbers(_USER_ID, _SESSION_ID, _LINKED_ID)
    return f"""
        CASE WHEN is_fact AND REGEXP(known, {sql_text(ITEM_PATTERN)})
                THEN JSON_VALUE(known, '$.item_id')
            WHEN NOT is_fact AND {link} THEN COALESCE({_ALIAS}, {_SESSION}, '')
            WHEN NOT is_fact AND {event} THEN COALESCE({_USER}, {_SESSION}, '')
            ELSE '' END"""


def _no_card_numbers(*ids: str) -> str:
    """That no id is a card number; of most records one look at the text says so."""
    given = (f"COALESCE({one}, '')" for one in ids)
    found = " OR ".join(map(is_card_number_sql, given))
    may_be = f"REGEXP(known, {sql_text(_LONG_DIGITS)})"
    return f" AND CASE WHEN {may_be} THEN NOT ({found}) ELSE TRUE END"
