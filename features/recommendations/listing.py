"""All that a list is made of."""

from msgspec import Struct

from events.shared.feature_value import FeatureValue
from features.recommendations.card_table import CardTable
from features.recommendations.session_view import SessionView


class Listing(Struct, frozen=True, gc=False):
    """What is known of a shopper at one event.

    Attributes:
        session: of the shopper, this event its newest.
        leaders: of each category of the session, the one seen last first.
        bought: items that the shopper bought.
        hidden: items that the shopper hid.
        values: declared features of the shopper, in the order of the plan's names for them.
    """

    session: SessionView
    leaders: tuple[CardTable, ...]
    bought: frozenset[str]
    hidden: frozenset[str]
    values: tuple[FeatureValue, ...]
