"""Lists without Flink: records through the replayer and the recommender, as through the job."""

from collections import Counter
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from events.recommendations.catalogue_item import CatalogueItem
from events.recommendations.identity_link import IdentityLink
from events.recommendations.recommendation_list import RecommendationList, list_id
from events.recommendations.shopper import shopper_key
from events.recommendations.shopping_event import ShoppingEvent
from events.shared.feature_update import FeatureUpdate
from features.recommendations.entity_updates import EntityUpdates
from features.recommendations.listing import Listing
from features.recommendations.record_files import Record
from features.recommendations.replayer import Replayer
from models.recommendations.recommender import Recommendations, Recommender

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
    made: Recommendations | None
    changed: RecommendationList | None


class ListReplay:
    """Takes records in their order.

    Args:
        replayer: whose states they go through.
        recommender: makes the lists.
        job_version: what the lists say that they were made by.

    Attributes:
        kinds: events and links by what became of them.
    """

    def __init__(
        self, replayer: Replayer, recommender: Recommender, job_version: str = REPLAYED
    ) -> None:
        self._replayer, self._recommender = replayer, recommender
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
        made = None if listing is None else self._recommender.recommend(listing)
        changed = None
        if made is not None and self._is_news(replayed.shopper_id, made):
            changed = self._list(owned, made)
        return Made(owned, updates, listing, made, changed)

    def _is_news(self, shopper_id: str, made: Recommendations) -> bool:
        """Whether it is another list than the shopper had; it is the one they have from here on."""
        shopper = self._replayer.shopper(shopper_id)
        before, shopper.listed = shopper.listed, made.digest
        return before != made.digest

    def _list(self, event: ShoppingEvent, made: Recommendations) -> RecommendationList:
        return RecommendationList(
            list_id=list_id(shopper_key(event.user_id, event.session_id), event.event_id),
            user_id=event.user_id,
            session_id=event.session_id,
            event_id=event.event_id,
            event_time_ms=event.event_time_ms,
            items=made.items,
            ranker=self._recommender.ranker_ref,
            rules=made.rules,
            definitions=self._definitions,
            stage_us={},
            trace_id=event.trace_id,
            job_version=self._job_version,
        )
