"""Lists without Flink: records through the replayer and the list maker, as through the job."""

from collections import Counter
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from events.recommendations.catalogue_item import CatalogueItem
from events.recommendations.identity_link import IdentityLink
from events.recommendations.recommendation_list import RecommendationList
from events.recommendations.shopping_event import ShoppingEvent
from events.shared.feature_update import FeatureUpdate
from features.recommendations.entity_updates import EntityUpdates
from features.recommendations.listing import Listing
from features.recommendations.record_files import Record
from features.recommendations.replayer import Replayer
from models.recommendations.experiments.list_maker import ListMaker, MadeList
from models.recommendations.list_record import list_id_of, list_record

REPLAYED: Final = "replay"
"""What stands for the version of the job in a list that no job made."""


class Made(Struct, frozen=True, gc=False):
    """What came of one accepted event.

    Attributes:
        event: as it counts: with the shopper that it is for, after links.
        updates: features of its entities, as the job writes them.
        listing: what a list is made of; None where the event makes none.
        made: the list.
        changed: the list as the job writes it, where it is another than the shopper had.
    """

    event: ShoppingEvent
    updates: tuple[FeatureUpdate, ...]
    listing: Listing | None
    made: MadeList | None
    changed: RecommendationList | None


class ListReplay:
    """Takes records in their order.

    Args:
        replayer: whose states they go through.
        list_maker: makes the lists.
        job_version: what the lists say that they were made by.

    Attributes:
        kinds: events and links by what became of them.
    """

    def __init__(
        self, replayer: Replayer, list_maker: ListMaker, job_version: str = REPLAYED
    ) -> None:
        self._replayer, self._list_maker = replayer, list_maker
        self._job_version = job_version
        self._updates = EntityUpdates(replayer.plan.plan)
        self._definitions = replayer.plan.plan.definitions.sha256
        self.kinds: Counter[str] = Counter()

    def feed(self, record: Record) -> Made | None:
        """Takes the next record; None for all but an accepted event."""
        if isinstance(record, CatalogueItem):
            self._replayer.feed_item(record)
            return None
        if isinstance(record, IdentityLink):
            self.kinds[f"{self._replayer.feed_link(record)} link"] += 1
            return None
        return self._event(record)

    def _event(self, event: ShoppingEvent) -> Made | None:
        replayed = self._replayer.feed(event)
        self.kinds[replayed.kind] += 1
        if replayed.kind != "accepted":
            return None
        owned = replace(event, shopper_id=replayed.shopper_id)
        updates = tuple(self._updates.of(owned, replayed.values))
        listing = replayed.listing
        made = None
        if listing is not None:
            made = self._list_maker.make(listing, replayed.shopper_id, list_id_of(owned))
        changed = None
        if made is not None and self._is_news(replayed.shopper_id, made):
            changed = list_record(
                owned,
                made,
                definitions=self._definitions,
                stage_us={},
                job_version=self._job_version,
            )
        return Made(owned, updates, listing, made, changed)

    def _is_news(self, shopper_id: str, made: MadeList) -> bool:
        """Whether it is another list than the shopper had; it is the one they have from here on."""
        shopper = self._replayer.shopper(shopper_id)
        before, shopper.listed = shopper.listed, made.digest
        return before != made.digest
