"""Metrics of records on their way to a stream."""

from collections.abc import Iterator
from typing import Final

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from serving.shared.forwarding import QueuedForwarding

_PREFIX: Final = "revstream_serving"


class ForwardingCollector(Collector):
    """Metrics of one stream.

    Args:
        forwarding: brings the records there.
        name: of what is forwarded, in the names of the metrics.
        written: the same of what the stream has.
        records: the same in their descriptions.
    """

    def __init__(self, forwarding: QueuedForwarding, name: str, written: str, records: str) -> None:
        self._forwarding = forwarding
        self._name, self._written, self._records = name, written, records

    def collect(self) -> Iterator[Metric]:
        """The values of now."""
        yield GaugeMetricFamily(
            f"{_PREFIX}_{self._name}_queued",
            f"{self._records} that the stream does not have yet",
            len(self._forwarding),
        )
        yield CounterMetricFamily(
            f"{_PREFIX}_{self._written}",
            f"{self._records} on the stream",
            self._forwarding.written,
        )
        yield CounterMetricFamily(
            f"{_PREFIX}_{self._name}_failures",
            "Writes that the stream refused",
            self._forwarding.failures,
        )
