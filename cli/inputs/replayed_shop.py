"""The records of a shop replayed as the job had them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from events.recommendations.catalogue_item import CatalogueItem
from events.recommendations.identity_link import IdentityLink
from events.recommendations.shopping_event import ShoppingEvent
from features.recommendations.limits import RecommendationLimits
from features.recommendations.record_files import Record
from features.recommendations.replayer import ReplayedEvent, Replayer
from features.recommendations.shopping_plan import ShoppingPlan, shopping_plan
from features.shared.definitions.model import Definitions


@dataclass(frozen=True, slots=True)
class ShopReplay:
    """A replay that has not begun.

    Attributes:
        plan: of the declared features.
        events: each event with what came of it; read once.
    """

    plan: ShoppingPlan
    events: Iterator[tuple[ShoppingEvent, ReplayedEvent]]


def shop_replay(definitions: Definitions, records: Iterable[Record]) -> ShopReplay:
    """The replay of records in their order, under the limits that a job has by default."""
    limits = RecommendationLimits()
    plan = shopping_plan(definitions, limits.history)
    return ShopReplay(plan, _replayed(Replayer(plan, limits), records))


def _replayed(
    replayer: Replayer, records: Iterable[Record]
) -> Iterator[tuple[ShoppingEvent, ReplayedEvent]]:
    for record in records:
        if isinstance(record, CatalogueItem):
            replayer.feed_item(record)
        elif isinstance(record, IdentityLink):
            replayer.feed_link(record)
        else:
            yield record, replayer.feed(record)
