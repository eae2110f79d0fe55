"""The states of all keys with their logs, as the job keeps them.

::

    payment --> first key --> further keys --> all values, in one tuple
                  log           logs
    restore: what has expired goes; every other state is made anew from its log
"""

from events.fraud.label import Label
from events.fraud.payment import Payment
from features.fraud.payment_plan import key_states
from features.shared.limits import HistoryLimits
from features.shared.plan.plan import Plan
from features.shared.state.key_state import KeyOutcome, KeyState, KeyStates
from features.shared.watermark import Watermark
from tests.definitions.comparison import Answer
from tests.definitions.random_streams import OUT_OF_ORDERNESS_MS, Restore

Logs = dict[str, list[bytes]]
"""The log of each key."""


class LoggedKeys:
    """The states of all keys, each with its log as the job would keep it.

    Args:
        plan: what is computed.
        limits: of the history.
        before: whose logs are taken over, under another plan; None for none.
        compacts: whether these logs are compacted before.

    Attributes:
        watermark: of the stream.
        incomplete: names of the features of the last payment that were not seen whole.
    """

    def __init__(
        self,
        plan: Plan,
        limits: HistoryLimits,
        before: "LoggedKeys | None" = None,
        *,
        compacts: bool = False,
    ) -> None:
        self._plan = plan
        self._limits = limits
        self._hops = [LoggedHop(states) for states in key_states(plan, limits)]
        new = Watermark(OUT_OF_ORDERNESS_MS)
        self.watermark: Watermark = new if before is None else before.watermark
        self.incomplete: frozenset[str] = frozenset()
        logs = {} if before is None else before.logs(compacts=compacts)
        for hop in self._hops:
            hop.read(logs.get(hop.states.hop.log_name, {}))

    def logs(self, *, compacts: bool) -> dict[str, Logs]:
        """All logs, by the name of their Flink state."""
        watermark_ms = self.watermark.value_ms
        return {
            hop.states.hop.log_name: hop.logs(watermark_ms, compacts=compacts) for hop in self._hops
        }

    def pay(self, payment: Payment) -> Answer:
        """Kind and values by name."""
        watermark_ms = self.watermark.value_ms
        self.watermark.observe(payment.event_time_ms)
        first, *others = self._hops
        outcome = first.add(payment, watermark_ms, late=None)
        if outcome is None or outcome.kind == "duplicate":
            return "duplicate", {}
        late = outcome.kind == "late"
        found = [outcome, *(hop.add(payment, watermark_ms, late=late) for hop in others)]
        if late:
            values = self._plan.assemble_late(payment)
            return "late", dict(zip(self._plan.late_names, values, strict=True))
        pairs = zip(self._hops, found, strict=True)
        by_hop = [hop.states.hop.nothing if one is None else one.values for hop, one in pairs]
        values = self._plan.assemble(payment, *by_hop)
        unseen = tuple(name for one in found if one is not None for name in one.incomplete)
        values, hidden = self._plan.without(values, unseen)
        self.incomplete = frozenset(hidden)
        return "accepted", dict(zip(self._plan.names, values, strict=True))

    def see(self, payment: Payment) -> None:
        """Takes the time of a payment without a rate."""
        self.watermark.observe(payment.event_time_ms)

    def label(self, label: Label) -> None:
        """Takes a label."""
        if not self._plan.out_of_reach(label.event_time_ms, self.watermark.value_ms, self._limits):
            for hop in self._hops:
                hop.label(label, self.watermark.value_ms)

    def restore(self, event: Restore) -> None:
        """Makes every state anew."""
        logs = self.logs(compacts=event.compacts)
        for hop in self._hops:
            hop.read(logs[hop.states.hop.log_name])


class LoggedHop:
    """The states of one hop.

    Args:
        states: what all of them have in common.
    """

    def __init__(self, states: KeyStates) -> None:
        self.states = states
        self._live: dict[str, KeyState] = {}
        self._logs: Logs = {}

    def _state(self, key: str) -> KeyState:
        if key not in self._live:
            self._live[key], self._logs[key] = self.states.empty(), []
        return self._live[key]

    def add(self, payment: Payment, watermark_ms: int, *, late: bool | None) -> KeyOutcome | None:
        """What a payment does to its key; None where it has none."""
        key = self.states.hop.key(payment)
        if key is None:
            return None
        outcome = self._state(key).add(payment, watermark_ms, late=late)
        if outcome.entry:
            self._logs[key].append(outcome.entry)
        return outcome

    def label(self, label: Label, watermark_ms: int) -> None:
        """Takes a label, where any are read here."""
        if self.states.hop.label_reach_ms:
            key = self.states.hop.label_key(label)
            entry = self._state(key).add_label(label, watermark_ms)
            if entry:
                self._logs[key].append(entry)

    def logs(self, watermark_ms: int, *, compacts: bool) -> Logs:
        """The log of every key that has not expired, compacted or as it is."""
        return {
            key: [state.snapshot()] if compacts else self._logs[key]
            for key, state in self._live.items()
            if watermark_ms <= state.expires_at_ms()
        }

    def read(self, logs: Logs) -> None:
        """Makes every state anew from its log."""
        self._logs = logs
        self._live = {key: self.states.from_log(log) for key, log in logs.items()}
