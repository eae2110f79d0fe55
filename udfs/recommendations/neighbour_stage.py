"""The neighbours of an item, and the leaders of a category.

neighbour noted  --> state of the item
event            --> state of the item     --> (next key, event with the item's neighbours)
item sought      --> state of the category --> (next key, its leaders)
item left        --> state of the category
"""

from collections.abc import Iterator
from time import perf_counter_ns

from msgspec.structs import replace
from pyflink.common import Row
from pyflink.datastream import KeyedProcessFunction, RuntimeContext

from events.recommendations.shopping_event import ShoppingEvent
from features.recommendations import leaders as leaders_state
from features.recommendations import neighbours as neighbours_state
from features.recommendations.card_table import card_table
from features.recommendations.leaders import Leaders
from features.recommendations.neighbour_table import neighbour_table
from features.recommendations.neighbours import Neighbours
from features.recommendations.shopper import LeadersTold
from features.recommendations.visitor import TEACHING_TYPES
from udfs.recommendations.messages import (
    Led,
    LeftCategory,
    NotedNeighbour,
    Shown,
    SoughtItem,
    to_neighbours,
)
from udfs.recommendations.stage import ShoppingStage, next_key
from udfs.shared.state_cache import StateMemory


class NeighbourStage(ShoppingStage):
    """Input: what `to_neighbours` decodes. Output: `FORWARDED_TYPE`."""

    def open(self, runtime_context: RuntimeContext) -> None:
        """Make what does not pickle."""
        super().open(runtime_context)
        limits, half_life_ms = self._limits, self._plan.interest_half_life_ms
        self._decode = to_neighbours(self._fields)
        self._width = len(self._plan.item_names)
        self._neighbours = self._keep(
            neighbours_state.FORMAT.name,
            lambda log: Neighbours.from_log(limits, log),
            StateMemory(600, 1_200),
        )
        self._leaders = self._keep(
            leaders_state.FORMAT.name,
            lambda log: Leaders.from_log(limits, half_life_ms, log),
            StateMemory(600, 1_000),
        )

    def process_element(self, value: bytes, ctx: KeyedProcessFunction.Context) -> Iterator[Row]:
        """One message in; what it comes to at a shopper."""
        started_ns = perf_counter_ns()
        message, timers, key = self._decode(value), ctx.timer_service(), ctx.get_current_key()
        if isinstance(message, NotedNeighbour):
            neighbours = self._neighbours.get(key)
            self._neighbours.append(key, neighbours, neighbours.note(message.noted), timers)
        elif isinstance(message, SoughtItem):
            leaders = self._leaders.get(key)
            self._leaders.append(key, leaders, leaders.note(message.sought), timers)
            category = message.sought.card.category or ""
            cards = card_table(leaders.first(), self._width)
            told = LeadersTold(category, message.event_time_ms, cards)
            yield Row(message.shopper_id, self._encode(Led(told, message.shopper_id)))
        elif isinstance(message, LeftCategory):
            leaders = self._leaders.get(key)
            self._leaders.append(key, leaders, leaders.leave(message.left), timers)
        elif isinstance(message, Shown):
            entered = message.entered
            found = None
            if entered.event.event_type in TEACHING_TYPES:
                time_ms = entered.event.event_time_ms
                nearest = self._neighbours.get(key).at(time_ms, self._limits.neighbours_read)
                found = neighbour_table(nearest, self._width)
            stage_us = (*entered.stage_us, (perf_counter_ns() - started_ns) // 1000)
            shown = replace(message, entered=replace(entered, stage_us=stage_us), neighbours=found)
            yield Row(self._next_key(shown), self._encode(shown))

    def _next_key(self, shown: Shown[ShoppingEvent]) -> str:
        """Where an event goes; one that was moved touches the states of its shopper alone."""
        event = shown.entered.event
        if shown.entered.moved:
            return str(event.shopper_id)
        return next_key(self._plan.plan, 0, event)
