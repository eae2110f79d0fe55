"""What is encoded is decoded as it was, and its key says whose it was."""

from hypothesis import given

from events.recommendations.catalogue_item import CatalogueItem
from events.recommendations.identity_link import IdentityLink
from events.recommendations.shopper import Shopper, parse_shopper
from events.recommendations.shopping_event import ShoppingEvent, given_copy
from events.shared.json_records import encode
from tests.events.recommendations.shopping import decoded, decoded_item
from tests.strategies.shopping import EVENTS, ITEMS, LINKS


@given(EVENTS)
def test_an_event_is_decoded_as_it_was(event: ShoppingEvent) -> None:
    found = decoded(encode(event))
    assert isinstance(found, ShoppingEvent)
    assert given_copy(())(found) == event


@given(EVENTS)
def test_the_shopper_of_an_event_is_its_user_or_else_its_session(event: ShoppingEvent) -> None:
    found = decoded(encode(event))
    assert isinstance(found, ShoppingEvent)
    assert found.shopper_id is not None
    of_session = event.user_id is None
    shopper = Shopper("session" if of_session else "user", event.user_id or event.session_id or "")
    assert parse_shopper(found.shopper_id) == shopper


@given(LINKS)
def test_a_link_is_decoded_as_it_was(link: IdentityLink) -> None:
    assert decoded(encode(link)) == link
    assert link.alias_id != link.shopper_id


@given(ITEMS)
def test_an_item_is_decoded_as_it_was(item: CatalogueItem) -> None:
    assert decoded_item(encode(item)) == item
