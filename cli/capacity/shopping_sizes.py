"""What a shopping event weighs: records on every stream, states of all kinds, hashes, CPU.

simulated shop --> the job's code without the engine --> means; states as their logs have them
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from statistics import linear_regression, mean
from time import thread_time_ns
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec.structs import replace

from cli.capacity.stored_sizes import store_figures
from events.recommendations.codec import CatalogueDecoder, EventDecoder
from events.recommendations.identity_link import IdentityLink
from events.recommendations.late_event import LateEvent
from events.shared.json_records import encode
from events.shared.rejected import Fault
from features.recommendations.definitions import DEFAULT, load_definitions
from features.recommendations.limits import RecommendationLimits
from features.recommendations.replayer import Replayer
from features.recommendations.wire_contract import shopping_contract
from models.recommendations.experiments.list_maker import NO_EXPERIMENT, load_list_maker
from models.recommendations.loading import NO_RANKER
from models.recommendations.replayed_lists import ListReplay, Made
from simulator.shoppers.disturbance_settings import Disturbances
from simulator.shoppers.disturbing import disturbed
from simulator.shoppers.shop import shop_of
from simulator.shoppers.visits import visits_in_order
from simulator.shoppers.wire import catalogue_items, sent_records
from udfs.recommendations.plan_loading import loader_of
from udfs.recommendations.store_updates import list_update

if TYPE_CHECKING:
    from collections.abc import Sequence

    from events.shared.feature_update import FeatureUpdate
    from simulator.shoppers.settings import ShoppingScenario

_PART_BYTES: Final = 600_000
_NOW_MS: Final = 2_000_000_000_000
_NS_PER_US: Final = 1_000
# What the stages write there in a running job, in digits.
_STAGE_US: Final = {"entry": 60, "item": 120, "neighbours": 120, "shopper": 400, "in_job": 4_000}


@dataclass(frozen=True)
class Shop:
    """What goes into a job.

    Attributes:
        records: of the stream of events, in order of arrival.
        items: of the catalogue, in order of time.
    """

    records: Sequence[bytes]
    items: Sequence[bytes]

    @classmethod
    def of(cls, scenario: ShoppingScenario) -> Shop:
        """A simulated shop, with the usual disturbances."""
        shop = shop_of(scenario)
        sent = sent_records(shop, visits_in_order(shop))
        records = [record.raw for record in disturbed(sent, scenario, Disturbances())]
        return cls(records, list(map(msgspec.json.encode, catalogue_items(shop))))


@dataclass(frozen=True)
class ShoppingSizes:
    """Measured means.

    Attributes:
        event_bytes: a record on the stream of events.
        item_bytes: a record on that of items.
        list_bytes: a record on that of lists.
        feature_update_bytes: a record on that of features.
        dead_letter_bytes: a record on that of dead letters.
        late_event_bytes: a record on that of late events.
        items_per_event: records of the catalogue for each event.
        lists_per_event: lists that one event leads to.
        updates_per_event: feature updates of an event that counts.
        rejected_per_event: how many of the records are no event.
        late_per_event: how many of the events are late.
        session_events: events of a session in which something was seen.
        hash_bytes: by entity, memory of one hash in the store; `recommendations` is a list.
        hashes: by entity, how many there are in the end.
        update_kb: kilobytes, each update's rounded up, that one update sends to the store.
        update_server_us: time that the server needs for one update.
        state_bytes_per_event: of declared features, ids and open sessions, for each event.
        state_bytes_per_card: of what a list is made of, for each card that a shopper has: of items
            of the last session, of the neighbours of each, of leaders.
        state_bytes_per_item: of an item's counts and attributes, and its place among leaders.
        state_bytes_per_neighbour: of each neighbour that an item has.
        cpu_share_per_item: CPU time of an event grows by this share of the mean with each further
            item in the session.
    """

    event_bytes: float
    item_bytes: float
    list_bytes: float
    feature_update_bytes: float
    dead_letter_bytes: float
    late_event_bytes: float
    items_per_event: float
    lists_per_event: float
    updates_per_event: float
    rejected_per_event: float
    late_per_event: float
    session_events: float
    hash_bytes: dict[str, float]
    hashes: dict[str, int]
    update_kb: float
    update_server_us: float
    state_bytes_per_event: float
    state_bytes_per_card: float
    state_bytes_per_item: float
    state_bytes_per_neighbour: float
    cpu_share_per_item: float


@dataclass
class _Seen:
    """What came out, as sizes, and how long an event took, by the length of its session."""

    lists: list[int] = field(default_factory=list)
    updates: list[int] = field(default_factory=list)
    dead_letters: list[int] = field(default_factory=list)
    late: list[int] = field(default_factory=list)
    newest: dict[tuple[str, str], FeatureUpdate] = field(default_factory=dict)
    sessions: dict[tuple[str, int], int] = field(default_factory=dict)
    us_by_length: defaultdict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    accepted: int = 0
    events: int = 0


class ShoppingLoop:
    """Takes records in their order of arrival, as one job with one subtask would.

    Args:
        shop: whose catalogue is known as of each event's time.
    """

    def __init__(self, shop: Shop) -> None:
        limits, definitions = RecommendationLimits(), load_definitions(DEFAULT)
        plan = loader_of(definitions, limits)()
        contract = shopping_contract(definitions)
        self._decode = EventDecoder(contract=contract).decode
        decode_item = CatalogueDecoder(money=contract.money).decode
        found = (decode_item(raw, _NOW_MS) for raw in shop.items)
        self._items = [item for item in found if not isinstance(item, Fault)]
        self._next_item = 0
        self.replayer = Replayer(plan, limits)
        list_maker = load_list_maker(DEFAULT, NO_RANKER, NO_EXPERIMENT, plan)
        self._replay = ListReplay(self.replayer, list_maker, "0.1.0")
        self.seen = _Seen()

    def take(self, raw: bytes) -> None:
        """One record of the stream of events."""
        began_ns = thread_time_ns()
        record, seen = self._decode(raw, _NOW_MS), self.seen
        if isinstance(record, Fault):
            letters = record.dead_letters(raw, _PART_BYTES, "event", _NOW_MS)
            seen.dead_letters += [len(encode(letter)) for letter in letters]
            return
        self._know_items(record.event_time_ms)
        if isinstance(record, IdentityLink):
            self._replay.feed(record)
            return
        seen.events += 1
        watermark_ms, late = self.replayer.watermark_ms, self._replay.kinds["late"]
        made = self._replay.feed(record)
        if self._replay.kinds["late"] > late:
            copy = LateEvent(
                record.event_id, watermark_ms, watermark_ms - record.event_time_ms, record
            )
            seen.late.append(len(encode(copy)))
        if made is None:
            return
        seen.accepted += 1
        self._write(made)
        if made.listing is not None:
            session = made.listing.session
            length = len(session.items)
            seen.sessions[made.event.shopper_id or "", session.times_ms[0]] = length
            seen.us_by_length[length].append((thread_time_ns() - began_ns) / _NS_PER_US)

    def _know_items(self, time_ms: int) -> None:
        items = self._items
        while self._next_item < len(items) and items[self._next_item].event_time_ms <= time_ms:
            self._replay.feed(items[self._next_item])
            self._next_item += 1

    def _write(self, made: Made) -> None:
        seen = self.seen
        updates = list(made.updates)
        seen.updates += [len(encode(update)) for update in updates]
        if made.changed is not None:
            written = replace(made.changed, stage_us=_STAGE_US)
            seen.lists.append(len(encode(written)))
            updates.append(list_update(made.event.shopper_id or "", written))
        for update in updates:
            seen.newest[update.entity, update.entity_id] = update


def measure(scenario: ShoppingScenario) -> ShoppingSizes:
    """All figures from one simulated shop."""
    shop = Shop.of(scenario)
    loop = ShoppingLoop(shop)
    for raw in shop.records:
        loop.take(raw)
    seen, kinds = loop.seen, loop.replayer.sizes()
    store = store_figures(list(seen.newest.values()))
    by_event = [kinds[name].image_bytes for name in kinds if name.endswith(" features")]
    hashes: defaultdict[str, int] = defaultdict(int)
    for entity, _ in seen.newest:
        hashes[entity] += 1
    of_items = kinds["item"].image_bytes + kinds["leaders"].image_bytes
    return ShoppingSizes(
        event_bytes=mean(map(len, shop.records)),
        item_bytes=mean(map(len, shop.items)),
        list_bytes=mean(seen.lists),
        feature_update_bytes=mean(seen.updates),
        dead_letter_bytes=mean(seen.dead_letters),
        late_event_bytes=mean(seen.late),
        items_per_event=len(shop.items) / seen.events,
        lists_per_event=len(seen.lists) / seen.events,
        updates_per_event=len(seen.updates) / seen.accepted,
        rejected_per_event=len(seen.dead_letters) / len(shop.records),
        late_per_event=len(seen.late) / seen.events,
        session_events=mean(seen.sessions.values()),
        hash_bytes=store.hash_bytes,
        hashes=dict(hashes),
        update_kb=store.update_kb,
        update_server_us=store.update_server_us,
        state_bytes_per_event=(sum(by_event) + kinds["visitor"].image_bytes) / seen.accepted,
        state_bytes_per_card=kinds["shopper"].image_bytes / kinds["shopper"].held,
        state_bytes_per_item=of_items / kinds["item"].keys,
        state_bytes_per_neighbour=kinds["neighbours"].image_bytes / kinds["neighbours"].held,
        cpu_share_per_item=_growth(seen.us_by_length),
    )


def _growth(us_by_length: dict[int, list[float]]) -> float:
    """Slope of the time of an event by the items in its session, over the mean of all events."""
    lengths, times_us = zip(
        *((length, us) for length, every in us_by_length.items() for us in every), strict=True
    )
    return float(linear_regression(lengths, times_us).slope / mean(times_us))
