"""The entry stage by itself: what is no event, what is late or repeated, links, sessions."""

from base64 import b64decode
from typing import Any

import msgspec

from events.recommendations.shopping_event import ShoppingEvent
from events.shared.rejected import Rejected
from tests.udfs.keyed_context import KeyedContext
from tests.udfs.recommendations.stages import (
    SHOPPER,
    START_MS,
    Sent,
    an_event,
    opened,
    sent_to_item,
    stage_settings,
    wire,
)
from udfs.recommendations.entry_stage import DUPLICATES, LATE, REJECTED, EntrySettings, EntryStage
from udfs.recommendations.messages import CatalogueRecord, Entered, TaughtItem

HOUR_MS = 3_600_000
LINK = b'{"event_id":"l","event_type":"link","user_id":"u","session_id":"s","event_time_ms":%d}'


def entry() -> tuple[EntryStage, KeyedContext]:
    settings = EntrySettings(
        stage=stage_settings(),
        max_future_ms=10 * 365 * 24 * HOUR_MS,
        dead_letter_part_bytes=1_000,
        card_numbers=False,
    )
    return opened(EntryStage(settings))


def taken(
    stage: EntryStage, context: KeyedContext, raw: bytes, key: str, *, is_item: bool = False
) -> list[Any]:
    context.key = key
    return list(stage.process_element((raw, START_MS, key, is_item), context))


def letters(rows: list[Any]) -> list[tuple[str, str, str | None, bytes]]:
    found = [msgspec.json.decode(text, type=Rejected) for tag, text in rows if tag is REJECTED]
    return [(one.record, one.cause, one.field, b64decode(one.raw_base64)) for one in found]


def of_session(number: int, item_id: str) -> ShoppingEvent:
    return an_event(number, item_id, user_id=None, session_id="s", shopper_id="session:s")


def items_of(sent: list[Sent]) -> list[tuple[str, str | None, bool]]:
    """Item, shopper, and whether it was moved, of events on their way."""
    return [
        (key, message.event.shopper_id, message.moved)
        for key, message in sent
        if isinstance(message, Entered)
    ]


def test_an_event_goes_to_its_item_with_its_shopper_known() -> None:
    stage, context = entry()
    rows = taken(stage, context, wire(an_event()), SHOPPER)
    assert items_of(sent_to_item(rows)) == [("lamp", SHOPPER, False)]


def test_an_event_that_was_routed_by_another_shopper_is_a_dead_letter_and_touches_no_state() -> (
    None
):
    stage, context = entry()
    raw = wire(an_event())
    rows = taken(stage, context, raw, "user:another")
    assert letters(rows) == [("event", "malformed_json", "user_id", raw)]
    assert [log.lengths for log in context.logs.values()] == [{}]


def test_a_dead_letter_holds_the_bytes_that_came_but_no_card_number() -> None:
    stage, context = entry()
    raw = wire(an_event(user_id="4111111111111111"))
    [(record, cause, field, kept)] = letters(taken(stage, context, raw, ""))
    assert (record, cause, field) == ("event", "card_number", "user_id")
    assert kept == raw.replace(b"411111111111", b"\xff" * 12)


def test_a_repeated_event_is_a_duplicate_and_nothing_else() -> None:
    stage, context = entry()
    taken(stage, context, wire(an_event()), SHOPPER)
    [(tag, text)] = taken(stage, context, wire(an_event()), SHOPPER)
    assert tag is DUPLICATES
    assert msgspec.json.decode(text) == {
        "event_id": "e0",
        "shopper_id": SHOPPER,
        "event_type": "view",
        "event_time_ms": START_MS,
    }


def test_an_event_behind_the_watermark_by_more_than_is_allowed_is_late_and_changes_nothing() -> (
    None
):
    stage, context = entry()
    context.watermark_ms = START_MS + 25 * HOUR_MS
    [(tag, text)] = taken(stage, context, wire(an_event()), SHOPPER)
    late = msgspec.json.decode(text)
    assert tag is LATE
    assert (late["event_id"], late["behind_watermark_ms"]) == ("e0", 25 * HOUR_MS)
    assert [log.lengths for log in context.logs.values()] == [{}]


def test_a_link_sends_the_events_of_its_alias_once_more_to_the_user_that_stays() -> None:
    stage, context = entry()
    for number, item in enumerate(("lamp", "chair")):
        taken(stage, context, wire(of_session(number, item)), "session:s")
    moved = sent_to_item(taken(stage, context, LINK % (START_MS + 5_000), "session:s"))
    assert items_of(moved) == [("lamp", SHOPPER, True), ("chair", SHOPPER, True)]
    after = sent_to_item(taken(stage, context, wire(of_session(7, "vase")), "session:s"))
    assert items_of(after) == [("vase", SHOPPER, False)]
    assert context.metrics.sums["links_in"] == 1


def test_a_repeated_link_is_a_duplicate_and_moves_nothing() -> None:
    stage, context = entry()
    taken(stage, context, LINK % START_MS, "session:s")
    [(tag, text)] = taken(stage, context, LINK % START_MS, "session:s")
    assert tag is DUPLICATES
    assert msgspec.json.decode(text)["event_type"] == "link"
    assert context.metrics.sums["links_in"] == 1


def test_a_link_that_comes_too_late_is_a_dead_letter_with_its_own_bytes() -> None:
    stage, context = entry()
    context.watermark_ms = START_MS + 25 * HOUR_MS
    raw = b" " + LINK % START_MS
    found = letters(taken(stage, context, raw, "session:s"))
    assert found == [("event", "link_too_late", "event_time_ms", raw)]


def test_a_record_of_the_catalogue_goes_to_its_item_and_a_broken_one_to_the_dead_letters() -> None:
    stage, context = entry()
    raw = b'{"item_id":"lamp","event_time_ms":%d,"category":"lamps"}' % START_MS
    [(key, message)] = sent_to_item(taken(stage, context, raw, "lamp", is_item=True))
    assert (key, type(message), message.record.category) == ("lamp", CatalogueRecord, "lamps")
    broken = taken(stage, context, b"{}", "", is_item=True)
    assert letters(broken) == [("item", "missing_field", "item_id", b"{}")]
    assert letters(taken(stage, context, raw, "vase", is_item=True)) == [
        ("item", "malformed_json", "item_id", raw)
    ]


def test_a_session_teaches_by_the_timer_of_its_end_and_once() -> None:
    stage, context = entry()
    for number, item in enumerate(("lamp", "chair")):
        taken(stage, context, wire(an_event(number, item)), SHOPPER)
    end_ms = min(time for time in context.timers[SHOPPER] if time > START_MS + HOUR_MS // 2)
    assert end_ms < START_MS + HOUR_MS
    taught = [
        row for time in sorted(context.timers[SHOPPER]) for row in _fired(stage, context, time)
    ]
    lessons = [(key, message) for key, message in sent_to_item(taught)]
    assert [(key, type(message)) for key, message in lessons] == [
        ("lamp", TaughtItem),
        ("chair", TaughtItem),
    ]
    assert _fired(stage, context, end_ms + HOUR_MS) == []


def _fired(stage: EntryStage, context: KeyedContext, time_ms: int) -> list[Any]:
    context.key, context.watermark_ms = SHOPPER, time_ms
    return list(stage.on_timer(time_ms, context))
