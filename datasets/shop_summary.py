"""What is in shopping events and in a catalogue, in figures."""

from dataclasses import dataclass
from typing import Any

import pyarrow.compute as pc

from datasets.column_counts import AmountRange, amounts_of, counts_of, different
from datasets.own.arrival_order import Disorder
from datasets.shop_records import ShopRecords


@dataclass(frozen=True, slots=True)
class EventSummary:
    """Figures of shopping events.

    Attributes:
        events: how many there are.
        links: how many identity links are among them.
        event_types: number of events by type.
        first_event_time_ms: of the earliest event.
        last_event_time_ms: of the latest.
        users: number of different users.
        sessions: number of different sessions, those of users too.
        events_without_user: events of which only the session is known.
        sessions_without_user: sessions that have such events.
        items: number of different items.
        categories: number of different categories.
        prices: by currency.
        disorder: how far the input is out of order.
    """

    events: int
    links: int
    event_types: dict[str, int]
    first_event_time_ms: int
    last_event_time_ms: int
    users: int
    sessions: int
    events_without_user: int
    sessions_without_user: int
    items: int
    categories: int
    prices: dict[str, AmountRange]
    disorder: Disorder


@dataclass(frozen=True, slots=True)
class CatalogueSummary:
    """Figures of a catalogue.

    Attributes:
        records: how many there are.
        items: number of different items.
        first_valid_ms: from when on the earliest record holds.
        last_valid_ms: the same of the latest.
        categories: number of different categories.
        unavailable: records that say that the item cannot be bought.
        prices: by currency.
    """

    records: int
    items: int
    first_valid_ms: int
    last_valid_ms: int
    categories: int
    unavailable: int
    prices: dict[str, AmountRange]


def event_summary(read: ShopRecords) -> EventSummary:
    """The figures of events, of which there is at least one."""
    table = read.table
    first, last = _span(table)
    anonymous = table
    if "user_id" in table.column_names:
        anonymous = table.filter(table["user_id"].is_null())
    return EventSummary(
        events=table.num_rows,
        links=len(read.links),
        event_types=counts_of(table, "event_type"),
        first_event_time_ms=first,
        last_event_time_ms=last,
        users=different(table, "user_id"),
        sessions=different(table, "session_id"),
        events_without_user=anonymous.num_rows,
        sessions_without_user=different(anonymous, "session_id"),
        items=different(table, "item_id"),
        categories=different(table, "category"),
        prices=_prices(table),
        disorder=read.disorder,
    )


def catalogue_summary(read: ShopRecords) -> CatalogueSummary:
    """The figures of a catalogue with at least one record."""
    table = read.table
    first, last = _span(table)
    available = "available" in table.column_names
    return CatalogueSummary(
        records=table.num_rows,
        items=different(table, "item_id"),
        first_valid_ms=first,
        last_valid_ms=last,
        categories=different(table, "category"),
        unavailable=int(pc.sum(pc.invert(table["available"])).as_py() or 0) if available else 0,
        prices=_prices(table),
    )


def _span(table: Any) -> tuple[int, int]:  # noqa: ANN401 - a pyarrow table
    found = pc.min_max(table["event_time_ms"]).as_py()
    return found["min"], found["max"]


def _prices(table: Any) -> dict[str, AmountRange]:  # noqa: ANN401 - a pyarrow table
    return amounts_of(table, "price_minor") if "price_minor" in table.column_names else {}
