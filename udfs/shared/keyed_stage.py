"""What the stage of a key does in every system: keep the states of its keys, drop what expired.

::

    event --> state of its key --> values, and an entry for its log
    timer --> nothing of it needed any more? --> dropped
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from pyflink.common import Types
from pyflink.datastream import KeyedProcessFunction, RuntimeContext, TimerService

from features.shared.plan.hop_plan import HopPlan
from features.shared.state.key_state import KeyOutcome, KeyState, KeyStates
from udfs.shared.interpreter import ONE_CORE, leave_old_objects_alone, share_fairly
from udfs.shared.key_logs import KeyLogs, LoggedState
from udfs.shared.state_cache import StateCache, StateMemory
from udfs.shared.unpacked_code import keep_code_readable

_STATE_BYTES: Final = 700
_PART_BYTES: Final = 550
_PLAIN_ITEM_BYTES: Final = 70
_RICH_ITEM_BYTES: Final = 140
"""A row with squares or extremes, an id, a position."""

FORWARDED_TYPE: Final = Types.ROW([Types.STRING(), Types.PRIMITIVE_ARRAY(Types.BYTE())])
"""Key of the next stage, and a message to it."""

StateT = TypeVar("StateT", bound=LoggedState)


@dataclass(frozen=True, kw_only=True)
class StageSettings:
    """What every stage needs to know.

    Attributes:
        cache_bytes: memory for decoded states of each kind.
        one_core: whether the Python threads of a process keep to one core.
    """

    cache_bytes: int
    one_core: bool


class KeyedStage(KeyedProcessFunction):  # type: ignore[misc]
    """A stage that keeps the states of its keys as logs."""

    def __init__(self, settings: StageSettings) -> None:
        self._stage_settings = settings

    def open(self, runtime_context: RuntimeContext) -> None:
        """Make what does not pickle."""
        keep_code_readable()
        share_fairly()
        if self._stage_settings.one_core:
            ONE_CORE.keep_to_it()
        leave_old_objects_alone()
        self._context = runtime_context
        self._kept: list[KeyLogs[Any]] = []

    def _keep(
        self, name: str, rebuild: Callable[[Iterable[bytes]], StateT], memory: StateMemory
    ) -> KeyLogs[StateT]:
        """The states of one kind, each dropped when nothing of it is needed any more."""
        cache: StateCache[StateT] = StateCache(memory, self._stage_settings.cache_bytes)
        logs = KeyLogs(self._context, name, rebuild, cache)
        self._kept.append(logs)
        return logs

    def _keep_hop(self, states: KeyStates) -> "HopKeys":
        """The states of the keys of a hop of the plan."""
        memory = state_memory(states.hop)
        return HopKeys(self._keep(states.log.format.name, states.from_log, memory))

    def on_timer(self, timestamp: int, ctx: KeyedProcessFunction.OnTimerContext) -> Iterator[Any]:
        """Drop of the key what nothing is needed of any more, else look again later."""
        for logs in self._kept:
            logs.look(ctx.get_current_key(), timestamp, ctx.timer_service())
        yield from ()


class HopKeys:
    """The declared features of the keys of a hop.

    Args:
        logs: their states.
    """

    def __init__(self, logs: KeyLogs[KeyState]) -> None:
        self._logs = logs

    @property
    def cache(self) -> StateCache[KeyState]:
        """What holds the states that have been read."""
        return self._logs.cache

    def observe(
        self,
        event: Any,  # noqa: ANN401 - of any system
        key: str,
        timers: TimerService,
        watermark_ms: int,
        *,
        late: bool | None,
    ) -> KeyOutcome:
        """What an event does to its key, which must be Flink's current key.

        At this operator's own watermark, never ahead of that of any key still to send: what a
        later key forgets by it, no event to come can need.
        """
        state = self._logs.get(key)
        outcome = state.add(event, watermark_ms, late=late)
        self._logs.append(key, state, outcome.entry, timers)
        return outcome

    def judge(self, label: Any, key: str, timers: TimerService) -> None:  # noqa: ANN401 - of any system
        """Note a label at its key, which must be Flink's current key."""
        state = self._logs.get(key)
        entry = state.add_label(label, timers.current_watermark())
        self._logs.append(key, state, entry, timers)

    def state(self, key: str) -> KeyState:
        """The state of a key, which must be Flink's current key."""
        return self._logs.get(key)

    def look(self, event: Any, key: str) -> tuple[Any, ...]:  # noqa: ANN401 - of any system
        """What the values of an event would be, which is not recorded."""
        return self._logs.get(key).look(event)


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
