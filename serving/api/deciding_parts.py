"""Decisions on request as parts of a service."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass

from litestar import Litestar
from litestar.types import ControllerRouterHandler
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from serving.api.agreement import agreement_handlers
from serving.api.app import Lifespan
from serving.api.in_force import InForceCollector, in_force_handlers
from serving.api.metrics import Metrics
from serving.fraud.deciding import Deciding
from serving.shared.background import beside


@dataclass(frozen=True)
class DecidingParts:
    """What a service needs of them.

    Attributes:
        handlers: of how they agree with the job's, and of what they are made by.
        lifespan: of what hands payments on, and looks for other rules or another model.
    """

    handlers: Sequence[ControllerRouterHandler]
    lifespan: Lifespan


def deciding_parts(deciding: Deciding, metrics: Metrics) -> DecidingParts:
    """The parts of `deciding`, which is measured from now on."""
    metrics.watch(DecidingCollector(deciding))
    metrics.watch(InForceCollector(deciding.replacing))
    works = [deciding.replacing.run] if deciding.replacing.looks else []

    @asynccontextmanager
    async def handing_on(_: Litestar) -> AsyncIterator[None]:
        forwarding = deciding.forwarding
        hands_on = nullcontext() if forwarding is None else forwarding.running()
        async with hands_on, beside(*works):
            yield
        await deciding.scoring.settled()

    handlers = [*agreement_handlers(deciding.agreement), *in_force_handlers(deciding.replacing)]
    return DecidingParts(handlers, handing_on)


class DecidingCollector(Collector):
    """Metrics of what becomes of decisions on request.

    Args:
        deciding: what decides.
    """

    def __init__(self, deciding: Deciding) -> None:
        self._deciding = deciding

    def collect(self) -> Iterator[Metric]:
        """The values of now."""
        agreement, forwarding = self._deciding.agreement, self._deciding.forwarding
        compared = CounterMetricFamily(
            "revstream_serving_agreement",
            "Answers by what the job then decided",
            labels=["outcome"],
        )
        for outcome, count in agreement.counts.items():
            compared.add_metric([outcome], count)
        yield compared
        yield GaugeMetricFamily(
            "revstream_serving_undecided", "Answers without the job's decision", agreement.waiting
        )
        if forwarding is not None:
            yield GaugeMetricFamily(
                "revstream_serving_forward_queued",
                "Payments that the stream does not have yet",
                len(forwarding),
            )
            yield CounterMetricFamily(
                "revstream_serving_forwarded", "Payments on the stream", forwarding.written
            )
            yield CounterMetricFamily(
                "revstream_serving_forward_failures",
                "Writes that the stream refused",
                forwarding.failures,
            )
