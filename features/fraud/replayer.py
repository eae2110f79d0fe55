"""The replayer: a stream of payments to feature values, by the same state machines as the job.

::

    payment --> first key --> (duplicate: nothing) --> further keys --> all values, in one tuple
       |
       +--> the watermark advances, for the payments after it
    label   --> the keys that it names, for the payments after it
"""

from collections.abc import Iterator

from events.fraud.label import Label
from events.fraud.payment import AMOUNT, Payment
from events.shared.money.amount_comparison import AmountComparison
from events.shared.rejected import Fault
from features.fraud.catalogue import FEATURE_NAMES, SHIPPED
from features.fraud.passage import PassedPayment, pass_keys
from features.fraud.payment_plan import key_states, payment_plan
from features.shared.definitions.money_terms import money_terms
from features.shared.limits import HistoryLimits
from features.shared.plan.plan import Plan
from features.shared.state.key_state import KeyState
from features.shared.state.live_keys import LiveKeys
from features.shared.watermark import DEFAULT_OUT_OF_ORDERNESS_MS, Watermark


class Replayer:
    """Feeds payments, in their order of arrival, through the states of all keys.

    The states of keys that the watermark has left behind are dropped, so that memory follows the
    keys that were active within the longest window (in event time), not the length of the stream.

    Args:
        limits: how much history a key keeps.
        out_of_orderness_ms: see `Watermark`.
        plan: what is computed, compiled under the same limits; None for the shipped features.
    """

    def __init__(
        self,
        limits: HistoryLimits | None = None,
        out_of_orderness_ms: int = DEFAULT_OUT_OF_ORDERNESS_MS,
        plan: Plan | None = None,
    ) -> None:
        self._limits = HistoryLimits() if limits is None else limits
        self.plan = payment_plan(SHIPPED, self._limits, FEATURE_NAMES) if plan is None else plan
        self._amounts = AmountComparison(money_terms(self.plan.definitions.money), AMOUNT)
        self._watermark = Watermark(out_of_orderness_ms)
        states = key_states(self.plan, self._limits, logged=False)
        self._hops = tuple(LiveKeys(one) for one in states)

    @property
    def keys_held(self) -> int:
        """Number of keys with a state."""
        return sum(map(len, self._hops))

    def state_sizes(self) -> dict[str, tuple[int, int]]:
        """Number of keys with a state, and bytes of their snapshots, by the name of the key."""
        return {keys.hop.name: (len(keys), keys.snapshot_bytes()) for keys in self._hops}

    @property
    def watermark_ms(self) -> int:
        """The watermark that the next payment arrives at."""
        return self._watermark.value_ms

    def feed(self, payment: Payment) -> PassedPayment:
        """Takes the next payment, whose amount is compared unless it has been already."""
        watermark_ms = self._watermark.value_ms
        compared: Payment | Fault = payment
        if payment.amount_base_minor is None:
            compared = self._amounts.compared(payment)
        # A payment without a rate is none to decide, but its time is as good as any other's.
        if isinstance(compared, Fault):
            replayed = PassedPayment("dead_letter", (), watermark_ms)
        else:
            replayed = self._apply(compared, watermark_ms)
        self._watermark.observe(payment.event_time_ms)
        return replayed

    def feed_label(self, label: Label) -> bool:
        """Takes the next label; it moves no watermark.

        Returns whether it changed anything: one that is known already, or on a payment that no
        window of a payment on time reaches, does not.
        """
        watermark_ms = self._watermark.value_ms
        if self.plan.out_of_reach(label.event_time_ms, watermark_ms, self._limits):
            return False
        changed = False
        for _, _, state in self.states_of_label(label):
            changed = bool(state.add_label(label, watermark_ms)) or changed
        return changed

    def states_of(self, payment: Payment) -> Iterator[tuple[int, str, KeyState]]:
        """The place of the hop, the key and the state of each key that a payment has."""
        for place, keys in enumerate(self._hops):
            key = keys.hop.key(payment)
            if key is not None:
                yield place, key, keys.state(key, self._watermark.value_ms)

    def states_of_label(self, label: Label) -> Iterator[tuple[int, str, KeyState]]:
        """The same of each key that a label is noted at."""
        for place, keys in enumerate(self._hops):
            if keys.hop.label_reach_ms:
                key = keys.hop.label_key(label)
                yield place, key, keys.state(key, self._watermark.value_ms)

    def _apply(self, payment: Payment, watermark_ms: int) -> PassedPayment:
        hops = self._hops
        return pass_keys(
            self.plan,
            payment,
            watermark_ms,
            lambda place, key: hops[place].state(key, watermark_ms),
        )
