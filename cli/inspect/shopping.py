"""What `revstream inspect` understood of shopping events and a catalogue."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from cli.inspect.text import (
    amounts_text,
    counts_text,
    gap_lines,
    lost_features,
    note_lines,
    row_counts,
    row_lines,
    span_text,
)
from cli.options.shopping_options import ShoppingOptions, read_shop
from datasets.column_counts import AmountRange
from datasets.shop_doubts import doubts
from datasets.shop_records import ShopRecords
from datasets.shop_summary import catalogue_summary, event_summary
from events.shared.time_units import MINUTE_MS
from features.recommendations.definitions import load_definitions


class ShoppingRead:
    """Events, a catalogue or both, and what is to be said of them.

    Args:
        given: the input.
        path: of a definition file, or the shipped one.
        show_progress: whether on stderr.

    Raises:
        FaultyRowsError: rows are no events or items.
        ValueError: the input is not usable.
    """

    def __init__(self, given: ShoppingOptions, path: str, *, show_progress: bool) -> None:
        definitions = load_definitions(path)
        given = given.under(definitions)
        self._features = definitions.features
        self._events, self._items = (
            read_shop(one, show_progress=show_progress) if one.inputs else None
            for one in (given.events, given.items)
        )

    def as_json(self) -> dict[str, Any]:
        """All of it for a script."""
        said: dict[str, Any] = {}
        if self._events is not None:
            said = {
                **asdict(event_summary(self._events)),
                **_read_json(self._events),
                "lost_features": self._lost(self._events),
                "doubts": doubts(self._events, self._items),
            }
        if self._items is not None:
            said["catalogue"] = {
                **asdict(catalogue_summary(self._items)),
                **_read_json(self._items),
            }
        return said

    def lines(self) -> Iterator[str]:
        """All of it for a person."""
        if self._events is not None:
            yield from self._event_lines(self._events)
        if self._items is not None:
            yield from () if self._events is None else ("",)
            yield from _catalogue_lines(self._items)

    def _event_lines(self, events: ShopRecords) -> Iterator[str]:
        summary, disorder = event_summary(events), events.disorder
        yield from row_lines(events.counts, "events")
        yield f"events     {summary.events:,}: {counts_text(summary.event_types)}"
        if summary.links:
            yield f"links      {summary.links:,} between ids of one shopper"
        yield f"time       {span_text(summary.first_event_time_ms, summary.last_event_time_ms)}"
        yield f"users      {summary.users:,}"
        yield (
            f"sessions   {summary.sessions:,}; {summary.events_without_user:,} events of"
            f" {summary.sessions_without_user:,} sessions have no user"
        )
        yield f"items      {summary.items:,} in {summary.categories:,} categories"
        yield from _price_lines(summary.prices, "events")
        yield (
            f"disorder   {disorder.older:,} events older than one before them,"
            f" by {disorder.most_behind_ms / MINUTE_MS:,.1f} minutes at most"
        )
        yield f"data id    {events.data_id}"
        yield ""
        lost = self._lost(events)
        yield from gap_lines(events.unfed_fields, lost, "Features without values for it")
        yield ""
        found = doubts(events, self._items)
        yield f"Looks wrong ({len(found)}):"
        yield from (f"  {line}" for line in found)
        yield ""
        yield from note_lines(events.notes)

    def _lost(self, events: ShopRecords) -> dict[str, str]:
        return lost_features(events.unfed_fields, self._features)


def _read_json(read: ShopRecords) -> dict[str, Any]:
    return {
        **row_counts(read.counts),
        "unfed_fields": dict(read.unfed_fields),
        "notes": list(read.notes),
        "data_id": read.data_id,
    }


def _catalogue_lines(items: ShopRecords) -> Iterator[str]:
    summary = catalogue_summary(items)
    yield from row_lines(items.counts, "items")
    yield f"catalogue  {summary.records:,} records of {summary.items:,} items"
    yield f"holds      {span_text(summary.first_valid_ms, summary.last_valid_ms)}"
    yield f"categories {summary.categories:,}"
    yield f"not to buy {summary.unavailable:,} records"
    yield from _price_lines(summary.prices, "records")
    yield f"data id    {items.data_id}"
    yield ""
    yield "Assumed of the catalogue:"
    yield from (f"  {note}" for note in items.notes)


def _price_lines(prices: dict[str, AmountRange], of: str) -> Iterator[str]:
    for code, found in prices.items():
        text = amounts_text(code, found.smallest_minor, found.median_minor, found.largest_minor)
        yield f"prices     {text} ({found.count:,} {of})"
