"""The item: its catalogue as of event time, its declared features, its card.

event   --> features, attributes --> (its category, the item sought)   (its neighbours, event)
moved   -->                                                            (its neighbours, event)
lesson  --> counts --> (each item that it is a neighbour of, its card and what is to be noted)
record  --> attributes

A record or event by which an item leaves its category --> (that category, the item left)
"""

from collections.abc import Iterator
from time import perf_counter_ns
from typing import Any

from msgspec.structs import replace
from pyflink.common import Row
from pyflink.datastream import KeyedProcessFunction, RuntimeContext, TimerService

from events.recommendations.catalogue_item import CatalogueItem
from events.recommendations.shopping_event import ShoppingEvent
from features.recommendations.entries import catalogued, nothing_done
from features.recommendations.item import FORMAT, Item
from features.recommendations.item_attributes import Attributes, left_category
from features.recommendations.leaders import Left, Sought
from features.recommendations.lessons import Lesson
from features.recommendations.neighbours import Noted
from features.recommendations.visitor import TEACHING_TYPES
from udfs.recommendations.messages import (
    CatalogueRecord,
    Entered,
    LeftCategory,
    NotedNeighbour,
    Shown,
    SoughtItem,
    TaughtItem,
    category_key,
    item_key,
    to_item,
)
from udfs.recommendations.stage import ShoppingStage
from udfs.shared.state_cache import StateMemory


class ItemStage(ShoppingStage):
    """Input: what `to_item` decodes. Output: `FORWARDED_TYPE`."""

    def open(self, runtime_context: RuntimeContext) -> None:
        """Make what does not pickle."""
        super().open(runtime_context)
        limits = self._limits
        self._decode = to_item(self._fields)
        self._features = self._hop_keys(0)
        self._items = self._keep(
            FORMAT.name, lambda log: Item.from_log(limits, log), StateMemory(900, 120)
        )

    def process_element(self, value: bytes, ctx: KeyedProcessFunction.Context) -> Iterator[Row]:
        """One message in; what it comes to elsewhere."""
        started_ns = perf_counter_ns()
        message, timers = self._decode(value), ctx.timer_service()
        key = ctx.get_current_key()
        if isinstance(message, Entered):
            yield from self._take_event(message, key, started_ns, timers)
        elif isinstance(message, TaughtItem):
            yield from self._learn(message.lesson, key, timers)
        elif isinstance(message, CatalogueRecord):
            yield from self._catalogue(message.record, key, timers)

    def _take_event(
        self, entered: Entered[ShoppingEvent], key: str, started_ns: int, timers: TimerService
    ) -> Iterator[Row]:
        event, item = entered.event, self._items.get(key)
        if entered.moved:
            card = item.card(key, event.event_time_ms, self._looked_at(key, event.event_time_ms))
            shown = Shown(entered, ((),), (), card)
            yield Row(item_key(key), self._encode(shown))
            return
        watermark_ms = timers.current_watermark()
        outcome = self._features.observe(event, key, timers, watermark_ms, late=False)
        endless, before = item.is_endless, item.newest_attributes(watermark_ms)
        entry = item.see(event.event_time_ms, event.category, event.price_base_minor)
        self._items.append(key, item, entry, timers, was_endless=endless)
        yield from self._left(key, before, item, watermark_ms)
        values = self._plan.card_values(event, outcome.values)
        card = item.card(key, event.event_time_ms, values)
        if event.event_type in TEACHING_TYPES:
            interest = float(card.values[self._plan.interest] or 0)
            sought = SoughtItem(Sought(card, interest), str(event.shopper_id), event.event_time_ms)
            yield Row(category_key(card.category), self._encode(sought))
        stage_us = (*entered.stage_us, (perf_counter_ns() - started_ns) // 1000)
        shown = Shown(
            replace(entered, stage_us=stage_us), (outcome.values,), outcome.incomplete, card
        )
        yield Row(item_key(key), self._encode(shown))

    def _learn(self, lesson: Lesson, key: str, timers: TimerService) -> Iterator[Row]:
        item = self._items.get(key)
        endless = item.is_endless
        self._items.append(key, item, item.learn(lesson), timers, was_endless=endless)
        card = item.card(key, lesson.time_ms, self._looked_at(key, lesson.time_ms))
        for contact in lesson.contacts:
            noted = NotedNeighbour(Noted(card, contact, lesson.time_ms))
            yield Row(item_key(contact.item_id), self._encode(noted))

    def _catalogue(self, record: CatalogueItem, key: str, timers: TimerService) -> Iterator[Row]:
        item, watermark_ms = self._items.get(key), timers.current_watermark()
        endless, before = item.is_endless, item.newest_attributes(watermark_ms)
        entry = item.catalogue(catalogued(record, watermark_ms))
        self._items.append(key, item, entry, timers, was_endless=endless)
        yield from self._left(key, before, item, watermark_ms)

    def _left(
        self, key: str, before: Attributes | None, item: Item, watermark_ms: int
    ) -> Iterator[Row]:
        if before is not None and left_category(before, item.newest_attributes(watermark_ms)):
            yield Row(category_key(before.category), self._encode(LeftCategory(Left(key))))

    def _looked_at(self, key: str, time_ms: int) -> tuple[Any, ...]:
        """The declared features of the item at a time at which it has no event."""
        event = nothing_done(self._plan, key, time_ms)
        return self._plan.card_values(event, self._features.look(event, key))
