"""Records fed to a replayer as they arrived: each item before the first event that is not older.

::

    events   9:00        9:10    link 9:20
    items          9:05
    fed      9:00  9:05  9:10    9:20
"""

from collections.abc import Iterable, Iterator

from events.recommendations.catalogue_item import CatalogueItem
from events.recommendations.identity_link import IdentityLink
from events.recommendations.shopping_event import ShoppingEvent
from features.recommendations.replayer import ReplayedEvent, Replayer


def replayed(
    replayer: Replayer,
    records: Iterable[ShoppingEvent | IdentityLink],
    items: Iterable[CatalogueItem] = (),
) -> Iterator[tuple[ShoppingEvent, ReplayedEvent]]:
    """Each event with what came of it.

    Args:
        replayer: that takes them; it goes on from what it has.
        records: events and links in the order of arrival.
        items: of the catalogue, in any order.
    """
    waiting = sorted(items, key=lambda item: item.event_time_ms, reverse=True)
    for record in records:
        while waiting and waiting[-1].event_time_ms <= record.event_time_ms:
            replayer.feed_item(waiting.pop())
        if isinstance(record, IdentityLink):
            replayer.feed_link(record)
        else:
            yield record, replayer.feed(record)
