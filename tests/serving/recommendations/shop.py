"""A simulated shop, and the store as the job leaves it after its events."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from redis import Redis

from events.recommendations.catalogue_item import CatalogueItem
from events.recommendations.codec import CatalogueDecoder, EventDecoder
from events.recommendations.recommendation_list import RecommendationList
from events.shared.feature_update import FeatureUpdate
from events.shared.rejected import Fault
from features.recommendations.definitions import DEFAULT, load_definitions
from features.recommendations.limits import RecommendationLimits
from features.recommendations.replayer import Replayer
from features.recommendations.shopper import LeadersTold
from features.recommendations.wire_contract import shopping_contract
from features.shared.definitions.money_terms import money_terms
from models.recommendations.experiments.list_maker import NO_EXPERIMENT, load_list_maker
from models.recommendations.replayed_lists import ListReplay, Made
from online_store.keys import CANDIDATES
from online_store.writer import FeatureStoreWriter, newest_per_key
from tests.jobs.recommendations.expected import NOW_MS
from tests.jobs.recommendations.shop import shop_files
from udfs.recommendations.candidate_updates import CandidateUpdates
from udfs.recommendations.plan_loading import loader_of
from udfs.recommendations.store_updates import list_update

DEFINITIONS = load_definitions(DEFAULT)


@dataclass(frozen=True)
class ListedShop:
    """What the job made of a shop.

    Attributes:
        newest: list of each shopper.
        updates: what the store was sent, the newest of each key.
        categories: of the items of the catalogue.
    """

    newest: dict[str, RecommendationList]
    updates: tuple[FeatureUpdate, ...]
    categories: dict[str, str | None]

    @cached_property
    def candidates(self) -> dict[str, int]:
        """Number of candidates of each shopper, item and category."""
        return {
            one.entity_id: len(json.loads(str(one.values["ranked"])))
            for one in self.updates
            if one.entity == CANDIDATES
        }

    def write(self, store: Redis) -> None:
        """Fill a store."""
        FeatureStoreWriter(store, ttl_s=600).write(self.updates)


def listed_shop(folder: Path, events: int) -> ListedShop:
    """The shop after that many events."""
    shop = shop_files(folder, events=events)
    limits = RecommendationLimits()
    plan = loader_of(DEFINITIONS, limits)()
    maker = load_list_maker("default", "default", NO_EXPERIMENT, plan)
    replay = ListReplay(Replayer(plan, limits), maker)
    items = CatalogueDecoder(money=money_terms(DEFINITIONS.money))
    decode = EventDecoder(contract=shopping_contract(DEFINITIONS)).decode
    beside = CandidateUpdates("all", maker, plan, "1")
    newest: dict[str, RecommendationList] = {}
    updates: list[FeatureUpdate] = []
    records = [
        *(items.decode(raw, NOW_MS) for raw in shop.items),
        *(decode(one.raw, NOW_MS) for one in shop.records),
    ]
    for record in records:
        made = None if isinstance(record, Fault) else replay.feed(record)
        if made is None:
            continue
        updates += _beside(made, beside)
        if made.changed is not None:
            shopper = str(made.event.shopper_id)
            newest[shopper] = made.changed
            updates.append(list_update(shopper, made.changed))
    categories = {one.item_id: one.category for one in records if isinstance(one, CatalogueItem)}
    return ListedShop(newest, tuple(newest_per_key(updates).values()), categories)


def _beside(made: Made, beside: CandidateUpdates) -> Iterator[FeatureUpdate]:
    """What the store gets beside the list, as the shopper stage sends it."""
    event, listing = made.event, made.listing
    if listing is None or made.made is None:
        return
    yield from beside.of_shopper(str(event.shopper_id), event, listing, made.made)
    view = listing.session.views.get(event.item_id)
    if view is not None:
        yield from beside.of_item(event, view.card, view.neighbours)
    for table in listing.leaders:
        told = LeadersTold(table.categories[0] or "", event.event_time_ms, table)
        yield from beside.of_category(told)
