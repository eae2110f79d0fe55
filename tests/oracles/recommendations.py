"""What becomes of each shopping event, by the plain rules: keep everything, look at it all.

What a session teaches is `lessons_of`, which has an oracle of its own. While sketches have room
there is nothing that they leave out, and streams here are too short for anything to be forgotten.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, Final
from zlib import crc32

from msgspec.structs import asdict, replace

from events.recommendations.catalogue_item import CatalogueItem
from events.recommendations.identity_link import IdentityLink
from events.recommendations.shopper import shopper_key
from events.recommendations.shopping_event import ShoppingEvent, event_maker
from features.recommendations.lessons import Contact, Lesson, SessionItem, lessons_of
from features.recommendations.limits import RecommendationLimits
from features.shared.definitions.model import (
    DECAY_REACH_HALF_LIVES,
    Aggregate,
    Definitions,
    Derived,
    Feature,
)
from tests.oracles.definitions.aggregates import KINDS
from tests.oracles.definitions.expressions import evaluate
from tests.oracles.definitions.scene import Scene
from tests.oracles.definitions.taken import Taken

NOTHING_SEEN_MS: Final = -(2**63)
TEACHING: Final = ("view", "cart", "purchase")
INTEREST: Final = "item_interest_24h"

Told = dict[str, Any]
"""What a struct of the system would say, by the names of its fields."""


@dataclass
class Arrived:
    """An accepted event, for the shopper that it counts for.

    Attributes:
        event: the event.
        visitor: its shopper as written.
        watermark_ms: what it arrived at.
        moved: whether it came by a link: its item has counted it already.
        card: the item after it.
        neighbours: of the item, where the event is part of a session.
        leaders: of its category then, None where none were told.
    """

    event: ShoppingEvent
    visitor: str
    watermark_ms: int
    moved: bool = False
    card: Told | None = None
    neighbours: Sequence[Told] = ()
    leaders: list[Told] | None = None

    @property
    def time_ms(self) -> int:
        """When it happened."""
        return self.event.event_time_ms

    @cached_property
    def taken(self) -> Taken:
        """The event as the definitions read it."""
        fields = asdict(self.event)
        return Taken(fields, fields, self.watermark_ms)

    @property
    def teaches(self) -> bool:
        """Whether it is part of a session."""
        return self.event.event_type in TEACHING


class NaiveShopping:
    """Keeps all that was accepted for ever.

    Args:
        definitions: of the features.
        limits: of lateness, sessions and links.
        out_of_orderness_ms: how far the watermark stays behind.
    """

    def __init__(
        self,
        definitions: Definitions,
        limits: RecommendationLimits,
        out_of_orderness_ms: int = 5000,
    ) -> None:
        self.definitions, self.limits = definitions, limits
        self.keys = {entity.name: entity.fields for entity in definitions.entities}
        self.out_of_orderness_ms, self.watermark_ms = out_of_orderness_ms, NOTHING_SEEN_MS
        self.ids: list[tuple[str, str, int, int]] = []
        self.arrived: list[Arrived] = []
        self.records: list[CatalogueItem] = []
        self.left: list[tuple[str | None, str, int]] = []
        self.links: dict[str, str] = {}
        self.untaught: list[Arrived] = []
        self.lessons: list[Lesson] = []
        self.noted: list[tuple[Told, Contact, int]] = []

    # Arrival.

    def feed(self, event: ShoppingEvent) -> Told:
        """Kind, shopper, values, card and listing of the next event."""
        visitor = shopper_key(event.user_id, event.session_id)
        kind = self._judge(visitor, event.event_id, event.event_time_ms)
        said: Told = {"kind": kind}
        if kind == "accepted":
            event = replace(event, shopper_id=self.links.get(visitor, visitor))
            one = Arrived(event, visitor, self.watermark_ms)
            values, before = self.values(one), self._newest(event.item_id)
            self.arrived.append(one)
            self._leave(event.item_id, before, len(self.arrived) - 1)
            self.untaught += [one] if one.teaches else []
            self._show(one, values)
            said |= {
                "shopper_id": event.shopper_id,
                "values": values,
                "card": one.card,
                "listing": self.listing(one, values),
            }
        self._advance(event.event_time_ms)
        return said

    def feed_item(self, record: CatalogueItem) -> None:
        """A record of the catalogue."""
        before = self._newest(record.item_id)
        self.records.append(record)
        self._leave(record.item_id, before, len(self.arrived))

    def _newest(self, item_id: str) -> Told:
        """The attributes of an item by all that was said of it."""
        events = [one.event for one in self.arrived if one.event.item_id == item_id]
        return self._attributes(item_id, events, 2**62)

    def _leave(self, item_id: str, before: Told, arrived: int) -> None:
        """An item leaves its category with all of so many events."""
        after = self._newest(item_id)
        if before["category"] != after["category"] or before["available"] > after["available"]:
            self.left.append((before["category"], item_id, arrived))

    def feed_link(self, link: IdentityLink) -> str:
        """Kind of a link."""
        alias = link.alias_id
        kind = self._judge(alias, link.event_id, link.event_time_ms)
        if kind == "accepted":
            own = [one for one in self.arrived if one.visitor == alias and not one.moved]
            newest = [] if alias in self.links else own[-self.limits.linked_events :]
            for one in newest:
                if one.time_ms >= link.event_time_ms - self.limits.linked_reach_ms:
                    self._move(one, link.shopper_id)
            self.links[alias] = link.shopper_id
        self._advance(link.event_time_ms)
        return kind

    def _move(self, one: Arrived, shopper_id: str) -> None:
        event = replace(one.event, shopper_id=shopper_id)
        moved = Arrived(event, one.visitor, self.watermark_ms, moved=True)
        moved.card = self.card(event.item_id, one.time_ms)
        moved.neighbours = self.neighbours(event.item_id, one.time_ms) if one.teaches else ()
        self.arrived.append(moved)

    def _judge(self, visitor: str, event_id: str, time_ms: int) -> str:
        history, now_ms = self.limits.history, self.watermark_ms
        for key, known, known_ms, arrived_ms in self.ids:
            until_ms = max(known_ms, arrived_ms) + history.dedup_window_ms
            near = abs(time_ms - known_ms) < history.dedup_window_ms
            kept = now_ms <= until_ms + history.allowed_lateness_ms
            if (key, known) == (visitor, event_id) and near and kept:
                return "duplicate"
        if time_ms < now_ms - history.allowed_lateness_ms:
            return "late"
        self.ids.append((visitor, event_id, time_ms, now_ms))
        return "accepted"

    def _show(self, one: Arrived, values: Told) -> None:
        """What is known of the item, its neighbours and its category after the event."""
        item_id = one.event.item_id
        one.card = {**self.card(item_id, one.time_ms), "values": self.of_item(values)}
        if one.teaches:
            one.leaders = self.leaders(one.card["category"])
            one.neighbours = self.neighbours(item_id, one.time_ms)

    # Sessions.

    def sessions(self, events: Sequence[Arrived]) -> list[list[Arrived]]:
        """The events of one shopper that teach, split."""
        ordered = sorted((one for one in events if one.teaches), key=lambda one: one.time_ms)
        found = [[one] for one in ordered[:1]]
        for before, after in pairwise(ordered):
            near = after.time_ms - before.time_ms <= self.limits.session_gap_ms
            if near and after.event.session_id == before.event.session_id:
                found[-1].append(after)
            else:
                found.append([after])
        return found

    def _end_ms(self, session: list[Arrived]) -> int:
        spread_ms = crc32(session[0].event.event_id.encode()) % 60_000
        return session[-1].time_ms + self.limits.session_gap_ms + spread_ms

    def _advance(self, time_ms: int) -> None:
        """Sessions are looked at when the watermark moves, and only then."""
        watermark_ms = time_ms - self.out_of_orderness_ms - 1
        if watermark_ms > self.watermark_ms:
            self.watermark_ms = watermark_ms
            self.teach(watermark_ms)

    def teach(self, until_ms: int) -> None:
        """The sessions that have ended teach, the first to end first."""
        while True:
            visitors = {one.visitor for one in self.untaught}
            ends = [
                (self._end_ms(session), visitor)
                for visitor in visitors
                for session in self.sessions(self._untaught(visitor))
            ]
            if not ends or min(ends)[0] > until_ms:
                return
            self._teach(*min(ends))

    def _untaught(self, visitor: str) -> list[Arrived]:
        return [one for one in self.untaught if one.visitor == visitor]

    def _teach(self, end_ms: int, visitor: str) -> None:
        sessions = self.sessions(self._untaught(visitor))
        last = max(at for at, session in enumerate(sessions) if self._end_ms(session) <= end_ms)
        for session in sessions[: last + 1]:
            self.untaught = [one for one in self.untaught if one not in session]
            items = [
                SessionItem(one.event.item_id, one.event.event_type == "purchase")
                for one in session
            ]
            for lesson in lessons_of(items, session[-1].time_ms):
                self.lessons.append(lesson)
                card = self.card(lesson.item_id, lesson.time_ms)
                self.noted += [(card, one, lesson.time_ms) for one in lesson.contacts]

    # Features.

    def values(self, this: Arrived, others: Sequence[Arrived] | None = None) -> Told:
        """The features of an event that has not been counted yet, by their names.

        Args:
            this: the event.
            others: what its shopper did; what has arrived where it is not given.
        """
        found: Told = {}
        for feature in self.definitions.features:
            if isinstance(feature.source, Derived):
                value = evaluate(feature.source.expression.tree, {**this.taken.names, **found})
                found[feature.name] = feature.source.if_missing if value is None else value
            else:
                found[feature.name] = self._value(feature, feature.source, this, others)
        return found

    def _value(
        self, feature: Feature, source: Aggregate, this: Arrived, others: Sequence[Arrived] | None
    ) -> object:
        names = self.keys[feature.scope]
        key = [getattr(this.event, name) for name in names]
        if None in key:
            return None
        events = self._at(names, key) if others is None or "shopper_id" not in names else others
        events = [one for one in events if not one.moved or "shopper_id" in names]
        same = [one for one in events if [getattr(one.event, name) for name in names] == key]
        earlier = [one.taken for one in same if self._counts(source, one, this.time_ms)]
        earlier.sort(key=lambda one: one.time_ms)
        own = this.taken
        window = [*earlier, *([own] if own.meets(source.where) else [])]
        scene = Scene(
            source,
            own.fields,
            [one.fields for one in earlier],
            [one.fields for one in window],
            matching=sum(one.meets(source.share_of) for one in window),
            frauds_ms=[],
            scale=1,
        )
        return KINDS[source.kind](scene)

    def _at(self, names: Sequence[str], key: Sequence[object]) -> Sequence[Arrived]:  # noqa: ARG002 - of one that looks up
        """What has arrived, that of a key at least."""
        return self.arrived

    def _counts(self, source: Aggregate, one: Arrived, now_ms: int) -> bool:
        if source.half_life_ms:
            frontier_ms = one.watermark_ms - self.limits.history.allowed_lateness_ms
            since_ms = frontier_ms - DECAY_REACH_HALF_LIVES * source.half_life_ms
        else:
            since_ms = now_ms - source.window_ms
        return since_ms < one.time_ms <= now_ms and one.taken.meets(source.where)

    def of_item(self, values: Told) -> list[object]:
        """Those of the features of the item alone."""
        return [value for name, value in values.items() if name.startswith("item_")]

    # Items.

    def card(self, item_id: str, time_ms: int) -> Told:
        """The item at a time at which nothing is done with it."""
        events = [
            one.event for one in self.arrived if one.event.item_id == item_id and not one.moved
        ]
        make = event_maker(self.definitions.fields)
        nothing = make(event_id="", item_id=item_id, event_type="", event_time_ms=time_ms)
        lessons = [one for one in self.lessons if one.item_id == item_id]
        followers = [(name, one) for one in lessons for name in one.followers]
        weight = self._weight(time_ms)
        followed = sum(weight(one.time_ms) for _, one in followers)
        names = dict.fromkeys(name for name, _ in followers if name != item_id)
        return {
            "item_id": item_id,
            "time_ms": time_ms,
            **self._attributes(item_id, events, time_ms),
            "first_seen_ms": min((one.event_time_ms for one in events), default=time_ms),
            "values": self.of_item(self.values(Arrived(nothing, "", self.watermark_ms))),
            "sessions": sum(weight(one.time_ms) for one in lessons),
            "followed": followed,
            "again": sum(weight(one.time_ms) for name, one in followers if name == item_id),
            "followers": {
                name: sum(weight(one.time_ms) for who, one in followers if who == name) / followed
                for name in names
            },
        }

    def _weight(self, now_ms: int, half_life_ms: int | None = None) -> Any:  # noqa: ANN401 - a function
        half_life_ms = half_life_ms or self.limits.half_life_ms
        return lambda time_ms: 2.0 ** ((time_ms - now_ms) / half_life_ms)

    def _attributes(self, item_id: str, events: Sequence[ShoppingEvent], time_ms: int) -> Told:
        """By the newest record by then, and what it leaves out as events named it last.

        An event that names what is known counts once an hour.
        """
        named_category = self._named([(one.event_time_ms, one.category) for one in events])
        named_price = self._named([(one.event_time_ms, one.price_base_minor) for one in events])
        by_then = [
            one for one in self.records if one.item_id == item_id and one.event_time_ms <= time_ms
        ]
        record = max(reversed(by_then), key=lambda one: one.event_time_ms, default=None)
        category = record.category if record else None
        price = record.price_base_minor if record else None
        return {
            "category": named_category if category is None else category,
            "price_minor": named_price if price is None else price,
            "available": record.available if record else True,
        }

    def _named(self, said: Sequence[tuple[int, Any]]) -> Any:  # noqa: ANN401 - text or number
        """Which of the values that events said was said last."""
        at_ms, named = NOTHING_SEEN_MS, None
        for time_ms, value in said:
            since_ms = at_ms + (3_600_000 if value == named else 0)
            if value is not None and time_ms >= since_ms:
                at_ms, named = time_ms, value
        return named

    def neighbours(self, item_id: str, time_ms: int) -> list[Told]:
        """What sessions said of its neighbours, decayed, by their names."""
        noted = [one for one in self.noted if one[1].item_id == item_id]
        weight = self._weight(time_ms)
        lately = self._weight(time_ms, self.limits.short_half_life_ms)
        found = []
        for name in sorted({card["item_id"] for card, _, _ in noted}):
            said = [(card, one, at) for card, one, at in noted if card["item_id"] == name]
            card, _, _ = max(reversed(said), key=lambda one: one[2])
            found.append(
                {
                    "card": card,
                    "after": [
                        sum(one.after[n] * weight(at) for _, one, at in said) for n in range(3)
                    ],
                    "before": sum(one.before * weight(at) for _, one, at in said),
                    "near": sum(one.near * weight(at) for _, one, at in said),
                    "near_lately": sum(one.near * lately(at) for _, one, at in said),
                    "bought": sum(one.bought * weight(at) for _, one, at in said),
                }
            )
        return found

    def leaders(self, category: str | None) -> list[Told]:
        """The items of a category that are in stock, by the interest of their newest events."""
        names = [one.name for one in self.definitions.features if one.scope == "item"]
        since_ms = self.arrived[0].time_ms if self.arrived else 0
        weight = self._weight(since_ms, 24 * 3_600_000)
        gone = {item: count for of, item, count in self.left if of == category}
        found: dict[str, tuple[float, Told]] = {}
        for number, one in enumerate(self.arrived):
            card = one.card
            if number < gone.get(one.event.item_id, 0):
                continue
            if card is None or one.moved or not one.teaches or card["category"] != category:
                continue
            item_id, at_ms = card["item_id"], card["time_ms"]
            if item_id in found and at_ms < found[item_id][1]["time_ms"]:
                continue
            if card["available"]:
                interest = card["values"][names.index(INTEREST)]
                found[item_id] = interest * weight(at_ms), card
            else:
                found.pop(item_id, None)
        return [
            card for _, card in sorted(found.values(), key=lambda one: (-one[0], one[1]["item_id"]))
        ]

    # Lists.

    def listing(self, this: Arrived, values: Told) -> Told | None:
        """All that a list is made of at an event that has just arrived."""
        own = [one for one in self.arrived if one.event.shopper_id == this.event.shopper_id]
        return self.listing_of(own, values)

    def listing_of(self, own: Sequence[Arrived], values: Told) -> Told | None:
        """The same of the events of one shopper, as they arrived."""
        this = own[-1]
        sessions = self.sessions(own)
        newest_ms = max(one.time_ms for one in own)
        if this.event.event_type == "impression" or this.time_ms < newest_ms or not sessions:
            return None
        session = sessions[-1]
        if this.time_ms - session[-1].time_ms > self.limits.session_gap_ms:
            return None
        views = {one.event.item_id: one for one in session}
        return {
            "items": [one.event.item_id for one in session],
            "times_ms": [one.time_ms for one in session],
            "now_ms": session[-1].time_ms,
            "views": {name: (one.card, list(one.neighbours)) for name, one in views.items()},
            "leaders": self._told(own, session[0].time_ms),
            "bought": {one.event.item_id for one in own if one.event.event_type == "purchase"},
            "hidden": {one.event.item_id for one in own if one.event.event_type == "hide"},
            "values": [value for name, value in values.items() if not name.startswith("item_")],
        }

    def _told(self, own: Sequence[Arrived], since_ms: int) -> list[Told]:
        """The leaders of the last three categories, as last told; those of the session."""
        told: dict[str, tuple[int, list[Told]]] = {}
        for one in own:
            if one.leaders is not None and one.card is not None:
                category = one.card["category"] or ""
                time_ms, _ = told.pop(category, (one.time_ms, []))
                told[category] = max(time_ms, one.time_ms), one.leaders
        newest = list(told.values())[::-1][:3]
        return [card for time_ms, cards in newest if time_ms >= since_ms for card in cards]

    def peek(self, events: Sequence[ShoppingEvent]) -> Told | None:
        """The listing of a shopper of whom nothing else is known; nothing is kept."""
        own: list[Arrived] = []
        values: Told = {}
        for event in events:
            one = Arrived(event, "", self.watermark_ms)
            values = self.values(one, own)
            one.card = {**self.card(event.item_id, one.time_ms), "values": self.of_item(values)}
            if one.teaches:
                one.leaders = self.leaders(one.card["category"])
                one.neighbours = self.neighbours(event.item_id, one.time_ms)
            own.append(one)
        return self.listing_of(own, values)


class NaiveShoppingFeatures(NaiveShopping):
    """The same of features alone, for thousands of events: what has arrived lies by its keys."""

    def __init__(self, definitions: Definitions, limits: RecommendationLimits) -> None:
        super().__init__(definitions, limits)
        self.by_key: dict[tuple[object, ...], list[Arrived]] = {}

    def feed(self, event: ShoppingEvent) -> Told:
        """Kind and values of the next event."""
        visitor = shopper_key(event.user_id, event.session_id)
        said: Told = {"kind": self._judge(visitor, event.event_id, event.event_time_ms)}
        if said["kind"] == "accepted":
            one = Arrived(replace(event, shopper_id=visitor), visitor, self.watermark_ms)
            said["values"] = self.values(one)
            for names in set(self.keys.values()):
                key = tuple(getattr(one.event, name) for name in names)
                self.by_key.setdefault((names, *key), []).append(one)
        newest_ms = event.event_time_ms - self.out_of_orderness_ms - 1
        self.watermark_ms = max(self.watermark_ms, newest_ms)
        return said

    def _judge(self, visitor: str, event_id: str, time_ms: int) -> str:  # noqa: ARG002 - as above
        """No event comes again here."""
        lateness_ms = self.limits.history.allowed_lateness_ms
        return "late" if time_ms < self.watermark_ms - lateness_ms else "accepted"

    def _at(self, names: Sequence[str], key: Sequence[object]) -> Sequence[Arrived]:
        return self.by_key.get((tuple(names), *key), ())
