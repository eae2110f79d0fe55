"""Counts what is decided, for the platform and for each tenant that looks.

::

    decisions --> window of the newest --> tallies    of the platform, of each tenant's merchants
                         ^        +------> rates, latencies
    labels, once due ----+ counted anew
"""

from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from time import time
from typing import Final

from events.fraud.label import Label
from serving.fraud.activity.due_labels import DueLabels
from serving.fraud.activity.facts import Facts, facts_of
from serving.fraud.activity.latencies import Latencies
from serving.fraud.activity.rates import Rates
from serving.fraud.activity.tallies import Tallies
from serving.fraud.received import Received

_MOST_LABELS: Final = 500_000
_MOST_TENANTS: Final = 64

Merchants = frozenset[str] | None
"""Whose decisions are counted; None for all."""


class Activity:
    """What is counted of the decisions at some merchants.

    Args:
        merchants: whose decisions count.
        began_s: since when decisions are followed.
    """

    def __init__(self, merchants: Merchants, began_s: int) -> None:
        self.tallies = Tallies()
        self.rates = Rates(began_s)
        self.latencies = Latencies()
        self.newest_arrived_s: int | None = None
        self.newest_event_ms: int | None = None
        self._merchants = merchants

    def concerns(self, facts: Facts) -> bool:
        """Whether a decision counts here."""
        return self._merchants is None or facts.merchant_id in self._merchants

    def add(self, facts: Facts) -> None:
        """A decision came in."""
        self.tallies.change(facts, 1)
        self.newest_event_ms = max(self.newest_event_ms or 0, facts.event_time_ms)
        if facts.arrived_s is None:
            return
        self.newest_arrived_s = facts.arrived_s
        self.rates.add(facts.arrived_s, facts.action)
        if facts.in_job_us is not None:
            self.latencies.add(facts.arrived_s, facts.in_job_us)


class DecisionActivity:
    """Hears decisions and labels, and counts them.

    What was there before decisions were followed has neither a rate nor a latency of now: it counts
    in the tallies alone.

    Args:
        most: decisions that the tallies are of, the newest.
        base_currency: that money is counted in.
        now_s: seconds since the epoch.
    """

    def __init__(self, most: int, base_currency: str, now_s: Callable[[], float] = time) -> None:
        self.base_currency = base_currency
        self._most = most
        self._now_s = now_s
        self._began_s = int(now_s())
        self._newest: deque[Facts] = deque()
        self._by_id: dict[str, Facts] = {}
        self._labels = DueLabels(_MOST_LABELS)
        self._event_ms = 0
        self._all = Activity(None, self._began_s)
        self._of: OrderedDict[Merchants, Activity] = OrderedDict()

    def of(self, merchants: Merchants) -> Activity:
        """What is counted of some merchants; begun from the window the first time."""
        if merchants is None:
            return self._all
        known = self._of.pop(merchants, None)
        if known is None:
            known = Activity(merchants, self._began_s)
            for facts in self._newest:
                if known.concerns(facts):
                    known.add(facts)
        self._of[merchants] = known
        if len(self._of) > _MOST_TENANTS:
            self._of.popitem(last=False)
        return known

    @property
    def counted(self) -> int:
        """Decisions in the window."""
        return len(self._newest)

    @property
    def labels_left_out(self) -> int:
        """Labels that there was no room for."""
        return self._labels.left_out

    def forget(self) -> None:
        """The results were removed: begin anew."""
        self._newest.clear()
        self._by_id.clear()
        self._event_ms = 0
        self._began_s = int(self._now_s())
        self._all = Activity(None, self._began_s)
        self._of.clear()

    def heard(self, fresh: Sequence[Received], *, is_live: bool) -> None:
        """Decisions came in, each for the first time."""
        arrived_s = int(self._now_s()) if is_live else None
        for one in fresh:
            self._add(facts_of(one.decision, self.base_currency, arrived_s))
        self._judge()

    def heard_label(self, label: Label) -> None:
        """A label came in; it counts once decisions have reached its time."""
        self._labels.add(label)
        self._judge()

    def _add(self, facts: Facts) -> None:
        self._newest.append(facts)
        self._by_id[facts.decision_id] = facts
        self._event_ms = max(self._event_ms, facts.event_time_ms)
        for activity in self._concerned(facts):
            activity.add(facts)
        if len(self._newest) > self._most:
            oldest = self._newest.popleft()
            self._by_id.pop(oldest.decision_id, None)
            for activity in self._concerned(oldest):
                activity.tallies.change(oldest, -1)

    def _judge(self) -> None:
        for verdict in self._labels.due(self._event_ms):
            facts = self._by_id.get(verdict.decision_id)
            if facts is None or verdict.reported_ms < facts.reported_ms:
                continue
            concerned = self._concerned(facts)
            for activity in concerned:
                activity.tallies.change(facts, -1)
            facts.is_fraud, facts.reported_ms = verdict.is_fraud, verdict.reported_ms
            for activity in concerned:
                activity.tallies.change(facts, 1)

    def _concerned(self, facts: Facts) -> list[Activity]:
        tenants = [one for one in self._of.values() if one.concerns(facts)]
        return [self._all, *tenants]
