"""Payments and labels in one order of arrival, see `features.shared.label_queue`."""

from collections.abc import Iterable, Iterator, Sequence

from events.fraud.label import Label
from events.fraud.payment import Payment
from features.shared.label_queue import LabelQueue


def merged(payments: Iterable[Payment], labels: Sequence[Label]) -> Iterator[Payment | Label]:
    """`payments` in their order, each label among them as soon as it is known.

    Labels that are known only after the last payment come at the end.

    Args:
        payments: in order of arrival.
        labels: by reported time.

    Raises:
        ValueError: the labels are not ordered by reported time.
    """
    queue = LabelQueue(labels)
    for payment in payments:
        yield from queue.due(payment.event_time_ms)
        yield payment
    yield from queue.rest()
