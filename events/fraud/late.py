"""A late payment: one older than its features can be computed exactly for."""

from typing import Final

from msgspec import Struct

from events.fraud.payment import Payment

LATE_SCHEMA_VERSION: Final = 1


class LatePayment(Struct, frozen=True):
    """A copy of a late payment beside its decision.

    Attributes:
        decision_id: the rules-only decision it got.
        transaction_id: of the payment, at the top level for look-ups.
        watermark_ms: event-time watermark when it arrived.
        behind_watermark_ms: how far behind the watermark it was.
        payment: the payment itself.
    """

    decision_id: str
    transaction_id: str
    watermark_ms: int
    behind_watermark_ms: int
    payment: Payment
    schema_version: int = LATE_SCHEMA_VERSION
