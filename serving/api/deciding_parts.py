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
from serving.api.forwarding_metrics import ForwardingCollector
from serving.api.in_force import InForceCollector, in_force_handlers
from serving.api.metrics import Metrics
from serving.fraud.agreement import Agreement
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
    metrics.watch(AgreementCollector(deciding.agreement))
    if deciding.forwarding is not None:
        metrics.watch(ForwardingCollector(deciding.forwarding, "forward", "forwarded", "Payments"))
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
