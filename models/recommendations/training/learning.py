"""Learning from a history as it passes: each list as of its time, with the item that came next."""

from zlib import crc32

from events.recommendations.catalogue_item import CatalogueItem
from events.recommendations.identity_link import IdentityLink
from events.recommendations.shopper import shopper_key
from events.recommendations.shopping_event import ShoppingEvent
from features.recommendations.listing import Listing  # noqa: TC001 - of a local annotation
from features.recommendations.replayer import Replayer
from features.recommendations.visitor import TEACHING_TYPES
from models.recommendations.training.lists import ListCollector

_SHARES = 2**32


class Learning:
    """Feeds a history to a replayer and collects lists of some of its shoppers.

    Args:
        replayer: whose states the history fills.
        share: of the shoppers whose lists are collected; who they are, their ids decide.
        from_ms: time from which on lists are collected.
    """

    def __init__(self, replayer: Replayer, share: float, from_ms: int) -> None:
        self._replayer, self._from_ms = replayer, from_ms
        self._most = int(share * _SHARES)
        self.collector = ListCollector(len(replayer.plan.item_names))
        self._pending: dict[str, Listing] = {}

    def feed(self, record: ShoppingEvent | IdentityLink | CatalogueItem) -> None:
        """Takes the next record."""
        if isinstance(record, CatalogueItem):
            self._replayer.feed_item(record)
        elif isinstance(record, IdentityLink):
            self._replayer.feed_link(record)
        else:
            self._feed_event(record)

    def _feed_event(self, event: ShoppingEvent) -> None:
        key = shopper_key(event.user_id, event.session_id)
        collected = crc32(key.encode()) < self._most
        replayed = self._replayer.feed(event, with_listing=collected)
        if not collected or replayed.listing is None or event.event_type not in TEACHING_TYPES:
            return
        before = self._pending.pop(key, None)
        session = replayed.listing.session
        goes_on = (
            before is not None
            and session.items[:-1] == before.session.items[-len(session.items) + 1 :]
        )
        if before is not None and goes_on and before.session.now_ms >= self._from_ms:
            self.collector.add(before, event.item_id)
        self._pending[key] = replayed.listing
