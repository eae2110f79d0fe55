"""The shopper as written: decode, drop duplicates, find late events, sessions, links.

raw event --> decode --fault--> dead letters (side output)
                |
                +--> state --duplicate--> duplicates    late --> late (side outputs)
                       |
                       +--> (item, event)          a session that has ended --> (item, lesson) each
raw link  --> state of the id that moves --> (item, moved event) each
raw item  --> decode --> (item, record)
"""

from collections.abc import Iterator
from dataclasses import dataclass
from time import perf_counter_ns, time_ns
from typing import Any, Final

from msgspec.structs import replace
from pyflink.common import Row, Types
from pyflink.datastream import KeyedProcessFunction, OutputTag, RuntimeContext, TimerService

from events.recommendations.codec import CatalogueDecoder, EventDecoder
from events.recommendations.duplicate import DuplicateEvent
from events.recommendations.identity_link import LINK_TOO_LATE, IdentityLink
from events.recommendations.late_event import LateEvent
from events.recommendations.shopper import shopper_key
from events.recommendations.shopping_event import ShoppingEvent, public_copy
from events.shared.json_records import encode
from events.shared.leaving_bytes import leaving_bytes
from events.shared.rejected import Fault, RecordKind
from features.recommendations.entries import linked, moved_event, visitor_event
from features.recommendations.lessons import lessons_of
from features.recommendations.visitor import FORMAT, Visitor
from features.recommendations.wire_contract import shopping_contract
from udfs.recommendations.messages import CatalogueRecord, Entered, TaughtItem
from udfs.recommendations.stage import ShoppingStage, ShoppingStageSettings
from udfs.shared.metrics import BatchedCounter, group
from udfs.shared.state_cache import StateMemory

REJECTED: Final = OutputTag("rejected", Types.STRING())
DUPLICATES: Final = OutputTag("duplicates", Types.STRING())
LATE: Final = OutputTag("late", Types.STRING())

_MISROUTED, _MISROUTED_ITEM = (
    Fault("malformed_json", name, f"{name}: not readable in the same way by every JSON parser")
    for name in ("user_id", "item_id")
)

_LATE_LINK: Final = Fault(
    LINK_TOO_LATE, "event_time_ms", "event_time_ms: later behind than an event that still counts"
)


@dataclass(frozen=True, kw_only=True)
class EntrySettings:
    """What the entry stage needs to know.

    Attributes:
        stage: as of every stage.
        max_future_ms: how far an event's clock may run ahead.
        dead_letter_part_bytes: original bytes that one dead letter holds at most.
        card_numbers: whether a card number may stand for a user or a session.
    """

    stage: ShoppingStageSettings
    max_future_ms: int
    dead_letter_part_bytes: int
    card_numbers: bool


