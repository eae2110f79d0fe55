"""A file of events and one of the catalogue as one file, each item where it would have arrived."""

from dataclasses import replace
from pathlib import Path
from time import time_ns
from typing import Final

from events.recommendations.codec import CatalogueDecoder, EventDecoder
from events.shared.rejected import Fault
from jobs.recommendations.settings import MARKS, RecommendationSettings
from jobs.shared.history.one_file import write_in_order
from jobs.shared.line_files import lines_of
from jobs.shared.locations import Inline, LocalPath
from jobs.shared.merged_file import PlaceOf, TimeOf, fact_lines, write_merged

_EVENTS: Final = "events.jsonl"


def with_items_inline(settings: RecommendationSettings, folder: Path) -> RecommendationSettings:
    """`settings` with a file of items merged into the source, in `folder`."""
    events, items = settings.source_uri, settings.items_uri
    if not isinstance(events, LocalPath) or not isinstance(items, LocalPath):
        return settings
    merged = folder / "events-and-items"
    _merge(settings, events.path, items.path, merged)
    return replace(settings, source_uri=LocalPath(merged), items_uri=Inline())


def with_history_in_one_file(
    settings: RecommendationSettings, folder: Path
) -> RecommendationSettings:
    """`settings` of a job that reads the history, whose history is one file in `folder`.

    Lines that say what they are, as where items are inline, stay in the files' order.

    Raises:
        NoHistoryError: there are no files.
    """
    history, items = settings.source_history, settings.items_uri
    if not isinstance(history, LocalPath) or isinstance(items, Inline):
        return settings
    folder.mkdir()
    events = folder / _EVENTS
    write_in_order(history.path, events, event_times(settings))
    if not isinstance(items, LocalPath):
        return replace(settings, source_history=LocalPath(events))
    merged = folder / "events-and-items.jsonl"
    _merge(settings, events, items.path, merged)
    events.unlink()
    return replace(settings, source_history=LocalPath(merged), items_uri=Inline())


def event_times(settings: RecommendationSettings) -> TimeOf:
    """Reads the event times of shopping events and identity links."""
    decoder = EventDecoder(
        max_future_ms=settings.time_max_future_ms, card_numbers=settings.accepts_card_numbers
    )
    now_ms = time_ns() // 1_000_000

    def time_of(line: bytes) -> int | None:
        record = decoder.decode(line, now_ms)
        return None if isinstance(record, Fault) else record.event_time_ms

    return time_of


def _merge(settings: RecommendationSettings, events: Path, items: Path, target: Path) -> None:
    """Write the lines of `events` to `target`, and each item before the first that is not older."""
    found = fact_lines(lines_of(items), _valid_from(settings))
    write_merged(events, found, target, MARKS, event_times(settings))


def _valid_from(settings: RecommendationSettings) -> PlaceOf:
    decoder = CatalogueDecoder(max_future_ms=settings.time_max_future_ms)
    now_ms = time_ns() // 1_000_000

    def place_of(line: bytes) -> tuple[int, str] | None:
        item = decoder.decode(line, now_ms)
        return None if isinstance(item, Fault) else (item.event_time_ms, "")

    return place_of
