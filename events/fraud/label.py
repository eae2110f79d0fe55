"""A label: what became known about a payment afterwards, and when it became known."""

from collections.abc import Iterable
from typing import Final, Literal

from msgspec import Struct

from events.shared.wire_types import EventTimeMs, Identifier

LabelKind = Literal["chargeback", "dispute_won", "analyst_fraud", "analyst_genuine"]

_FRAUD_KINDS: Final = frozenset({"chargeback", "analyst_fraud"})


class Label(Struct, frozen=True, gc=False):
    """One verdict on one payment; a later one about the same payment replaces it.

    Attributes:
        label_id: the sender's id of the verdict; a redelivery repeats it.
        transaction_id: of the payment.
        card_id: token of its card.
        merchant_id: its merchant.
        kind: who says what. A chargeback and ``analyst_fraud`` confirm a fraud; a dispute that the
            merchant won and ``analyst_genuine`` clear the payment.
        event_time_ms: when the payment was made, milliseconds since the epoch, UTC.
        reported_time_ms: when the verdict became known, not before the payment.
    """

    label_id: Identifier
    transaction_id: Identifier
    card_id: Identifier
    merchant_id: Identifier
    kind: LabelKind
    event_time_ms: EventTimeMs
    reported_time_ms: EventTimeMs

    @property
    def is_fraud(self) -> bool:
        """Whether it confirms a fraud."""
        return self.kind in _FRAUD_KINDS


def by_report(labels: Iterable[Label]) -> list[Label]:
    """`labels` in the order in which they became known, those of one moment by their id."""
    return sorted(labels, key=lambda label: (label.reported_time_ms, label.label_id))
