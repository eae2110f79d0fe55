"""Learning from a history as it passes: each list as of its time, with the item that came next."""

from events.recommendations.catalogue_item import CatalogueItem
from events.recommendations.identity_link import IdentityLink
from events.recommendations.shopper import shopper_key
from events.recommendations.shopping_event import ShoppingEvent
from features.recommendations.listing import Listing  # noqa: TC001 - of a local annotation
from features.recommendations.record_files import Record
from features.recommendations.replayer import Replayer
from models.recommendations.training.drawn_shoppers import DrawnShoppers
from models.recommendations.training.lists import ListCollector
from models.recommendations.training.pairs import Pairing


class Learning:
    """Feeds a history to a replayer and collects lists of some of its shoppers.

    Args:
        replayer: whose states the history fills.
        share: of the shoppers whose lists are collected; who they are, their ids decide.
        from_ms: time from which on lists are collected.
    """

    def __init__(self, replayer: Replayer, share: float, from_ms: int) -> None:
        self._replayer, self._from_ms = replayer, from_ms
        self._drawn = DrawnShoppers(share)
        self.collector = ListCollector(len(replayer.plan.item_names))
        self._pairing: Pairing[Listing] = Pairing(replayer.limits)

    def feed(self, record: Record) -> None:
        """Takes the next record."""
        if isinstance(record, CatalogueItem):
            self._replayer.feed_item(record)
        elif isinstance(record, IdentityLink):
            self._replayer.feed_link(record)
        else:
            self._feed_event(record)

    def _feed_event(self, event: ShoppingEvent) -> None:
        collected = shopper_key(event.user_id, event.session_id) in self._drawn
        replayed = self._replayer.feed(event, with_listing=collected)
        listing = replayed.listing
        if not collected or listing is None:
            return
        pair = self._pairing.take(replayed.shopper_id, event, listing.session, listing)
        if pair is not None and pair.known.session.now_ms >= self._from_ms:
            self.collector.add(pair.known, pair.next_event.item_id)
