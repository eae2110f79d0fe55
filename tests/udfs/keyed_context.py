"""A stand-in for Flink that keeps states by key and knows which timers were set."""

from collections import defaultdict

from tests.udfs.flink_stand_ins import Metrics


class KeyedLog:
    """A list state of many keys."""

    def __init__(self, context: "KeyedContext") -> None:
        self._context = context
        self._by_key: dict[str, list[bytes]] = defaultdict(list)

    def get(self) -> list[bytes]:
        return list(self._by_key[self._context.key])

    def add(self, element: bytes) -> None:
        self._by_key[self._context.key].append(element)

    def update(self, elements: list[bytes]) -> None:
        self._by_key[self._context.key] = list(elements)

    def clear(self) -> None:
        self._by_key.pop(self._context.key, None)

    @property
    def lengths(self) -> dict[str, int]:
        """The number of elements by key."""
        return {key: len(log) for key, log in self._by_key.items() if log}


class KeyedContext:
    """What `open`, `process_element` and `on_timer` ask for; it is its own timer service.

    Attributes:
        key: the current one.
        watermark_ms: at the operator.
        timers: that were set, by key.
    """

    def __init__(self, watermark_ms: int) -> None:
        self.metrics = Metrics()
        self.key = ""
        self.watermark_ms = watermark_ms
        self.timers: dict[str, set[int]] = defaultdict(set)
        self.logs: dict[str, KeyedLog] = {}

    def get_metrics_group(self) -> Metrics:
        return self.metrics

    def get_task_name(self) -> str:
        return "task"

    def get_list_state(self, descriptor: object) -> KeyedLog:
        name = str(descriptor.get_name())  # type: ignore[attr-defined] # Flink's own
        return self.logs.setdefault(name, KeyedLog(self))

    def get_current_key(self) -> str:
        return self.key

    def timer_service(self) -> "KeyedContext":
        return self

    def current_watermark(self) -> int:
        return self.watermark_ms

    def register_event_time_timer(self, time_ms: int) -> None:
        self.timers[self.key].add(time_ms)
