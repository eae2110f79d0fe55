"""What every stage of a key does: load the plan, keep the states of its keys, drop what expired.

::

    payment --> state of its key --> values, and an entry for its log
    label   --> state of its key -->         an entry for its log
    timer   --> nothing of it needed any more? --> dropped
"""

from collections.abc import Callable
from dataclasses import dataclass

from pyflink.datastream import KeyedProcessFunction, RuntimeContext

from events.fraud.decision import payment_mark
from events.fraud.label import Label
from events.fraud.payment import Payment
from events.shared.json_records import encode
from features.fraud.payment_plan import key_states
from features.shared.limits import HistoryLimits
from features.shared.plan.plan import Plan
from udfs.shared.keyed_stage import KeyedStage, StageSettings
from udfs.shared.state_mirror import StateMirror, epoch_us


@dataclass(frozen=True, kw_only=True)
class HopSettings(StageSettings):
    """What the stage of any key needs to know.

    Attributes:
        load_plan: makes the plan on the worker, where it is compiled.
        place: of the key among the hops of the plan.
        limits: of each key's history.
        mirrored_items: items of a state up to which the store is told of it; 0: of none.
    """

    load_plan: Callable[[], Plan]
    place: int
    limits: HistoryLimits
    mirrored_items: int = 0


class HopStage(KeyedStage):
    """The stage of one key."""

    def __init__(self, hop: HopSettings) -> None:
        super().__init__(hop)
        self._hop_settings = hop

    def open(self, runtime_context: RuntimeContext) -> None:
        """Make what does not pickle."""
        super().open(runtime_context)
        settings = self._hop_settings
        self._plan = settings.load_plan()
        states = key_states(self._plan, settings.limits)[settings.place]
        self._hop = states.hop
        self._keys = self._keep_hop(states)
        items = settings.mirrored_items
        self._mirror = StateMirror(self._plan, settings.place, items, epoch_us) if items else None
        self._untold = (None,) if items else ()

    def _judge(self, label: Label, ctx: KeyedProcessFunction.Context) -> tuple[str | None, ...]:
        """Note the label at the key that it names, where any feature of it reads labels.

        Returns the key's state for the store, where it is told.
        """
        if not self._hop.label_reach_ms:
            return self._untold
        key, timers = self._hop.label_key(label), ctx.timer_service()
        self._keys.judge(label, key, timers)
        return self._told(key, timers.current_watermark())

    def _told(
        self, key: str | None, watermark_ms: int, payment: Payment | None = None
    ) -> tuple[str | None, ...]:
        """The state of a key for the store, which is empty where it is not told of states."""
        if self._mirror is None or key is None:
            return self._untold
        mark = None if payment is None else payment_mark(payment)
        update = self._mirror.update(key, self._keys.state(key), watermark_ms, mark)
        return (encode(update).decode(),)


def next_key(plan: Plan, place: int, payment: Payment) -> str:
    """The key at the hop after that of a place; of a payment without it, one that spreads."""
    key: str | None = plan.hops[place + 1].key(payment)
    return plan.hops[0].key(payment) if key is None else key


def next_label_key(plan: Plan, place: int, label: Label) -> str:
    """The same of a label: the key that it names, or one that spreads."""
    hop = plan.hops[place + 1] if plan.hops[place + 1].label_reach_ms else plan.hops[0]
    return hop.label_key(label)
