"""Labels that wait for their time: a file of labels tells today what becomes known tomorrow."""

from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple

from events.fraud.decision import decision_id
from events.fraud.label import Label


class Verdict(NamedTuple):
    """What became known about a decision."""

    reported_ms: int
    number: int
    decision_id: str
    is_fraud: bool


class DueLabels:
    """Labels by the time at which they became known.

    Args:
        most: that wait; more are left out, and counted.
    """

    def __init__(self, most: int) -> None:
        self.left_out = 0
        self._most = most
        self._waiting: list[Verdict] = []
        self._number = count()

    def add(self, label: Label) -> None:
        """Keep a label until its time."""
        if len(self._waiting) >= self._most:
            self.left_out += 1
            return
        verdict = Verdict(
            label.reported_time_ms, next(self._number), decision_id(label), label.is_fraud
        )
        heappush(self._waiting, verdict)

    def due(self, now_ms: int) -> Iterator[Verdict]:
        """Those known at `now_ms`, in the order in which they became known; each once."""
        while self._waiting and self._waiting[0].reported_ms <= now_ms:
            yield heappop(self._waiting)
