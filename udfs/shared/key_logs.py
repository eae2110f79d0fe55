"""Keyed state as an append log per key, behind a bounded read cache.

    add(payment) --entry--> ListState (RocksDB merge: an append, no read)
    cache miss   <--all---- ListState --> from_log()
    every now and then: the log is replaced by one snapshot

An operator instance owns its keys, so what it has read stays true until it writes; every write
goes to Flink's state at once, so a checkpoint always has everything.
"""

from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Final, Generic, Protocol, TypeVar
from zlib import crc32

from pyflink.common import Types
from pyflink.datastream import RuntimeContext, TimerService
from pyflink.datastream.state import ListStateDescriptor

from events.shared.time_units import DAY_MS
from features.shared.state.state_log import StateFormatError
from udfs.shared.state_cache import StateCache

_SHOWN_HASH: Final = 12
_LAST_TIMER_MS: Final = 2**63 - 2
"""The end of input brings watermark 2**63 - 1, so that this timer still fires."""


class LoggedState(Protocol):
    """A state machine that can be rebuilt from the entries it gave out."""

    @property
    def log_length(self) -> int:
        """Number of entries since the last snapshot."""

    def should_compact(self) -> bool:
        """Whether the log is long enough to be replaced by a snapshot."""

    def snapshot(self) -> bytes:
        """The whole state as one entry."""

    def retained(self) -> int:
        """Number of items held, the measure of its size."""

    def expires_at_ms(self) -> int:
        """Time that the watermark must be after for nothing of it to be needed."""


StateT = TypeVar("StateT", bound=LoggedState)


class KeyLogs(Generic[StateT]):
    """The states of an operator's keys.

    Args:
        context: the operator's runtime context.
        name: name of the Flink state; it is part of every savepoint.
        rebuild: makes a state from its log.
        cache: holds what has been read.
    """

    def __init__(
        self,
        context: RuntimeContext,
        name: str,
        rebuild: Callable[[Iterable[bytes]], StateT],
        cache: StateCache[StateT],
    ) -> None:
        # A byte array would be converted to a tuple of integers; pickled bytes stay bytes.
        descriptor = ListStateDescriptor(name, Types.PICKLED_BYTE_ARRAY())
        self._log = context.get_list_state(descriptor)
        self._context, self._name = context, name
        self._rebuild = rebuild
        self._cache = cache

    @property
    def cache(self) -> StateCache[StateT]:
        """What holds the states that have been read."""
        return self._cache

    def get(self, key: str) -> StateT:
        """The state of `key`, which must be Flink's current key.

        Raises:
            StateFormatError: its log cannot be read; the message names the operator, the state
                and the key by its hash, since a log of errors is no place for a card's id.
        """
        cached = self._cache.get(key)
        if cached is not None:
            return cached
        try:
            state = self._rebuild(self._log.get())
        except StateFormatError as error:
            digest = sha256(key.encode()).hexdigest()[:_SHOWN_HASH]
            raise StateFormatError(
                f"{self._context.get_task_name()}: state {self._name} of the key with sha256"
                f" {digest}: {error}"
            ) from error
        self._cache.remember(key, state)
        return state

    def append(
        self,
        key: str,
        state: StateT,
        entry: bytes,
        timers: TimerService,
        *,
        was_endless: bool = False,
    ) -> None:
        """Make `entry`, which `state` has just taken in, durable; an empty one changed nothing.

        Args:
            key: Flink's current key.
            state: its state.
            entry: what it gave out.
            timers: of the operator.
            was_endless: whether there was no time before at which nothing of it is needed.
        """
        if not entry:
            return
        if state.log_length == 1 or was_endless:
            # The first entry of a key, or the first after a snapshot: its timer may not be set.
            self._watch(key, state, timers)
        if state.should_compact():
            self._log.update([state.snapshot()])
        else:
            self._log.add(entry)
        self._cache.remember(key, state)

    def _watch(self, key: str, state: StateT, timers: TimerService) -> None:
        expires_at_ms = state.expires_at_ms()
        # At the end of input the timer of what never expires would fire, be set and fire for ever.
        if expires_at_ms < _LAST_TIMER_MS:
            timers.register_event_time_timer(_next_look_ms(key, expires_at_ms))

    def look(self, key: str, time_ms: int, timers: TimerService) -> None:
        """Forget `key` if nothing of it is needed after `time_ms`, else look again later."""
        state = self.get(key)
        if time_ms > state.expires_at_ms():
            self._drop(key)
        else:
            self._watch(key, state, timers)

    def _drop(self, key: str) -> None:
        self._log.clear()
        self._cache.forget(key)


def _next_look_ms(key: str, expires_at_ms: int) -> int:
    """Time of the timer for a state not needed after `expires_at_ms`: the key's next time of day.

    Once a day, because registering the same timer again changes nothing in Flink: a key that is
    read again from its log does not gather timers. At a time of its own, because at midnight the
    timers of all keys would stop the records for as long as it takes to look at each.
    """
    of_day_ms = crc32(key.encode()) % DAY_MS
    days = (expires_at_ms - of_day_ms) // DAY_MS + 1
    return min(days * DAY_MS + of_day_ms, _LAST_TIMER_MS)
