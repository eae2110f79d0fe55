"""Labels for the tests of the feature state machines."""

from events.fraud.label import Label, LabelKind


def a_label(  # noqa: PLR0913
    event_time_ms: int,
    *,
    reported_ms: int,
    kind: LabelKind = "chargeback",
    transaction_id: str = "t",
    card_id: str = "card",
    merchant_id: str = "merchant",
) -> Label:
    """A label on a payment of that time."""
    return Label(
        label_id=f"{transaction_id}-{reported_ms}-{kind}",
        transaction_id=transaction_id,
        card_id=card_id,
        merchant_id=merchant_id,
        kind=kind,
        event_time_ms=event_time_ms,
        reported_time_ms=reported_ms,
    )
