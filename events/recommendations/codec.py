"""The one codec of the recommendation system: bytes to a record or a `Fault`, never an exception.

::

    a record of the stream --> ShoppingEvent
                          |
                          +--> where it is none and says that it is a link: IdentityLink
                          +--> Fault
"""

from typing import Final

from msgspec import Struct
from msgspec.structs import force_setattr

from events.recommendations import catalogue_item
from events.recommendations.catalogue_item import CatalogueItem
from events.recommendations.identity_link import IdentityLink, link_fault
from events.recommendations.item_details import PRICE, price_fault
from events.recommendations.shopper import shopper_key
from events.recommendations.shopping_contract import ShoppingContract
from events.recommendations.shopping_event import COMPUTED_FIELDS, ShoppingEvent
from events.recommendations.written_type import LINK, type_decoder
from events.shared.card_numbers import is_card_number
from events.shared.field_faults import MAX_FUTURE_MS, card_number, in_future
from events.shared.json_records import MAX_RECORD_BYTES, RecordDecoder
from events.shared.money.amount_comparison import settlement
from events.shared.money.base_amounts import MoneyTerms
from events.shared.own_checks import own_checks
from events.shared.rejected import Fault

NO_OWN_FIELDS: Final = ShoppingContract()
"""Of events that are only looked at: nothing compares their prices."""

NOT_PERSONAL: Final = frozenset(
    {
        "event_type",
        "event_time_ms",
        "category",
        "price_minor",
        "currency",
        "available",
    }
)
"""Fields of which a message shows the faulty value."""


class EventDecoder:
    """Decodes shopping events and identity links; make one per operator instance.

    It does not pickle.

    Args:
        max_record_bytes: larger records are rejected unread.
        max_future_ms: allowed lead of an event's clock, in milliseconds.
        card_numbers: whether a card number may stand for a user or a session.
        contract: the own fields of events, and how their prices are compared.
    """

    def __init__(
        self,
        max_record_bytes: int = MAX_RECORD_BYTES,
        max_future_ms: int = MAX_FUTURE_MS,
        *,
        card_numbers: bool = False,
        contract: ShoppingContract = NO_OWN_FIELDS,
    ) -> None:
        self._max_future_ms = max_future_ms
        self._card_numbers = card_numbers
        self._checks = (*own_checks(contract.fields), settlement(contract.money, PRICE))
        self._event = RecordDecoder(
            contract.event_type,
            max_record_bytes,
            computed=COMPUTED_FIELDS,
            shown=NOT_PERSONAL | contract.shown,
        ).decode
        self._link = RecordDecoder(IdentityLink, max_record_bytes, shown=NOT_PERSONAL).decode
        self._typed = type_decoder(max_record_bytes).decode

    def decode(self, raw: bytes, now_ms: int) -> ShoppingEvent | IdentityLink | Fault:
        """The record in `raw`, or why there is none; `now_ms` is the time of arrival."""
        event = self._event(raw)
        if isinstance(event, Fault):
            return self._no_event(event, raw, now_ms)
        return self._event_fault(event, now_ms) or event

    def _event_fault(self, event: ShoppingEvent, now_ms: int) -> Fault | None:
        fault = self._fault_of_every(event, now_ms)
        for check in self._checks:
            fault = fault or check(event)
        if fault is None:
            # Nobody else has seen the event yet.
            force_setattr(event, "shopper_id", shopper_key(event.user_id, event.session_id))
        return fault

    def _fault_of_every(self, event: ShoppingEvent, now_ms: int) -> Fault | None:
        if event.user_id is None and event.session_id is None:
            expected = "user_id or session_id is expected"
            return Fault("missing_shopper", "user_id", f"user_id: missing, {expected}")
        return (
            self._token_fault(event, ("user_id", "session_id"))
            or price_fault(event.price_minor, event.currency)
            or _time_fault(event.event_time_ms, now_ms, self._max_future_ms)
        )

    def _no_event(self, fault: Fault, raw: bytes, now_ms: int) -> IdentityLink | Fault:
        """The link in what is no event for the reason `fault`, or why there is none."""
        typed = self._typed(raw)
        if isinstance(typed, Fault):
            return fault if fault.field is None else typed
        if typed.value == LINK:
            link = self._link(raw)
            return link if isinstance(link, Fault) else self._link_fault(link, now_ms) or link
        if (fault.cause, fault.field) == ("out_of_range", "event_type"):
            return typed.unknown()
        return fault

    def _link_fault(self, link: IdentityLink, now_ms: int) -> Fault | None:
        return (
            self._token_fault(link, ("user_id", "linked_user_id", "session_id"))
            or link_fault(link)
            or _time_fault(link.event_time_ms, now_ms, self._max_future_ms)
        )

    def _token_fault(self, record: Struct, names: tuple[str, ...]) -> Fault | None:
        """The fault of the first of these fields that has a card number for a token."""
        if self._card_numbers:
            return None
        tokens = ((name, getattr(record, name)) for name in names)
        return next(
            (
                card_number(name)
                for name, token in tokens
                if token is not None and is_card_number(token)
            ),
            None,
        )


class CatalogueDecoder:
    """Decodes items of the catalogue; make one per operator instance, since it does not pickle.

    Args:
        max_record_bytes: larger records are rejected unread.
        max_future_ms: allowed lead of the time from which a record holds, in milliseconds.
        money: how prices are compared; None where nothing compares them.
    """

    def __init__(
        self,
        max_record_bytes: int = MAX_RECORD_BYTES,
        max_future_ms: int = MAX_FUTURE_MS,
        *,
        money: MoneyTerms | None = None,
    ) -> None:
        self._max_future_ms = max_future_ms
        self._settle = settlement(money, PRICE)
        self._item = RecordDecoder(
            CatalogueItem,
            max_record_bytes,
            computed=catalogue_item.COMPUTED_FIELDS,
            shown=NOT_PERSONAL,
        ).decode

    def decode(self, raw: bytes, now_ms: int) -> CatalogueItem | Fault:
        """The item in `raw`, or why there is none; `now_ms` is the time of arrival."""
        item = self._item(raw)
        return item if isinstance(item, Fault) else self._fault(item, now_ms) or item

    def _fault(self, item: CatalogueItem, now_ms: int) -> Fault | None:
        return (
            price_fault(item.price_minor, item.currency)
            or _time_fault(item.event_time_ms, now_ms, self._max_future_ms)
            or self._settle(item)
        )


def _time_fault(time_ms: int, now_ms: int, max_future_ms: int) -> Fault | None:
    if time_ms <= now_ms + max_future_ms:
        return None
    return in_future("event_time_ms", time_ms, max_future_ms)
