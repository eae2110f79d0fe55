"""The replayer: shopping events to features and sessions, by the same state machines as the job.

::

    event --> shopper as written --> (duplicate, late: nothing) --> item --> neighbours, leaders
                 |  a session that has ended                                      |
                 +--> lessons --> items --> neighbours           shopper: all that a list is made of
    link  --> newest events of one shopper, which move to another
"""

from collections.abc import Callable, Sequence
from heapq import heappop, heappush
from typing import Generic, Literal, Protocol, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from events.recommendations.catalogue_item import CatalogueItem
from events.recommendations.identity_link import IdentityLink
from events.recommendations.shopper import shopper_key
from events.recommendations.shopping_event import ShoppingEvent, shopping_event_type
from events.shared.feature_value import FeatureValue
from features.recommendations.card import Card
from features.recommendations.card_table import card_table
from features.recommendations.entries import (
    catalogued,
    linked,
    moved_event,
    nothing_done,
    shopper_event,
    visitor_event,
)
from features.recommendations.item import Item
from features.recommendations.item_attributes import Attributes, left_category
from features.recommendations.leaders import Leaders, Left, Sought
from features.recommendations.lessons import SessionItem, lessons_of
from features.recommendations.limits import RecommendationLimits
from features.recommendations.listing import Listing
from features.recommendations.neighbour_table import neighbour_table
from features.recommendations.neighbours import Neighbours, Noted
from features.recommendations.session_view import ItemView
from features.recommendations.shopper import LeadersTold, Shopper
from features.recommendations.shopping_plan import ShoppingPlan, key_states
from features.recommendations.visitor import TEACHING_TYPES, Visitor
from features.shared.state.live_keys import LiveKeys
from features.shared.watermark import DEFAULT_OUT_OF_ORDERNESS_MS, Watermark


class ReplayedEvent(Struct, frozen=True, gc=False):
    """What came of one event.

    Attributes:
        kind: accepted, late or a duplicate.
        shopper_id: the shopper that it counts for.
        values: of all features, in the order of the plan's names; empty unless accepted.
        incomplete: names of features that are missing since their window was not seen whole.
        card: the item after it; None unless accepted.
        listing: what a list is made of; None where the event makes none.
    """

    kind: Literal["accepted", "late", "duplicate"]
    shopper_id: str = ""
    values: tuple[FeatureValue, ...] = ()
    incomplete: tuple[str, ...] = ()
    card: Card | None = None
    listing: Listing | None = None


class KindSizes(Struct, frozen=True):
    """How large the states of one kind are.

    Attributes:
        keys: that have one.
        held: what they hold together: cards of a shopper, neighbours of an item, what else is the
            measure of a kind; 0 of declared features.
        image_bytes: of all of them, as a log has them that was written anew.
    """

    keys: int
    held: int
    image_bytes: int


class _Kept(Protocol):
    def expires_at_ms(self) -> int: ...
    def snapshot(self) -> bytes: ...


StateT = TypeVar("StateT", bound=_Kept)
_FEWEST_TO_SWEEP = 4096


class _Live(Generic[StateT]):
    """States in memory; those that nothing can reach any more go now and then."""

    def __init__(self, make: Callable[[], StateT]) -> None:
        self._make = make
        self._live: dict[str, StateT] = {}
        self._sweep_at = _FEWEST_TO_SWEEP

    def get(self, key: str, watermark_ms: int) -> StateT:
        state = self._live.get(key)
        if state is None:
            if len(self._live) >= self._sweep_at:
                self._live = {
                    name: one
                    for name, one in self._live.items()
                    if watermark_ms <= one.expires_at_ms()
                }
                self._sweep_at = max(_FEWEST_TO_SWEEP, 2 * len(self._live))
            state = self._live[key] = self._make()
        return state

    def sizes(self, held: Callable[[StateT], int]) -> KindSizes:
        states = self._live.values()
        image_bytes = sum(len(one.snapshot()) for one in states)
        return KindSizes(len(states), sum(map(held, states)), image_bytes)


