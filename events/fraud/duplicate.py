"""A duplicate: a redelivered payment that was recognised and changed nothing."""

from msgspec import Struct


class Duplicate(Struct, frozen=True):
    """Trace of a dropped redelivery, so that every record in is accounted for.

    Attributes:
        decision_id: of the decision that the payment had already got.
        event_time_ms: of the redelivered record.
    """

    decision_id: str
    transaction_id: str
    card_id: str
    event_time_ms: int
