"""The job's metrics: counters and gauges under the one group that reaches CloudWatch.

A gauge that calls back into Python would be called by a thread of the JVM's metric system, in
thread mode beside the operator's own: that ends in a segmentation fault of the whole TaskManager.
A distribution is a gauge whose value is pushed into the JVM, and so safe in both modes.
"""

from collections import deque
from typing import Final

from pyflink.datastream import RuntimeContext
from pyflink.metrics import MetricGroup

METRIC_GROUP: Final = "kinesisanalytics"
"""Managed Flink forwards only metrics of this group to CloudWatch, and no histograms."""

_LATENCIES_KEPT: Final = 4_096
_PUBLISH_MS: Final = 1_000
_PERCENTS: Final = (50, 95, 99)


def group(context: RuntimeContext) -> MetricGroup:
    """The metric group of one operator."""
    return context.get_metrics_group().add_group(METRIC_GROUP)


class BatchedCounter:
    """A counter published about once a second, for what happens to every payment.

    Every call into the JVM lets go of the interpreter lock and has to wait for it again.

    Args:
        metrics: group to register with.
        name: name of the counter.
    """

    def __init__(self, metrics: MetricGroup, name: str) -> None:
        self._counter = metrics.counter(name)
        self._unpublished = 0
        self._published_ms = 0

    def count(self, now_ms: int) -> None:
        """Count one."""
        self._unpublished += 1
        if now_ms - self._published_ms >= _PUBLISH_MS:
            self._published_ms = now_ms
            self.publish()

    def publish(self) -> None:
        """Bring the counter up to date."""
        self._counter.inc(self._unpublished)
        self._unpublished = 0


class LatencyGauges:
    """Mean and percentiles of the newest latencies as gauges, in microseconds.

    Args:
        metrics: group to register with.
        name: prefix of the gauges' names: ``NAME_mean_us``, ``NAME_p50_us`` and so on.
    """

    def __init__(self, metrics: MetricGroup, name: str) -> None:
        self._latencies_us: deque[int] = deque(maxlen=_LATENCIES_KEPT)
        self._mean = metrics.distribution(f"{name}_mean_us")
        self._percentiles = [
            (percent, metrics.distribution(f"{name}_p{percent}_us")) for percent in _PERCENTS
        ]
        self._published_ms = 0

    def record(self, latency_us: int, now_ms: int) -> None:
        """Take in one latency; the gauges follow about once a second."""
        self._latencies_us.append(latency_us)
        if now_ms - self._published_ms >= _PUBLISH_MS:
            self._published_ms = now_ms
            self._publish()

    def _publish(self) -> None:
        ordered = sorted(self._latencies_us)
        self._mean.update(sum(ordered) // len(ordered))
        for percent, gauge in self._percentiles:
            gauge.update(ordered[(len(ordered) - 1) * percent // 100])
