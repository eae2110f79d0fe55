"""Lines of events and of items as records, in the order in which the job takes them in.

::

    events   e1 -------- e2 ------ e3 (broken) -- e4
    items        i1(time of e2)                        i2(later than all events)
    given    e1      i1  e2                       e4   i2

A record of the catalogue stands right before the first event whose time reaches its own.
"""

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from events.recommendations.catalogue_item import CatalogueItem
from events.recommendations.codec import CatalogueDecoder, EventDecoder
from events.recommendations.identity_link import IdentityLink
from events.recommendations.shopping_event import ShoppingEvent
from events.shared.rejected import Fault
from features.recommendations.wire_contract import shopping_contract
from features.shared.definitions.model import Definitions
from features.shared.definitions.money_terms import money_terms

Record = ShoppingEvent | IdentityLink | CatalogueItem


@dataclass(slots=True)
class RecordCounts:
    """What the lines were.

    Attributes:
        records: lines of events and links, broken ones too.
        rejected: how many of them are neither, by cause.
        items: lines of the catalogue, broken ones too.
        items_rejected: how many of them are no items, by cause.
    """

    records: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    items: int = 0
    items_rejected: Counter[str] = field(default_factory=Counter)


class RecordReader:
    """Reads lines as the job does.

    Args:
        definitions: own fields of events, and how prices are compared.
        now_ms: the time that counts as now in the check for event times in the future.
        card_numbers: whether a card number may stand for a user or a session.
    """

    def __init__(
        self, definitions: Definitions, now_ms: int, *, card_numbers: bool = False
    ) -> None:
        contract = shopping_contract(definitions)
        self._events = EventDecoder(card_numbers=card_numbers, contract=contract)
        self._items = CatalogueDecoder(money=money_terms(definitions.money))
        self._now_ms = now_ms

    def read(
        self, events: Iterable[bytes], items: Iterable[bytes], counts: RecordCounts
    ) -> Iterator[Record]:
        """The records of lines without their ends; `counts` is counted up while they are taken."""
        waiting = self._by_time(items, counts)
        for line in events:
            counts.records += 1
            record = self._events.decode(line, self._now_ms)
            if isinstance(record, Fault):
                counts.rejected[record.cause] += 1
                continue
            while waiting and waiting[0].event_time_ms <= record.event_time_ms:
                yield waiting.popleft()
            yield record
        yield from waiting

    def _by_time(self, lines: Iterable[bytes], counts: RecordCounts) -> deque[CatalogueItem]:
        found = []
        for line in lines:
            counts.items += 1
            item = self._items.decode(line, self._now_ms)
            if isinstance(item, Fault):
                counts.items_rejected[item.cause] += 1
            else:
                found.append(item)
        found.sort(key=lambda item: item.event_time_ms)
        return deque(found)
