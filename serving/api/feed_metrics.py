"""What is measured of the feed and of what comes in for it, read when somebody asks."""

from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from serving.fraud.live import LiveDecisions


class FeedCollector(Collector):
    """Metrics of recent decisions and their feed.

    Args:
        live: that they are of.
    """

    def __init__(self, live: LiveDecisions) -> None:
        self._live = live

    def collect(self) -> Iterator[Metric]:
        """The values of now."""
        live = self._live
        intake, sent = live.intake.counts, live.hub.counts
        yield _gauge("feed_clients", "Clients that follow the feed", live.hub.clients)
        yield _counter("feed_messages", "Decisions put into clients' queues", sent.delivered)
        yield _counter("feed_dropped", "Clients that were too slow", sent.dropped)
        yield _counter("feed_kept_out", "Clients that a limit kept out", sent.refused)
        yield _counter("feed_shut_out", "Clients whose key or session ended", sent.shut_out)
        yield _counter("received", "Decisions of the job that came in", intake.decisions)
        yield _counter("received_repeated", "Of these, that had come before", intake.repeated)
        yield _counter("received_damaged", "Records that are no decision", live.decisions.damaged)
        is_unread = live.decisions.fault is not None
        yield _gauge("received_unread", "1 while their source cannot be read", int(is_unread))
        yield _gauge("archive_decisions", "Decisions that are kept", len(live.archive))
        yield _gauge("archive_bytes", "Their memory, about", live.archive.size_bytes)


def _gauge(name: str, says: str, value: float) -> Metric:
    return GaugeMetricFamily(f"revstream_serving_{name}", says, value=value)


def _counter(name: str, says: str, value: float) -> Metric:
    return CounterMetricFamily(f"revstream_serving_{name}", says, value=value)
