"""What the labels reported by a moment say, read out plainly."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KnownLabel:
    """One label.

    Attributes:
        payment: card, transaction id and event time of the payment that it is about.
        reported_ms: when it became known.
        is_fraud: what it says.
    """

    payment: tuple[str, str, int]
    reported_ms: int
    is_fraud: bool


def known_frauds(
    labels: Iterable[KnownLabel], known_at_ms: int, after_ms: int, until_ms: int
) -> int:
    """Payments in (after, until] whose newest label reported by `known_at_ms` says fraud.

    Of labels that were reported at one time, the last of `labels` is the newest.
    """
    newest: dict[tuple[str, str, int], KnownLabel] = {}
    for label in labels:
        if label.reported_ms <= known_at_ms and after_ms < label.payment[2] <= until_ms:
            known = newest.get(label.payment)
            if known is None or label.reported_ms >= known.reported_ms:
                newest[label.payment] = label
    return sum(label.is_fraud for label in newest.values())
