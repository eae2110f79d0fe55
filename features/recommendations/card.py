"""What others know of an item: its attributes and features as of its last event."""

from typing import Final

from msgspec import Struct

from events.shared.feature_value import FeatureValue

FOLLOWERS_ON_A_CARD: Final = 6


class Card(Struct, frozen=True, array_like=True, gc=False):
    """An item as it was.

    Attributes:
        item_id: the item.
        time_ms: of the event or session that the card was made at.
        category: its category, None where it is not known.
        price_minor: its price in the base currency, None where it is not known.
        available: whether it is in stock.
        first_seen_ms: time of its first event.
        values: of its declared features, in the order of their names.
        sessions: decayed number of sessions that it was in.
        followed: decayed number of events that came after one of it in a session.
        again: of them, those of the item itself.
        followers: the items that came right after it most, with their share of `followed`.
    """

    item_id: str
    time_ms: int
    category: str | None
    price_minor: int | None
    available: bool
    first_seen_ms: int
    values: tuple[FeatureValue, ...]
    sessions: float
    followed: float
    again: float
    followers: tuple[tuple[str, float], ...]
