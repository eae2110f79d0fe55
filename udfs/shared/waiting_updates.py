"""Feature updates that wait for the store in Flink's state, by key: the newest of each.

keep(updates) --> key: line (MapState; in RocksDB an entry a key) --first--> a slice
                                                    removed(keys) <--written---+
batches in a list (the state of releases before) --first look at a bucket--> entries by key

No call reads or writes more than a batch or a slice, however much waits; only the first look at
what a release before has left takes it in as a whole, once.
"""

from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

from pyflink.common import Types
from pyflink.datastream import RuntimeContext
from pyflink.datastream.state import ListStateDescriptor, MapStateDescriptor, ValueStateDescriptor

from udfs.shared.update_lines import KeyedLines, UpdateLine, UpdateLines, is_full, slices

WAITING_BY_KEY: Final = "waiting-by-key-v1"
"""Name of the Flink state of what is not written yet: `FeatureUpdate` as JSON by its key."""

WAITING_COUNT: Final = "waiting-count-v1"
"""Name of the Flink state with the number of entries of `WAITING_BY_KEY`."""

WAITING_UPDATES: Final = "waiting-updates-v1"
"""Name of the Flink state that releases before kept it in: JSON lines, of one key any number."""


class Comparison(NamedTuple):
    """What a batch is beside what waits.

    Attributes:
        newer: updates of the batch for which no newer one waits.
        replaced: keys of those among them for which an older one waits, or one as old.
    """

    newer: KeyedLines
    replaced: frozenset[str]


class WaitingUpdates:
    """The updates that wait, of each bucket. A bucket must be Flink's current key.

    Args:
        context: the operator's runtime context.
        lines: reads what waits.
    """

    def __init__(self, context: RuntimeContext, lines: UpdateLines) -> None:
        text = Types.STRING()
        self._by_key = context.get_map_state(MapStateDescriptor(WAITING_BY_KEY, text, text))
        self._count = context.get_state(ValueStateDescriptor(WAITING_COUNT, Types.LONG()))
        self._before = context.get_list_state(ListStateDescriptor(WAITING_UPDATES, text))
        self._lines = lines
        self._counts: dict[str, int] = {}

    def count(self, bucket: str) -> int:
        """How many wait in a bucket.

        Raises:
            StateFormatError: the state of a release before is damaged.
        """
        if bucket not in self._counts:
            self._counts[bucket] = self._count.value() or 0
            self._take_over(bucket)
        return self._counts[bucket]

    def total(self) -> int:
        """How many wait in all buckets that were looked at."""
        return sum(self._counts.values())

    def compare(self, bucket: str, updates: KeyedLines) -> Comparison:
        """Which of `updates` are not older than what waits.

        Raises:
            StateFormatError: an entry of the state is damaged.
        """
        if not self.count(bucket):
            return Comparison(updates, frozenset())
        waiting = self._read(line for line in map(self._by_key.get, updates) if line is not None)
        newer = {key: one for key, one in updates.items() if not _is_older(one, waiting.get(key))}
        return Comparison(newer, frozenset(newer.keys() & waiting.keys()))

    def keep(self, bucket: str, updates: KeyedLines, replaced: Collection[str]) -> None:
        """Let `updates` wait, in place of what waits for the keys that are `replaced`."""
        if updates:
            self._by_key.put_all({key: one.line for key, one in updates.items()})
            self._set_count(bucket, self._counts[bucket] + len(updates.keys() - replaced))

    def first(self) -> dict[str, UpdateLine]:
        """A slice of what waits in the bucket at hand.

        Raises:
            StateFormatError: an entry of the state is damaged.
        """
        return self._read(self._first_lines())

    def remove(self, bucket: str, keys: Collection[str]) -> None:
        """Forget what waited for `keys`, all of which had something."""
        for key in keys:
            self._by_key.remove(key)
        if keys:
            self._set_count(bucket, self._counts[bucket] - len(keys))

    def _first_lines(self) -> Iterator[str]:
        characters = 0
        for number, line in enumerate(self._by_key.values(), start=1):
            yield line
            characters += len(line)
            if is_full(number, characters):
                return

    def _read(self, lines: Iterator[str]) -> dict[str, UpdateLine]:
        return self._lines.newest(lines, f"state {WAITING_BY_KEY}")

    def _set_count(self, bucket: str, count: int) -> None:
        self._counts[bucket] = count
        self._count.update(count)

    def _take_over(self, bucket: str) -> None:
        """Bring what a release before let wait into the form of now."""
        lines = (line for batch in self._before.get() for line in batch.split("\n"))
        newest = self._lines.newest(lines, f"state {WAITING_UPDATES}")
        if not newest:
            return
        for piece in slices(newest):
            newer, replaced = self.compare(bucket, piece)
            self.keep(bucket, newer, replaced)
        self._before.clear()


def _is_older(one: UpdateLine, waiting: UpdateLine | None) -> bool:
    return waiting is not None and one.update.event_time_ms < waiting.update.event_time_ms
