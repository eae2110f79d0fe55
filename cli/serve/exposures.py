"""Where `revstream serve` writes down what shoppers were shown: a file, a stream, or nowhere."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from litestar import Litestar

from jobs.shared.locations import KinesisStream, Source
from jobs.shared.settings import JobSettings
from serving.api.app import Lifespan
from serving.api.forwarding_metrics import ForwardingCollector
from serving.api.metrics import Metrics
from serving.shared.forwarding import QueuedForwarding
from serving.shared.kinesis import KinesisWriter, kinesis_client
from serving.shared.record_sink import FileSink, Nowhere, RecordSink
from serving.shared.stream_sink import StreamSink


@dataclass(frozen=True)
class Exposures:
    """What a service needs of them.

    Attributes:
        sink: takes each.
        forwarding: brings them to a stream; None where there is none.
    """

    sink: RecordSink
    forwarding: QueuedForwarding | None

    def lifespan(self, metrics: Metrics) -> Lifespan:
        """What writes them, which is measured from now on, until the last request is answered."""
        if self.forwarding is not None:
            metrics.watch(
                ForwardingCollector(
                    self.forwarding, "exposures", "exposures_written", "Exposures of lists"
                )
            )

        @asynccontextmanager
        async def writing(_: Litestar) -> AsyncIterator[None]:
            try:
                if self.forwarding is None:
                    yield
                else:
                    async with self.forwarding.running():
                        yield
            finally:
                self.sink.close()

        return writing


def exposures_to(place: Source | None, settings: JobSettings) -> Exposures:
    """What writes exposures.

    Args:
        place: where; None for nowhere.
        settings: of the job; they say how AWS is reached.

    Raises:
        OSError: the file cannot be opened.
    """
    if place is None:
        return Exposures(Nowhere(), None)
    if isinstance(place, KinesisStream):
        forwarding = QueuedForwarding(KinesisWriter(kinesis_client(settings), place.name))
        return Exposures(StreamSink(forwarding), forwarding)
    return Exposures(FileSink(place.path), None)
