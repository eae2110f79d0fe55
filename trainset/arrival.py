"""Payments and labels in one order of arrival.

::

    payments   p1 ---- p2 ------------ p3 ---- p4      by arrival
    labels          L(reported r1)  L(r2)              by reported time
    merged     p1 p2 L1 L2 p3 p4

A label comes right before the first payment with which the largest event time seen reaches the
label's reported time.
"""

from collections.abc import Iterable, Iterator, Sequence

from events.label import Label
from events.payment import Payment


def merged(payments: Iterable[Payment], labels: Sequence[Label]) -> Iterator[Payment | Label]:
    """`payments` in their order, each label among them as soon as it is known.

    Labels that are known only after the last payment come at the end.

    Args:
        payments: in order of arrival.
        labels: by reported time.

    Raises:
        ValueError: the labels are not ordered by reported time.
    """
    newest_ms, given = 0, 0
    for payment in payments:
        newest_ms = max(newest_ms, payment.event_time_ms)
        while given < len(labels) and labels[given].reported_time_ms <= newest_ms:
            yield _in_order(labels, given)
            given += 1
        yield payment
    for rest in range(given, len(labels)):
        yield _in_order(labels, rest)


def _in_order(labels: Sequence[Label], place: int) -> Label:
    label = labels[place]
    if place and label.reported_time_ms < labels[place - 1].reported_time_ms:
        raise ValueError(
            f"labels: number {place + 1} was reported at {label.reported_time_ms}, before the one"
            f" ahead of it at {labels[place - 1].reported_time_ms}; by reported time is expected"
        )
    return label
