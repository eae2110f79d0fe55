"""Scores, usage and statements as parts of a service."""

from asyncio import sleep
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import time
from typing import Final

from litestar import Litestar
from litestar.types import ControllerRouterHandler
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from events.fraud.codec import PaymentDecoder
from events.fraud.schema import json_schema
from events.shared.time_units import DAY_MS
from features.fraud.payment_contract import payment_contract
from features.shared.definitions.model import Definitions
from online_store.usage import UsageStore
from serving.api.app import Lifespan
from serving.api.decisions import DecisionLimits
from serving.api.metrics import Metrics
from serving.api.scores import Scoring, score_handlers
from serving.api.usage import Accounts, usage_handlers
from serving.fraud.metered_scoring import MeteredScoring
from serving.fraud.score_answer import Scores
from serving.fraud.scoring import PaymentScoring
from serving.shared.background import beside
from serving.shared.prices.plan import Prices
from serving.shared.usage.ending import settle_at_end
from serving.shared.usage.meter import Meter
from serving.shared.usage.quotas import Quotas
from serving.shared.usage.usage_log import UsageLog

_SETTLED_EVERY_S: Final = 1.0

_MOST_FUTURE_MS: Final = 366 * DAY_MS
"""More than any setting lets a payment's clock run ahead."""


@dataclass(frozen=True, kw_only=True)
class Selling:
    """What is sold, to whom and for what.

    Attributes:
        definitions: of payments.
        scores: makes scores of answers.
        prices: have the plans.
        store: counts.
        log: has a line of each use; None for no log.
        now_ms: milliseconds since the epoch; they say which month it is.
    """

    definitions: Definitions
    scores: Scores
    prices: Prices
    store: UsageStore
    log: UsageLog | None
    now_ms: Callable[[], int] = lambda: int(time() * 1_000)


@dataclass(frozen=True)
class MeteredParts:
    """What a service needs of them.

    Attributes:
        scoring: decides, and counts what it answers.
        handlers: of scores, usage and statements.
        lifespan: of what settles with the store.
    """

    scoring: PaymentScoring
    handlers: Sequence[ControllerRouterHandler]
    lifespan: Lifespan


def metered_parts(
    scoring: PaymentScoring, selling: Selling, limits: DecisionLimits, metrics: Metrics
) -> MeteredParts:
    """The parts of what `scoring` answers, which is counted and measured from now on."""
    meter = Meter(selling.store, selling.log)
    quotas = Quotas(meter, selling.prices)
    decoder = PaymentDecoder(
        max_future_ms=_MOST_FUTURE_MS,
        card_numbers=True,
        contract=payment_contract(selling.definitions),
    )
    metered = MeteredScoring(scoring, decoder.decode, meter, quotas, selling.now_ms)
    metrics.watch(MeterCollector(meter))

    async def settling() -> None:
        while True:
            await meter.settle()
            await sleep(_SETTLED_EVERY_S)

    @asynccontextmanager
    async def settled(_: Litestar) -> AsyncIterator[None]:
        async with beside(settling):
            yield
        await settle_at_end(meter)
        if selling.log is not None:
            selling.log.close()

    schema = json_schema("payment", selling.definitions.fields)
    handlers = [
        *score_handlers(
            Scoring(metered, selling.scores, quotas, selling.now_ms), metrics, schema, limits
        ),
        *usage_handlers(Accounts(selling.store, selling.prices, selling.now_ms)),
    ]
    return MeteredParts(metered, handlers, settled)


class MeterCollector(Collector):
    """Metrics of what is counted.

    Args:
        meter: counts.
    """

    def __init__(self, meter: Meter) -> None:
        self._meter = meter

    def collect(self) -> Iterator[Metric]:
        """The values of now."""
        counts = self._meter.counts
        metered = CounterMetricFamily(
            "revstream_serving_metered", "Answers by what counting them did", labels=["outcome"]
        )
        for outcome in counts.__struct_fields__:
            metered.add_metric([outcome], getattr(counts, outcome))
        yield metered
        yield GaugeMetricFamily(
            "revstream_serving_metered_owed",
            "Answers that the store has not counted yet",
            self._meter.owed,
        )
