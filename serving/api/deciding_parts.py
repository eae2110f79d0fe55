"""Decisions on request as parts of a service."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from litestar import Litestar
from litestar.types import ControllerRouterHandler
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from serving.api.agreement import agreement_handlers
from serving.api.app import Lifespan
from serving.api.forwarding_metrics import ForwardingCollector
from serving.api.metrics import Metrics
from serving.fraud.agreement import Agreement
from serving.fraud.deciding import Deciding


@dataclass(frozen=True)
class DecidingParts:
    """What a service needs of them.

    Attributes:
        handlers: of how they agree with the job's.
        lifespan: of what hands payments on.
    """

    handlers: Sequence[ControllerRouterHandler]
    lifespan: Lifespan


def deciding_parts(deciding: Deciding, metrics: Metrics) -> DecidingParts:
    """The parts of `deciding`, which is measured from now on."""
    metrics.watch(AgreementCollector(deciding.agreement))
    if deciding.forwarding is not None:
        metrics.watch(ForwardingCollector(deciding.forwarding, "forward", "forwarded", "Payments"))

    @asynccontextmanager
    async def handing_on(_: Litestar) -> AsyncIterator[None]:
        if deciding.forwarding is None:
            yield
            return
        async with deciding.forwarding.running():
            yield

    return DecidingParts(agreement_handlers(deciding.agreement), handing_on)


class AgreementCollector(Collector):
    """Metrics of how the job's decisions agree with answers.

    Args:
        agreement: compares them.
    """

    def __init__(self, agreement: Agreement) -> None:
        self._agreement = agreement

    def collect(self) -> Iterator[Metric]:
        """The values of now."""
        agreement = self._agreement
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
