"""Labels that wait until a stream of payments has reached the time at which they were reported.

::

    payments   p1 ---- p2 ------------ p3 ---- p4      by arrival
    labels          L1(reported r1)  L2(r2)            by reported time
    merged     p1 p2 L1 L2 p3 p4

A label arrives right before the first payment with which the largest event time seen reaches its
reported time. So a payment finds every label reported by its own time, wherever it stands itself.
"""

from collections.abc import Iterator, Sequence
from typing import Generic, Protocol, TypeVar


class Reported(Protocol):
    """Something that became known at a time."""

    @property
    def reported_time_ms(self) -> int:
        """When it became known."""


def check_order(labels: Sequence[Reported]) -> None:
    """Sees that labels are ordered by reported time.

    Raises:
        ValueError: they are not.
    """
    for place in range(1, len(labels)):
        before, after = labels[place - 1].reported_time_ms, labels[place].reported_time_ms
        if after < before:
            raise ValueError(
                f"labels: number {place + 1} was reported at {after}, before the one ahead of"
                f" it at {before}; labels by reported time are expected"
            )


Item = TypeVar("Item", bound=Reported)


class LabelQueue(Generic[Item]):
    """Gives out labels once they are due.

    Args:
        labels: by reported time.

    Raises:
        ValueError: the labels are not ordered by reported time.
    """

    def __init__(self, labels: Sequence[Item]) -> None:
        check_order(labels)
        self._labels = labels
        self._given = 0

    def due(self, event_time_ms: int) -> Iterator[Item]:
        """The labels due with the next payment: reported by its event time and not given out.

        What an earlier payment of a later time had reached has been given out with it, so the
        largest event time seen need not be known here.
        """
        labels = self._labels
        while self._given < len(labels) and labels[self._given].reported_time_ms <= event_time_ms:
            self._given += 1
            yield labels[self._given - 1]

    def rest(self) -> Sequence[Item]:
        """The labels that have not been given out."""
        rest = self._labels[self._given :]
        self._given = len(self._labels)
        return rest
