"""Shopping events, identity links and items of the catalogue as a replay sees them."""

from collections.abc import Mapping
from typing import Final

from dead_letters.letter import DeadLetter
from dead_letters.records import Takeable
from events.recommendations.codec import CatalogueDecoder, EventDecoder
from events.recommendations.identity_link import LINK_TOO_LATE, IdentityLink
from events.recommendations.shopper import shopper_of
from events.recommendations.shopping_contract import ShoppingContract
from events.shared.rejected import Fault, RecordKind

_AGED: Final = "the job may no longer know whether it has counted this event"
_LINK_AGED: Final = "what the link would move counts no more, and it only gets older"


class ShoppingRecords:
    """Reads records as the recommendation job does.

    Args:
        max_future_ms: how far a record's clock may run ahead, as the job has it.
        card_numbers: whether a card number may stand for a user or a session, as the job has it.
        contract: own fields and rates of the job.
    """

    identity: Final[Mapping[RecordKind, tuple[str, ...]]] = {
        "event": (
            *("event_id", "event_type", "event_time_ms"),
            *("user_id", "session_id", "linked_user_id"),
        ),
        "item": ("item_id", "event_time_ms"),
    }

    def __init__(
        self, *, max_future_ms: int, card_numbers: bool, contract: ShoppingContract
    ) -> None:
        self._events = EventDecoder(
            max_future_ms=max_future_ms, card_numbers=card_numbers, contract=contract
        )
        self._items = CatalogueDecoder(max_future_ms=max_future_ms, money=contract.money)

    def take(self, letter: DeadLetter, record: bytes, now_ms: int) -> Takeable | Fault:
        """An item, which may come at any time; an event; or a link."""
        if letter.record == "item":
            item = self._items.decode(record, now_ms)
            if isinstance(item, Fault):
                return item
            return Takeable(item.item_id, item.event_time_ms)
        event = self._events.decode(record, now_ms)
        if isinstance(event, Fault):
            return event
        if isinstance(event, IdentityLink):
            return self._link(event, letter, now_ms)
        shopper = shopper_of(event.user_id, event.session_id)
        return Takeable(shopper.id, event.event_time_ms, aged=_AGED)

    def _link(self, link: IdentityLink, letter: DeadLetter, now_ms: int) -> Takeable:
        """A link that came too late is so again, unless it was given another time."""
        time_ms, spent = link.event_time_ms, None
        if letter.cause == LINK_TOO_LATE:
            before = self._events.decode(letter.raw, now_ms)
            same = not isinstance(before, Fault) and before.event_time_ms == time_ms
            spent = _LINK_AGED if same else None
        return Takeable(link.user_id, time_ms, aged=_LINK_AGED, spent=spent)
