"""What happens in visits, as records of the wire: the one place that knows both."""

from collections.abc import Callable, Iterable, Iterator
from heapq import heappop, heappush, heapreplace
from typing import Final

import msgspec

from simulator.shoppers import purposes
from simulator.shoppers.record import CatalogueItem, IdentityLink, SentRecord, ShoppingEvent
from simulator.shoppers.shop import Shop
from simulator.shoppers.visit import Visit
from simulator.streams import stream, uniforms

CURRENCY: Final = "EUR"
_ID_SPACE: Final = 1 << 64
_SCRAMBLE: Final = 0x9E3779B97F4A7C15


def item_id(name: str) -> str:
    """The id of an item, by which a reader knows it: "espresso-machine-17"."""
    return name.replace(" ", "-")


def sent_records(shop: Shop, visits: Iterable[Visit]) -> Iterator[SentRecord]:
    """The records of visits that begin in order, in order of time: visits overlap."""
    wire, encode = Wire(shop), msgspec.json.Encoder().encode
    for number, (visit, act) in enumerate(_interleaved(visits)):
        record = wire.record(visit, act, _event_id(shop.scenario.seed, number))
        yield SentRecord(record, encode(record), visit.number)


def catalogue_items(shop: Shop) -> list[CatalogueItem]:
    """The catalogue in order of time: what was there at first, new items, prices, availability."""
    items = shop.items
    categories = [items.categories[number].name for number in items.category.tolist()]
    records = [
        CatalogueItem(item_id(name), from_ms, category, price_minor, CURRENCY, available)
        for name, category, listing in zip(items.names, categories, shop.listings, strict=True)
        for from_ms, price_minor, available in zip(
            listing.from_ms, listing.price_minor, listing.available, strict=True
        )
    ]
    return sorted(records, key=lambda record: record.event_time_ms)


class Wire:
    """Makes records of acts.

    Args:
        shop: whose items they are about.
    """

    def __init__(self, shop: Shop) -> None:
        items = shop.items
        self._ids = [item_id(name) for name in items.names]
        self._categories = [items.categories[number].name for number in items.category.tolist()]
        self._listings = shop.listings
        self._described_share = shop.scenario.described_share
        self._uniform: Callable[[], float] = uniforms(
            stream(shop.scenario.seed, purposes.DESCRIPTIONS)
        )

    def record(self, visit: Visit, number: int, event_id: str) -> ShoppingEvent | IdentityLink:
        """Act `number` of a visit, under an id."""
        act, link = visit.acts[number], visit.link
        if act.event_type == "link" and link is not None:
            return IdentityLink(
                event_id,
                "link",
                link.user_id,
                act.time_ms,
                linked_user_id=link.linked_user_id,
                session_id=link.session_id,
            )
        described, item = self._uniform() < self._described_share, act.item
        return ShoppingEvent(
            event_id,
            self._ids[item],
            act.event_type,
            act.time_ms,
            visit.user_id if number >= visit.known_from else None,
            visit.session_id,
            self._categories[item] if described else None,
            self._listings[item].price_at(act.time_ms) if described else None,
            CURRENCY if described else None,
            act.position or None,
        )


def _interleaved(visits: Iterable[Visit]) -> Iterator[tuple[Visit, int]]:
    """The acts of overlapping visits in order of time; those that are over are forgotten."""
    present: list[tuple[int, int, int, Visit]] = []
    for visit in visits:
        yield from _until(present, visit.start_ms)
        heappush(present, (visit.start_ms, visit.number, 0, visit))
    while present:
        yield from _until(present, present[0][0])


def _until(present: list[tuple[int, int, int, Visit]], time_ms: int) -> Iterator[tuple[Visit, int]]:
    """The acts up to a time, that time included."""
    while present and present[0][0] <= time_ms:
        _, number, act, visit = present[0]
        yield visit, act
        if act + 1 < len(visit.acts):
            heapreplace(present, (visit.acts[act + 1].time_ms, number, act + 1, visit))
        else:
            heappop(present)


def _event_id(seed: int, number: int) -> str:
    """Another one for each number: multiplying by an odd number maps no two to the same."""
    return f"ev-{(number * _SCRAMBLE + seed) % _ID_SPACE:016x}"
