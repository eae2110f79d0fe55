"""What is measured while it serves, for Prometheus: labels are routes and kinds, never ids.

All of it is of one registry, so that two applications in one process do not share counts.
"""

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.registry import Collector

from serving.api.problem import ProblemKind
from serving.fraud.answer import Answer, Refusal

_PREFIX: Final = "revstream_serving"
_BUCKETS_S: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Metrics:
    """The metrics of one application."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = self._counter(
            "requests", "Requests by route and status", ("route", "method", "status")
        )
        self._seconds = Histogram(
            f"{_PREFIX}_request_seconds",
            "Time from the head of a request to the end of its response",
            ("route", "method"),
            registry=self._registry,
            buckets=_BUCKETS_S,
        )
        self._decisions = self._counter(
            "decisions", "Decisions by action and what they rest on", ("action", "basis")
        )
        self._repeated = self._counter("decisions_repeated", "Answers given again")
        self._shortfalls = self._counter(
            "shortfalls", "Why decisions may differ from the stream's", ("shortfall",)
        )
        self._refused = self._counter("refused", "Payments without a decision", ("kind",))
        self._graphql = self._counter("graphql_errors", "Errors in answers of GraphQL", ("kind",))

    def _counter(self, name: str, says: str, labels: tuple[str, ...] = ()) -> Counter:
        return Counter(f"{_PREFIX}_{name}", says, labels, registry=self._registry)

    def watch(self, collector: Collector) -> None:
        """Have what another part measures among them."""
        self._registry.register(collector)

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request; `route` is the template of a path."""
        self._requests.labels(route, method, status).inc()
        self._seconds.labels(route, method).observe(seconds)

    def decided(self, result: Answer | Refusal) -> None:
        """Count what became of a payment."""
        if isinstance(result, Refusal):
            self._refused.labels(result.kind).inc()
            return
        if result.repeated:
            self._repeated.inc()
            return
        self._decisions.labels(result.decision.action, result.basis).inc()
        for shortfall in result.shortfalls:
            # Of a key's shortfall, its name is left out: definitions may have many.
            self._shortfalls.labels(shortfall.rpartition(": ")[2]).inc()

    def graphql_error(self, kind: ProblemKind) -> None:
        """Count an error in an answer."""
        self._graphql.labels(kind).inc()

    @property
    def text(self) -> bytes:
        """All of them, in the text form of Prometheus."""
        return generate_latest(self._registry)
