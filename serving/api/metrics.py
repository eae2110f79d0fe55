"""What is measured while it serves, for Prometheus: labels are routes and kinds, never ids.

All of it is of one registry, so that two applications in one process do not share counts.
"""

from itertools import product
from typing import Final, get_args, get_type_hints

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.registry import Collector

from events.fraud.decision import Action
from serving.api.problem import ProblemKind
from serving.fraud.answer import Answer, Basis, Refusal, Shortfall

_PREFIX: Final = "revstream_serving"
_BUCKETS_S: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_LAGS_S: Final = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 1_800.0)


class Metrics:
    """The metrics of one application.

    Kinds that are known beforehand are there from the start, at 0: Prometheus sees no increase of a
    series that begins at 1.
    """

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
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
        self._lag = Histogram(
            f"{_PREFIX}_mirror_lag_seconds",
            "How long before a decision the job has told the store how far it is",
            registry=self._registry,
            buckets=_LAGS_S,
        )
        self._begin_at_none()

    def _begin_at_none(self) -> None:
        for action, basis in product(get_args(Action), get_args(Basis)):
            self._decisions.labels(action, basis)
        for shortfall in get_args(Shortfall):
            self._shortfalls.labels(shortfall)
        for kind in get_args(get_type_hints(Refusal)["kind"]):
            self._refused.labels(kind)

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
        if result.mirror_lag_ms is not None:
            self._lag.observe(result.mirror_lag_ms / 1_000)

    def graphql_error(self, kind: ProblemKind) -> None:
        """Count an error in an answer."""
        self._graphql.labels(kind).inc()

    @property
    def text(self) -> bytes:
        """All of them, in the text form of Prometheus."""
        return generate_latest(self._registry)
