"""Decoded states of an operator's keys, kept in memory up to a number of bytes.

    remember(key, state) --> newest | ... | oldest --above the limit--> dropped

A dropped state is read from Flink's state again; nothing is lost with it.
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar


class SizedState(Protocol):
    """A state that knows how much it holds."""

    def retained(self) -> int:
        """Number of items held: payments, tiles, ids, positions, labels."""


SizedStateT = TypeVar("SizedStateT", bound=SizedState)


@dataclass(frozen=True)
class StateMemory:
    """What a decoded state takes in memory: at least as much as `bench.state_memory` measures.

    Attributes:
        key_bytes: of a state without items, its key and its place in the cache.
        item_bytes: of each item.
    """

    key_bytes: int
    item_bytes: int

    def of(self, state: SizedState) -> int:
        """Bytes that `state` takes."""
        return self.key_bytes + self.item_bytes * state.retained()


class StateCache(Generic[SizedStateT]):
    """The states used last.

    Args:
        memory: what a state takes.
        limit_bytes: what all of them may take; 0 keeps none.
    """

    def __init__(self, memory: StateMemory, limit_bytes: int) -> None:
        self._memory = memory
        self._limit_bytes = limit_bytes
        self._held_bytes = 0
        self._states: OrderedDict[str, tuple[SizedStateT, int]] = OrderedDict()

    def __len__(self) -> int:
        """Number of states held."""
        return len(self._states)

    @property
    def held_bytes(self) -> int:
        """What the states held take, never above the limit."""
        return self._held_bytes

    def get(self, key: str) -> SizedStateT | None:
        """The state of `key`, which is then the newest; None if it is not held."""
        found = self._states.get(key)
        if found is None:
            return None
        self._states.move_to_end(key)
        return found[0]

    def remember(self, key: str, state: SizedStateT) -> None:
        """Hold `state` at its present size as the newest, and drop the oldest above the limit.

        To be called after each growth of a state as well: it is weighed here and nowhere else.
        """
        size_bytes = self._memory.of(state)
        previous = self._states.pop(key, None)
        self._held_bytes += size_bytes - (0 if previous is None else previous[1])
        self._states[key] = (state, size_bytes)
        while self._held_bytes > self._limit_bytes:
            _, (_, dropped_bytes) = self._states.popitem(last=False)
            self._held_bytes -= dropped_bytes

    def forget(self, key: str) -> None:
        """Hold nothing of `key` any more."""
        previous = self._states.pop(key, None)
        if previous is not None:
            self._held_bytes -= previous[1]
