"""A stand-in for the Flink around a store stage: keyed states, timers, a clock, savepoints."""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from pyflink.datastream import TimeDomain

from tests.udfs.flink_stand_ins import Metrics
from udfs.shared.store_stage import StoreStage


@dataclass
class Saved:
    """What a savepoint holds.

    Attributes:
        states: what each state holds, by its name and the bucket.
        timers: time and bucket of each timer by the clock.
        ends: buckets with a timer at the end of input.
    """

    states: dict[tuple[str, str], Any] = field(default_factory=dict)
    timers: set[tuple[int, str]] = field(default_factory=set)
    ends: set[str] = field(default_factory=set)


class StoreFlink:
    """Runtime, state, key, timers and clock of one instance of the stage.

    Args:
        saved: what to start from.
        now_ms: the clock.
    """

    def __init__(self, saved: Saved | None = None, now_ms: int = 0) -> None:
        self.saved = deepcopy(saved or Saved())
        self.metrics = Metrics()
        self.now_ms = now_ms
        self._bucket = ""
        self._at_the_end = False

    def take(self, stage: StoreStage, bucket: str, batch: str) -> None:
        """Hand a batch to the stage."""
        self._bucket = bucket
        assert list(stage.process_element(batch, self)) == []

    def fire(self, stage: StoreStage) -> bool:
        """Let the clock go on to the next timer and fire it; whether there was one."""
        if not self.saved.timers:
            return False
        time_ms, self._bucket = min(self.saved.timers)
        self.saved.timers.remove((time_ms, self._bucket))
        self.now_ms = max(self.now_ms, time_ms)
        assert list(stage.on_timer(time_ms, self)) == []
        return True

    def end_input(self, stage: StoreStage) -> None:
        """Fire the timers at the end of input."""
        self._at_the_end = True
        for bucket in sorted(self.saved.ends):
            self._bucket = bucket
            assert list(stage.on_timer(2**63 - 2, self)) == []

    def held(self, name: str, bucket: str) -> Any:  # noqa: ANN401 - as the state is
        """What a state holds of a bucket; None: nothing."""
        return self.saved.states.get((name, bucket))

    # What follows is Flink's.

    def get_metrics_group(self) -> Metrics:
        return self.metrics

    def get_task_name(self) -> str:
        return "feature-store"

    def get_state(self, descriptor: Any) -> "_State":  # noqa: ANN401 - a descriptor
        return _State(self, descriptor.name)

    get_list_state = get_map_state = get_state

    def get_current_key(self) -> str:
        return self._bucket

    def timer_service(self) -> "StoreFlink":
        return self

    def current_processing_time(self) -> int:
        return self.now_ms

    def register_processing_time_timer(self, time_ms: int) -> None:
        self.saved.timers.add((time_ms, self._bucket))

    def register_event_time_timer(self, time_ms: int) -> None:
        assert time_ms == 2**63 - 2
        self.saved.ends.add(self._bucket)

    def time_domain(self) -> TimeDomain:
        return TimeDomain.EVENT_TIME if self._at_the_end else TimeDomain.PROCESSING_TIME


class _State:
    """A state of the current key, be it a value, a list or a map."""

    def __init__(self, flink: StoreFlink, name: str) -> None:
        self._flink, self._name = flink, name

    @property
    def _place(self) -> tuple[str, str]:
        return self._name, self._flink.get_current_key()

    @property
    def _map(self) -> dict[str, str]:
        held: dict[str, str] = self._flink.saved.states.setdefault(self._place, {})
        return held

    def value(self) -> Any:  # noqa: ANN401 - as it was given
        return self._flink.held(*self._place)

    def update(self, value: Any) -> None:  # noqa: ANN401 - anything
        self._flink.saved.states[self._place] = value

    def clear(self) -> None:
        self._flink.saved.states.pop(self._place, None)

    def get(self, *key: str) -> Any:  # noqa: ANN401 - the list, or the value of the key
        return self._map.get(*key) if key else self._flink.held(*self._place) or ()

    def put_all(self, entries: Mapping[str, str]) -> None:
        self._map.update(entries)

    def remove(self, key: str) -> None:
        del self._map[key]

    def values(self) -> Iterator[str]:
        # In RocksDB's order, that of the keys.
        return iter([self._map[key] for key in sorted(self._map)])


def batch_of(lines: Iterable[str]) -> str:
    """What the stage gets of updates."""
    return "\n".join(lines)
