"""What is measured of the spans that answers leave behind."""

from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from monitoring.traces.sender import SenderCounts


class TracesCollector(Collector):
    """Metrics of what sends spans.

    Args:
        counts: of it.
    """

    def __init__(self, counts: SenderCounts) -> None:
        self._counts = counts

    def collect(self) -> Iterator[Metric]:
        """The values of now."""
        counts = self._counts
        spans = CounterMetricFamily(
            "revstream_serving_spans", "Spans by what became of them", labels=["outcome"]
        )
        for outcome in ("sent", "rejected", "refused", "dropped", "lost"):
            spans.add_metric([outcome], getattr(counts, outcome))
        yield spans
        yield CounterMetricFamily(
            "revstream_serving_span_failures",
            "Requests that brought no span to the collector, and were made again",
            counts.failures,
        )
