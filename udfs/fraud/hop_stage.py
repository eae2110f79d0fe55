"""What every stage of a key does: load the plan, keep the states of its keys, drop what expired.

::

    payment --> state of its key --> values, and an entry for its log
    label   --> state of its key -->         an entry for its log
    timer   --> nothing of it needed any more? --> dropped
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from pyflink.common import Types
from pyflink.datastream import KeyedProcessFunction, RuntimeContext, TimerService

from events.fraud.label import Label
from events.fraud.payment import Payment
from features.fraud.payment_plan import key_states
from features.shared.limits import HistoryLimits
from features.shared.plan.hop_plan import HopPlan
from features.shared.plan.plan import Plan
from features.shared.state.key_state import KeyOutcome, KeyState
from udfs.shared.interpreter import ONE_CORE, leave_old_objects_alone, share_fairly
from udfs.shared.key_logs import KeyLogs
from udfs.shared.state_cache import StateCache, StateMemory
from udfs.shared.unpacked_code import keep_code_readable

_STATE_BYTES: Final = 700
_PART_BYTES: Final = 550
_PLAIN_ITEM_BYTES: Final = 70
_RICH_ITEM_BYTES: Final = 140
"""A row with squares or extremes, a transaction id, a position."""

FORWARDED_TYPE: Final = Types.ROW([Types.STRING(), Types.PRIMITIVE_ARRAY(Types.BYTE())])
"""Key of the next stage, and an `EnrichedPayment` or `ForwardedLabel`."""


@dataclass(frozen=True, kw_only=True)
class HopSettings:
    """What the stage of any key needs to know.

    Attributes:
        load_plan: makes the plan on the worker, where it is compiled.
        place: of the key among the hops of the plan.
        limits: of each key's history.
        cache_bytes: memory for decoded states.
        one_core: whether the Python threads of a process keep to one core.
    """

    load_plan: Callable[[], Plan]
    place: int
    limits: HistoryLimits
    cache_bytes: int
    one_core: bool


class HopStage(KeyedProcessFunction):  # type: ignore[misc]
    """The stage of one key."""

    def __init__(self, hop: HopSettings) -> None:
        self._hop_settings = hop

    def open(self, runtime_context: RuntimeContext) -> None:
        """Make what does not pickle."""
        keep_code_readable()
        settings = self._hop_settings
        share_fairly()
        if settings.one_core:
            ONE_CORE.keep_to_it()
        leave_old_objects_alone()
        self._plan = settings.load_plan()
        states = key_states(self._plan, settings.limits)[settings.place]
        self._hop = states.hop
        self._keys: KeyLogs[KeyState] = KeyLogs(
            runtime_context,
            states.log.format.name,
            states.from_log,
            StateCache(state_memory(states.hop), settings.cache_bytes),
        )

    def on_timer(self, timestamp: int, ctx: KeyedProcessFunction.OnTimerContext) -> Iterator[Any]:
        """Drop the key when nothing of it is needed any more, else look again later."""
        self._keys.look(ctx.get_current_key(), timestamp, ctx.timer_service())
        yield from ()

    def _observe(
        self,
        payment: Payment,
        key: str,
        timers: TimerService,
        watermark_ms: int,
        *,
        late: bool | None,
    ) -> KeyOutcome:
        """What the payment does to its key.

        At this operator's own watermark, never ahead of that of any key still to send: what a
        later key forgets by it, no payment to come can need.
        """
        state = self._keys.get(key)
        outcome = state.add(payment, watermark_ms, late=late)
        self._keys.append(key, state, outcome.entry, timers)
        return outcome

    def _judge(self, label: Label, ctx: KeyedProcessFunction.Context) -> None:
        """Note the label at the key that it names, where any feature of it reads labels."""
        if not self._hop.label_reach_ms:
            return
        key = self._hop.label_key(label)
        state = self._keys.get(key)
        timers = ctx.timer_service()
        entry = state.add_label(label, timers.current_watermark())
        self._keys.append(key, state, entry, timers)


def next_key(plan: Plan, place: int, payment: Payment) -> str:
    """The key at the hop after that of a place; of a payment without it, one that spreads."""
    key: str | None = plan.hops[place + 1].key(payment)
    return plan.hops[0].key(payment) if key is None else key


def next_label_key(plan: Plan, place: int, label: Label) -> str:
    """The same of a label: the key that it names, or one that spreads."""
    hop = plan.hops[place + 1] if plan.hops[place + 1].label_reach_ms else plan.hops[0]
    return hop.label_key(label)


def state_memory(hop: HopPlan) -> StateMemory:
    """What the states of a hop's keys take: by the number of their parts and what they hold."""
    parts = [part for scope in hop.scopes for part in scope.parts]
    columns = [column for part in parts for column in part.columns]
    rich = hop.first or any(
        column.squares or column.largest or column.smallest for column in columns
    )
    return StateMemory(
        key_bytes=_STATE_BYTES + _PART_BYTES * len(parts),
        item_bytes=_RICH_ITEM_BYTES if rich else _PLAIN_ITEM_BYTES,
    )
