"""What the definitions of the fraud system may read of a payment."""

from typing import Final

from events.shared.wire_types import EARLIEST_EVENT_TIME_MS, MAX_AMOUNT_MINOR
from features.shared.definitions.event_schema import EventField, EventSchema
from features.shared.definitions.model import Money
from features.shared.language.possible_values import CURRENCY_VALUES

_RESERVED: Final = frozenset(("trace_id", "late", "label", "is_fraud", "schema_version"))
"""What records, the store and training sets have beside fields and features."""

_UNNAMED_CURRENCY: Final = "EUR"
"""Of stored amounts that name none."""


def payment_schema(money: Money) -> EventSchema:
    """The fields of a payment, and what an amount is under this money."""
    lacks_rates = money.missing_rate == "missing" and money.rates != "none"
    return EventSchema(
        fields=(
            EventField(name="transaction_id", type="text"),
            EventField(name="card_id", type="text"),
            EventField(name="merchant_id", type="text"),
            EventField(name="amount_minor", type="integer", least=0, most=MAX_AMOUNT_MINOR),
            EventField(
                name="amount_base_minor",
                type="integer",
                least=0,
                nullable=lacks_rates,
                unit="" if money.base_currency == _UNNAMED_CURRENCY else money.base_currency,
                computed_from="amount_minor",
            ),
            EventField(name="currency", type="text", codes=CURRENCY_VALUES),
            EventField(name="country", type="country"),
            EventField(name="channel", type="text"),
            EventField(name="event_time_ms", type="time", least=EARLIEST_EVENT_TIME_MS),
            EventField(name="device_id", type="text", nullable=True),
            EventField(name="ip", type="text", nullable=True),
            EventField(name="latitude", type="degrees", nullable=True, least=-90, most=90),
            EventField(name="longitude", type="degrees", nullable=True, least=-180, most=180),
        ),
        identity="transaction_id",
        label_keys=("card_id", "merchant_id"),
        position=("latitude", "longitude"),
        entered_by="card_id",
        decided_by="merchant_id",
        reserved=_RESERVED,
    )