class Replayer:
    """Feeds events, in their order of arrival, through the states of all keys.

    Args:
        plan: of the declared features.
        limits: of what is kept, the same that the plan was compiled under.
        out_of_orderness_ms: see `Watermark`.
    """

    def __init__(
        self,
        plan: ShoppingPlan,
        limits: RecommendationLimits,
        out_of_orderness_ms: int = DEFAULT_OUT_OF_ORDERNESS_MS,
    ) -> None:
        self.plan, self.limits = plan, limits
        self._watermark = Watermark(out_of_orderness_ms)
        states = key_states(plan.plan, limits.history, logged=False)
        self._item_hop, *self._middle, self._shopper_hop = map(LiveKeys, states)
        self._shopper_states = states[-1]
        self._visitors = _Live(lambda: Visitor(limits))
        self._items = _Live(lambda: Item(limits))
        self._neighbours = _Live(lambda: Neighbours(limits))
        self._leaders = _Live(lambda: Leaders(limits, plan.interest_half_life_ms))
        self._shoppers = _Live(lambda: Shopper(limits))
        self._moved = moved_event(shopping_event_type(plan.plan.definitions.fields))
        self._ends: list[tuple[int, str]] = []
        self._waiting_ms: dict[str, int] = {}

    @property
    def watermark_ms(self) -> int:
        """The watermark that the next event arrives at."""
        return self._watermark.value_ms

    def shopper(self, shopper_id: str) -> Shopper:
        """What is known of a shopper; who makes lists notes there which one was the last."""
        return self._shoppers.get(shopper_id, self._watermark.value_ms)

    def sizes(self) -> dict[str, KindSizes]:
        """How large all states are, by kind; declared features by the name of their hop."""
        hops = (self._item_hop, *self._middle, self._shopper_hop)
        return {
            "visitor": self._visitors.sizes(Visitor.retained),
            "item": self._items.sizes(Item.retained),
            "neighbours": self._neighbours.sizes(Neighbours.retained),
            "leaders": self._leaders.sizes(Leaders.retained),
            "shopper": self._shoppers.sizes(Shopper.cards),
            **{
                f"{keys.hop.name} features": KindSizes(len(keys), 0, keys.snapshot_bytes())
                for keys in hops
            },
        }

    def feed(self, event: ShoppingEvent, *, with_listing: bool = True) -> ReplayedEvent:
        """Takes the next event.

        Args:
            event: as the decoder gives it.
            with_listing: whether what a list is made of is wanted, of this event or of one to come
                of its shopper; it is half of the work.
        """
        watermark_ms = self._watermark.value_ms
        key = shopper_key(event.user_id, event.session_id)
        visitor = self._visitors.get(key, watermark_ms)
        outcome = visitor.add(visitor_event(event, watermark_ms), watermark_ms)
        replayed = ReplayedEvent(outcome.kind)
        if outcome.kind == "accepted":
            shopper_id = key if outcome.shopper_id is None else outcome.shopper_id
            replayed = self._apply(event, shopper_id, watermark_ms, with_listing=with_listing)
            self._wait_for(key, visitor)
        if visitor.is_full:
            self._teach(visitor, watermark_ms)
        self._advance(event.event_time_ms)
        return replayed

    def feed_link(self, link: IdentityLink) -> Literal["accepted", "late", "duplicate"]:
        """Takes a link of two ids."""
        watermark_ms = self._watermark.value_ms
        visitor = self._visitors.get(link.alias_id, watermark_ms)
        outcome = visitor.link(linked(link, watermark_ms), watermark_ms)
        for raw in outcome.moved:
            self._move(self._moved(raw), link.shopper_id, watermark_ms)
        self._advance(link.event_time_ms)
        return outcome.kind

    def feed_item(self, record: CatalogueItem) -> None:
        """Takes a record of the catalogue; it moves no watermark."""
        watermark_ms = self._watermark.value_ms
        item = self._items.get(record.item_id, watermark_ms)
        before = item.newest_attributes(watermark_ms)
        item.catalogue(catalogued(record, watermark_ms))
        self._leave(record.item_id, before, item)

    def _apply(
        self, event: ShoppingEvent, shopper_id: str, watermark_ms: int, *, with_listing: bool
    ) -> ReplayedEvent:
        event = replace(event, shopper_id=shopper_id)
        plan = self.plan
        at_item = self._item_hop.state(event.item_id, watermark_ms).add(
            event, watermark_ms, late=False
        )
        item = self._items.get(event.item_id, watermark_ms)
        before = item.newest_attributes(watermark_ms)
        item.see(event.event_time_ms, event.category, event.price_base_minor)
        self._leave(event.item_id, before, item)
        card = item.card(
            event.item_id, event.event_time_ms, plan.card_values(event, at_item.values)
        )
        values, incomplete = [at_item.values], at_item.incomplete
        for keys in self._middle:
            key = keys.hop.key(event)
            if key is None:
                values.append(keys.hop.nothing)
                continue
            outcome = keys.state(key, watermark_ms).add(event, watermark_ms, late=False)
            values.append(outcome.values)
            incomplete += outcome.incomplete
        at_shopper = self._shopper_hop.state(shopper_id, watermark_ms).add(
            event, watermark_ms, late=False
        )
        together = plan.plan.assemble(event, *values, at_shopper.values)
        incomplete += at_shopper.incomplete
        if incomplete:
            together, incomplete = plan.plan.without(together, incomplete)
        if event.event_type in TEACHING_TYPES:
            leaders = self._leaders.get(card.category or "", watermark_ms)
            leaders.take(Sought(card, float(card.values[plan.interest] or 0)))
        listing = None
        if with_listing:
            shopper = self._shoppers.get(shopper_id, watermark_ms)
            self._show(event, card, shopper, watermark_ms)
            listing = shopper.listing(event, plan.shopper_values(together))
        return ReplayedEvent("accepted", shopper_id, together, incomplete, card, listing)

    def _leave(self, item_id: str, before: Attributes | None, item: Item) -> None:
        """Lets an item whose newest attributes have changed leave its category."""
        watermark_ms = self._watermark.value_ms
        if before is not None and left_category(before, item.newest_attributes(watermark_ms)):
            self._leaders.get(before.category or "", watermark_ms).leave(Left(item_id))

    def _show(self, event: ShoppingEvent, card: Card, shopper: Shopper, watermark_ms: int) -> None:
        """What the shopper gets to know of the item and its category."""
        view = None
        if event.event_type in TEACHING_TYPES:
            category = card.category or ""
            shopper.tell(self._told(category, event.event_time_ms, watermark_ms))
            view = self._view(card, event.event_time_ms, watermark_ms)
        shopper.take(shopper_event(event, view))

    def _told(self, category: str, time_ms: int, watermark_ms: int) -> LeadersTold:
        leaders = self._leaders.get(category, watermark_ms).first()
        return LeadersTold(category, time_ms, card_table(leaders, len(self.plan.item_names)))

    def _view(self, card: Card, time_ms: int, watermark_ms: int) -> ItemView:
        neighbours = self._neighbours.get(card.item_id, watermark_ms)
        nearest = neighbours.at(time_ms, self.limits.neighbours_read)
        return ItemView(card, neighbour_table(nearest, len(self.plan.item_names)))

    def peek(self, events: Sequence[ShoppingEvent]) -> Listing | None:
        """What a list would be made of for a shopper of whom nothing else is known.

        Nothing is recorded: other sessions are as if this one had not been.

        Args:
            events: of one session, in the order of their times.
        """
        plan, watermark_ms = self.plan, self._watermark.value_ms
        shopper = Shopper(self.limits)
        state = self._shopper_states.empty()
        values: tuple[FeatureValue, ...] = ()
        for event in events:
            at_item = self._item_hop.state(event.item_id, watermark_ms).look(event)
            item = self._items.get(event.item_id, watermark_ms)
            card = item.card(event.item_id, event.event_time_ms, plan.card_values(event, at_item))
            at_shopper = state.add(event, watermark_ms, late=False)
            middle = [keys.hop.nothing for keys in self._middle]
            values = plan.plan.assemble(event, at_item, *middle, at_shopper.values)
            self._show(event, card, shopper, watermark_ms)
        return shopper.listing(events[-1], plan.shopper_values(values))

    def _move(self, event: ShoppingEvent, shopper_id: str, watermark_ms: int) -> None:
        """Counts an event for another shopper too; its item has counted it already."""
        event = replace(event, shopper_id=shopper_id)
        self._shopper_hop.state(shopper_id, watermark_ms).add(event, watermark_ms, late=False)
        item = self._items.get(event.item_id, watermark_ms)
        values = self._looked_at(event.item_id, event.event_time_ms)
        card = item.card(event.item_id, event.event_time_ms, values)
        view = None
        if event.event_type in TEACHING_TYPES:
            view = self._view(card, event.event_time_ms, watermark_ms)
        self._shoppers.get(shopper_id, watermark_ms).take(shopper_event(event, view))

    def _looked_at(self, item_id: str, time_ms: int) -> tuple[FeatureValue, ...]:
        """The declared features of an item at a time at which it has no event."""
        event = nothing_done(self.plan, item_id, time_ms)
        state = self._item_hop.state(item_id, self._watermark.value_ms)
        return self.plan.card_values(event, state.look(event))

    def _wait_for(self, key: str, visitor: Visitor) -> None:
        """Look again when the session that ends first has ended; one look is enough."""
        end_ms = visitor.next_finish_ms
        waiting_ms = self._waiting_ms.get(key)
        if end_ms is not None and (waiting_ms is None or end_ms < waiting_ms):
            self._waiting_ms[key] = end_ms
            heappush(self._ends, (end_ms, key))

    def _advance(self, time_ms: int) -> None:
        """Moves the watermark, and lets those sessions teach that have ended by it.

        As with a timer: an event of a session that was over waits with others of it until the
        watermark moves.
        """
        before_ms = self._watermark.value_ms
        self._watermark.observe(time_ms)
        if self._watermark.value_ms > before_ms:
            self._teach_ended(self._watermark.value_ms)

    def finish(self) -> None:
        """Lets all sessions teach, as at the end of the input."""
        self._teach_ended(None)

    def _teach_ended(self, until_ms: int | None) -> None:
        while self._ends and (until_ms is None or self._ends[0][0] <= until_ms):
            end_ms, key = heappop(self._ends)
            if self._waiting_ms.get(key) == end_ms:
                del self._waiting_ms[key]
            visitor = self._visitors.get(key, self._watermark.value_ms)
            self._teach(visitor, end_ms)
            self._wait_for(key, visitor)

    def _teach(self, visitor: Visitor, time_ms: int) -> None:
        sessions, _ = visitor.finish(time_ms)
        for last_ms, session in sessions:
            self.learn(session, last_ms)

    def learn(self, session: list[SessionItem], time_ms: int) -> None:
        """Takes in what a session says, whose last event was at that time."""
        watermark_ms = self._watermark.value_ms
        for lesson in lessons_of(session, time_ms):
            item = self._items.get(lesson.item_id, watermark_ms)
            item.learn(lesson)
            card = item.card(lesson.item_id, time_ms, self._looked_at(lesson.item_id, time_ms))
            for contact in lesson.contacts:
                neighbours = self._neighbours.get(contact.item_id, watermark_ms)
                neighbours.take(Noted(card, contact, time_ms))
