"""Recent decisions and the feed as parts of a service."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from litestar import Litestar
from litestar.types import ControllerRouterHandler

from serving.api.absent import without_profile
from serving.api.app import Lifespan
from serving.api.drift import DriftCollector, drift_handlers
from serving.api.feed import feed_handlers
from serving.api.feed_metrics import FeedCollector
from serving.api.metrics import Metrics
from serving.fraud.live import LiveDecisions
from serving.shared.background import beside
from serving.shared.feed.tokens import FeedTokens


@dataclass(frozen=True)
class LiveParts:
    """What a service needs of them.

    Attributes:
        handlers: of the feed and of drift.
        lifespan: of the work beside the service.
    """

    handlers: Sequence[ControllerRouterHandler]
    lifespan: Lifespan


def live_parts(live: LiveDecisions, tokens: FeedTokens, metrics: Metrics) -> LiveParts:
    """The parts of `live`, which is measured from now on.

    Args:
        live: the decisions.
        tokens: that open the feed.
        metrics: of the application.
    """
    metrics.watch(FeedCollector(live))
    handlers = [*feed_handlers(live.feed, tokens)]
    if live.drift is not None:
        metrics.watch(DriftCollector(live.drift))
        handlers += drift_handlers(live.drift)
    else:
        handlers += without_profile()

    @asynccontextmanager
    async def following(_: Litestar) -> AsyncIterator[None]:
        async with beside(*live.works):
            yield

    return LiveParts(handlers, following)
