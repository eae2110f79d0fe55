"""Payments for the tests of the feature state machines, and names for their values."""

from itertools import count
from typing import Any

import msgspec

from events.fraud.payment import COMPUTED_FIELDS, Payment
from features.fraud.catalogue import CARD_FEATURES, MERCHANT_FEATURES

START_MS = 1_700_000_000_000
_NUMBERS = count()


def a_payment(  # noqa: PLR0913
    event_time_ms: int,
    amount_minor: int = 1999,
    *,
    transaction_id: str | None = None,
    card_id: str = "card",
    merchant_id: str = "merchant",
    country: str = "DE",
    position: tuple[float, float] | None = None,
) -> Payment:
    """A payment with an id of its own, unless one is given."""
    latitude, longitude = position or (None, None)
    return Payment(
        transaction_id=transaction_id or f"t{next(_NUMBERS)}",
        card_id=card_id,
        merchant_id=merchant_id,
        amount_minor=amount_minor,
        currency="EUR",
        country=country,
        channel="pos",
        event_time_ms=event_time_ms,
        latitude=latitude,
        longitude=longitude,
        amount_base_minor=amount_minor,
    )


def as_sent(payment: Payment) -> dict[str, Any]:
    """The fields of a payment's record, without what the job computes."""
    fields = msgspec.to_builtins(payment)
    return {name: value for name, value in fields.items() if name not in COMPUTED_FIELDS}


def card_features(values: tuple[object, ...]) -> dict[str, object]:
    """The values by name."""
    return {feature.name: value for feature, value in zip(CARD_FEATURES, values, strict=True)}


def merchant_features(values: tuple[object, ...]) -> dict[str, object]:
    """The values by name."""
    return {feature.name: value for feature, value in zip(MERCHANT_FEATURES, values, strict=True)}