class EntryStage(ShoppingStage):
    """Input: raw bytes, time of reading, key, whether it is an item. Output: `FORWARDED_TYPE`."""

    def __init__(self, settings: EntrySettings) -> None:
        super().__init__(settings.stage)
        self._settings = settings

    def open(self, runtime_context: RuntimeContext) -> None:
        """Make what does not pickle."""
        super().open(runtime_context)
        limits, settings = self._limits, self._settings
        contract = shopping_contract(self._plan.plan.definitions)
        self._decode = EventDecoder(
            max_future_ms=settings.max_future_ms,
            card_numbers=settings.card_numbers,
            contract=contract,
        ).decode
        self._decode_item = CatalogueDecoder(
            max_future_ms=settings.max_future_ms, money=contract.money
        ).decode
        self._leaving = leaving_bytes(contract.personal, card_numbers=settings.card_numbers)
        self._moved = moved_event(contract.event_type)
        self._public = public_copy(contract.fields)
        self._visitors = self._keep(
            FORMAT.name, lambda log: Visitor.from_log(limits, log), StateMemory(1200, 400)
        )
        self._timers_ms: dict[str, int] = {}
        metrics = group(runtime_context)
        self._events_in = BatchedCounter(metrics, "events_in")
        self._items_in = metrics.counter("items_in")
        self._links_in = metrics.counter("links_in")
        self._rejected = metrics.counter("rejected")
        self._duplicates = metrics.counter("duplicates")
        self._late = metrics.counter("late")

    def close(self) -> None:
        """Publish what the counter still holds."""
        self._events_in.publish()

    def process_element(self, value: Any, ctx: KeyedProcessFunction.Context) -> Iterator[Any]:  # noqa: ANN401 - a Flink row
        """One record in; what it comes to at items, or a side output."""
        started_ns = perf_counter_ns()
        raw, read_at_ms, key, is_item = value
        now_ms = time_ns() // 1_000_000
        if is_item:
            yield from self._take_item(raw, key, now_ms)
            return
        self._events_in.count(now_ms)
        record = self._decode(raw, now_ms)
        if not isinstance(record, Fault) and _key(record) != key:
            record = _MISROUTED
        if isinstance(record, Fault):
            yield from self._reject(record, raw, "event", read_at_ms)
            return
        timers = ctx.timer_service()
        if isinstance(record, IdentityLink):
            yield from self._take_link(record, raw, key, read_at_ms, timers)
        else:
            yield from self._take_event(record, key, read_at_ms, started_ns, timers)

    def _take_event(
        self, event: ShoppingEvent, key: str, read_at_ms: int, started_ns: int, timers: TimerService
    ) -> Iterator[Any]:
        watermark_ms = timers.current_watermark()
        visitor = self._visitors.get(key)
        outcome = visitor.add(visitor_event(event, watermark_ms), watermark_ms)
        if outcome.kind != "accepted":
            yield self._refused(event, key, watermark_ms, outcome.kind)
            return
        self._visitors.append(key, visitor, outcome.entry, timers)
        shopper_id = key if outcome.shopper_id is None else outcome.shopper_id
        stage_us = ((perf_counter_ns() - started_ns) // 1000,)
        yield self._entered(replace(event, shopper_id=shopper_id), read_at_ms, stage_us)
        if visitor.is_full:
            yield from self._teach(visitor, key, watermark_ms, timers)
        self._wait_for(visitor, key, timers)

    def _refused(
        self, event: ShoppingEvent, key: str, watermark_ms: int, kind: str
    ) -> tuple[OutputTag, str]:
        if kind == "duplicate":
            self._duplicates.inc()
            return DUPLICATES, _duplicate(event, key)
        self._late.inc()
        late = LateEvent(
            event.event_id, watermark_ms, watermark_ms - event.event_time_ms, self._public(event)
        )
        return LATE, encode(late).decode()

    def _take_link(
        self, link: IdentityLink, raw: bytes, key: str, read_at_ms: int, timers: TimerService
    ) -> Iterator[Any]:
        watermark_ms = timers.current_watermark()
        visitor = self._visitors.get(key)
        outcome = visitor.link(linked(link, watermark_ms), watermark_ms)
        if outcome.kind == "duplicate":
            self._duplicates.inc()
            yield DUPLICATES, _duplicate(link, key)
        elif outcome.kind == "late":
            yield from self._reject(_LATE_LINK, raw, "event", read_at_ms)
        else:
            self._links_in.inc()
            self._visitors.append(key, visitor, outcome.entry, timers)
            for moved in outcome.moved:
                event = replace(self._moved(moved), shopper_id=link.shopper_id)
                yield self._entered(event, read_at_ms, (0,), moved=True)

    def _take_item(self, raw: bytes, key: str, now_ms: int) -> Iterator[Any]:
        self._items_in.inc()
        item = self._decode_item(raw, now_ms)
        if not isinstance(item, Fault) and item.item_id != key:
            item = _MISROUTED_ITEM
        if isinstance(item, Fault):
            yield from self._reject(item, raw, "item", now_ms)
            return
        yield Row(item.item_id, self._encode(CatalogueRecord(item)))

    def _entered(
        self,
        event: ShoppingEvent,
        read_at_ms: int,
        stage_us: tuple[int, ...],
        *,
        moved: bool = False,
    ) -> Row:
        return Row(event.item_id, self._encode(Entered(event, moved, read_at_ms, stage_us)))

    def _wait_for(self, visitor: Visitor, key: str, timers: TimerService) -> None:
        """Look again when the session that ends first has ended; one timer is enough."""
        end_ms = visitor.next_finish_ms
        waiting_ms = self._timers_ms.get(key)
        if end_ms is not None and (waiting_ms is None or end_ms < waiting_ms):
            self._timers_ms[key] = end_ms
            timers.register_event_time_timer(end_ms)

    def on_timer(self, timestamp: int, ctx: KeyedProcessFunction.OnTimerContext) -> Iterator[Any]:
        """Let the sessions teach that have ended; drop a shopper of whom nothing is needed."""
        key, timers = ctx.get_current_key(), ctx.timer_service()
        if self._timers_ms.get(key, timestamp) <= timestamp:
            self._timers_ms.pop(key, None)
        visitor = self._visitors.get(key)
        yield from self._teach(visitor, key, timestamp, timers)
        self._wait_for(visitor, key, timers)
        yield from super().on_timer(timestamp, ctx)

    def _teach(
        self, visitor: Visitor, key: str, time_ms: int, timers: TimerService
    ) -> Iterator[Row]:
        sessions, entry = visitor.finish(time_ms)
        self._visitors.append(key, visitor, entry, timers)
        for last_ms, session in sessions:
            for lesson in lessons_of(session, last_ms):
                yield Row(lesson.item_id, self._encode(TaughtItem(lesson)))

    def _reject(
        self, fault: Fault, raw: bytes, record: RecordKind, arrived_ms: int
    ) -> Iterator[Any]:
        self._rejected.inc()
        part_bytes = self._settings.dead_letter_part_bytes
        for letter in fault.dead_letters(self._leaving(raw), part_bytes, record, arrived_ms):
            yield REJECTED, encode(letter).decode()


def _key(record: ShoppingEvent | IdentityLink) -> str:
    if isinstance(record, IdentityLink):
        return record.alias_id
    return shopper_key(record.user_id, record.session_id)


def _duplicate(record: ShoppingEvent | IdentityLink, key: str) -> str:
    return encode(
        DuplicateEvent(
            event_id=record.event_id,
            shopper_id=key,
            event_type=record.event_type,
            event_time_ms=record.event_time_ms,
        )
    ).decode()
