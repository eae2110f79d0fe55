"""Stand-ins for what Flink hands to a stage."""

from collections import Counter

from tests.features.payments import START_MS


class Metric:
    """A counter or distribution that keeps its sum under its name."""

    def __init__(self, sums: Counter[str], name: str) -> None:
        self._sums, self._name = sums, name

    def inc(self, n: int = 1) -> None:
        self._sums[self._name] += n

    def update(self, value: int) -> None:
        self._sums[self._name] = value


class Metrics:
    """A group whose metrics write into one counter."""

    def __init__(self) -> None:
        self.sums: Counter[str] = Counter()

    def add_group(self, name: str) -> "Metrics":  # noqa: ARG002 - Flink's signature
        return self

    def counter(self, name: str) -> Metric:
        return Metric(self.sums, name)

    distribution = counter


class Log:
    """A list state that is empty and counts what it takes."""

    def __init__(self) -> None:
        self.taken = 0

    def get(self) -> list[bytes]:
        return []

    def add(self, element: bytes) -> None:  # noqa: ARG002 - the stage's cache has it
        self.taken += 1


class Context:
    """What both `open` and `process_element` ask for; it is its own timer service."""

    def __init__(self) -> None:
        self.metrics = Metrics()
        self.log = Log()

    def get_metrics_group(self) -> Metrics:
        return self.metrics

    def get_list_state(self, descriptor: object) -> Log:  # noqa: ARG002 - Flink's signature
        return self.log

    def timer_service(self) -> "Context":
        return self

    def current_watermark(self) -> int:
        return START_MS

    def register_event_time_timer(self, time_ms: int) -> None:
        """Sets none."""
