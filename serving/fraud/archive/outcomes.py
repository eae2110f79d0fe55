"""What became known about payments: the newest verdicts, by the decision that they are about."""

from bisect import insort
from collections import OrderedDict
from typing import Final

from events.fraud.decision import decision_id
from events.fraud.label import Label
from serving.fraud.archive.archived import Outcome

_MOST_PER_PAYMENT: Final = 8
"""As the job keeps of a payment."""


class Outcomes:
    """Verdicts, bounded: of the payments that heard none for longest those are forgotten.

    Args:
        most: payments with verdicts.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._verdicts: OrderedDict[str, tuple[Outcome, ...]] = OrderedDict()

    def add(self, label: Label) -> None:
        """Note a verdict; one that comes again changes nothing."""
        about = decision_id(label)
        outcome = Outcome(label.kind, label.is_fraud, label.reported_time_ms)
        known = list(self._verdicts.pop(about, ()))
        if outcome not in known:
            insort(known, outcome, key=lambda one: one.reported_time_ms)
        self._verdicts[about] = tuple(known[-_MOST_PER_PAYMENT:])
        if len(self._verdicts) > self._most:
            self._verdicts.popitem(last=False)

    def of(self, about: str, now_ms: int) -> Outcome | None:
        """The verdict on a decision that was the newest at `now_ms`; None before the first."""
        verdicts = reversed(self._verdicts.get(about, ()))
        return next((one for one in verdicts if one.reported_time_ms <= now_ms), None)
