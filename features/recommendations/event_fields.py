"""What the definitions of the recommendation system may read of a shopping event."""

from typing import Final

from events.shared.wire_types import EARLIEST_EVENT_TIME_MS, MAX_AMOUNT_MINOR
from features.shared.definitions.event_schema import EventField, EventSchema
from features.shared.definitions.model import Money
from features.shared.language.possible_values import CURRENCY_VALUES

_RESERVED: Final = frozenset(("trace_id", "late", "label", "schema_version"))
"""What records, the store and training sets have beside fields and features."""

_UNNAMED_CURRENCY: Final = "EUR"
"""Of stored prices that name none."""


def shopping_schema(money: Money) -> EventSchema:
    """The fields of a shopping event, and what a price is under this money."""
    return EventSchema(
        fields=(
            EventField(name="event_id", type="text"),
            EventField(name="shopper_id", type="text"),
            EventField(name="user_id", type="text", nullable=True),
            EventField(name="session_id", type="text", nullable=True),
            EventField(name="item_id", type="text"),
            EventField(name="event_type", type="text"),
            EventField(name="category", type="text", nullable=True),
            EventField(
                name="price_minor", type="integer", nullable=True, least=0, most=MAX_AMOUNT_MINOR
            ),
            EventField(
                name="price_base_minor",
                type="integer",
                least=0,
                nullable=True,
                unit="" if money.base_currency == _UNNAMED_CURRENCY else money.base_currency,
                computed_from="price_minor",
            ),
            EventField(name="currency", type="text", nullable=True, codes=CURRENCY_VALUES),
            EventField(name="event_time_ms", type="time", least=EARLIEST_EVENT_TIME_MS),
        ),
        identity="event_id",
        entered_by="item_id",
        decided_by="shopper_id",
        deduplicated=True,
        reserved=_RESERVED,
        decided_again=True,
    )
