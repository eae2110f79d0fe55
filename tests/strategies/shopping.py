"""Hypothesis strategies for records of the recommendation system, as their senders give them."""

from typing import Any, get_args

from hypothesis import strategies as st

from events.recommendations.catalogue_item import CatalogueItem
from events.recommendations.identity_link import IdentityLink
from events.recommendations.shopping_event import EventType, ShoppingEvent
from events.shared.card_numbers import is_card_number
from events.shared.identifiers import identifier_fault
from events.shared.iso_codes import CURRENCIES
from events.shared.wire_types import EARLIEST_EVENT_TIME_MS, MAX_AMOUNT_MINOR

LATEST_MS = 1_750_000_000_000

IDS = st.text(max_size=9).filter(lambda text: identifier_fault(text) is None)
TOKENS = (IDS | st.sampled_from(["x" * 128, "user:u1"])).filter(lambda id_: not is_card_number(id_))
_TIMES_MS = st.integers(EARLIEST_EVENT_TIME_MS, LATEST_MS)
_SHOPPERS = st.tuples(TOKENS, st.none() | TOKENS) | st.tuples(st.none(), TOKENS)
_ALIASES = st.tuples(TOKENS, st.none()) | st.tuples(st.none(), TOKENS)
_PRICES = st.tuples(st.none(), st.none()) | st.tuples(
    st.integers(0, MAX_AMOUNT_MINOR), st.sampled_from(sorted(CURRENCIES))
)


def _event(shopper: tuple[Any, Any], price: tuple[Any, Any], **fields: Any) -> ShoppingEvent:  # noqa: ANN401 - fields
    (user_id, session_id), (price_minor, currency) = shopper, price
    return ShoppingEvent(
        user_id=user_id,
        session_id=session_id,
        price_minor=price_minor,
        currency=currency,
        **fields,
    )


def _item(price: tuple[Any, Any], **fields: Any) -> CatalogueItem:  # noqa: ANN401 - fields
    price_minor, currency = price
    return CatalogueItem(price_minor=price_minor, currency=currency, **fields)


def _link(alias: tuple[Any, Any], **fields: Any) -> IdentityLink:  # noqa: ANN401 - fields
    linked_user_id, session_id = alias
    return IdentityLink(
        event_type="link", linked_user_id=linked_user_id, session_id=session_id, **fields
    )


EVENTS = st.builds(
    _event,
    shopper=_SHOPPERS,
    price=_PRICES,
    event_id=IDS,
    item_id=IDS,
    event_type=st.sampled_from(get_args(EventType)),
    event_time_ms=_TIMES_MS,
    category=st.none() | IDS | st.just("x" * 64),
    trace_id=st.none() | IDS,
)
LINKS = st.builds(
    _link, alias=_ALIASES, event_id=IDS, user_id=TOKENS, event_time_ms=_TIMES_MS
).filter(lambda link: link.linked_user_id != link.user_id)
ITEMS = st.builds(
    _item,
    price=_PRICES,
    item_id=IDS,
    event_time_ms=_TIMES_MS,
    category=st.none() | IDS,
    available=st.booleans(),
)
