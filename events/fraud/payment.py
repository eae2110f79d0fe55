"""A payment as it arrives on the wire, with the limits a field must keep to be one."""

from typing import Annotated, Final

from msgspec import Meta, Struct

from events.shared.identifiers import text_pattern
from events.shared.money.amount_comparison import AmountField
from events.shared.wire_types import AmountMinor, Country, Currency, EventTimeMs, Identifier

MAX_CHANNEL_LENGTH: Final = 32
MAX_IP_LENGTH: Final = 45

Channel = Annotated[
    str,
    Meta(min_length=1, max_length=MAX_CHANNEL_LENGTH, pattern=text_pattern(MAX_CHANNEL_LENGTH)),
]
Ip = Annotated[
    str, Meta(min_length=1, max_length=MAX_IP_LENGTH, pattern=text_pattern(MAX_IP_LENGTH))
]


class Payment(Struct, frozen=True, gc=False, omit_defaults=True):
    """One attempt to pay.

    Attributes:
        transaction_id: the sender's id of the attempt; a redelivery repeats it.
        card_id: token of the card, never the card number.
        merchant_id: the merchant's id.
        amount_minor: amount in minor units of `currency`, 0 for an account verification.
        currency: ISO 4217 alphabetic code.
        country: ISO 3166-1 alpha-2 code of the place of the payment.
        channel: how it was made, e.g. ``pos``, ``ecommerce``, ``atm``.
        event_time_ms: when it was made, milliseconds since the epoch, UTC.
        device_id: token of the device, if known.
        ip: address of the client, if known.
        latitude: degrees north, given together with `longitude`.
        longitude: degrees east.
        trace_id: carried unchanged to the decision.
        amount_base_minor: the amount in minor units of the base currency; never from the wire, see
            `PaymentContract`. None where no rate says what it is.
    """

    transaction_id: Identifier
    card_id: Identifier
    merchant_id: Identifier
    amount_minor: AmountMinor
    currency: Currency
    country: Country
    channel: Channel
    event_time_ms: EventTimeMs
    device_id: Identifier | None = None
    ip: Ip | None = None
    latitude: Annotated[float, Meta(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Meta(ge=-180, le=180)] | None = None
    trace_id: Identifier | None = None
    amount_base_minor: int | None = None


AMOUNT: Final = AmountField(given="amount_minor", base="amount_base_minor")
"""Where a payment has its amount."""

COMPUTED_FIELDS: Final = frozenset({AMOUNT.base})
"""What a payment has that no record gives it: a record's own field of that name is ignored."""
