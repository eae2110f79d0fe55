"""The parts of `revstream serve`: what decides, is followed and is read, as one service."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from litestar import Litestar

from cli.serve.choices import Choices
from cli.serve.dashboard import DashboardPart
from cli.serve.exposures import Exposures
from cli.serve.signing_secret import signing_secret
from jobs.fraud.settings import FraudSettings
from online_store.async_connection import AsyncRedis
from online_store.async_lists import AsyncListReader
from online_store.async_reader import AsyncFeatureReader
from online_store.usage import UsageStore
from serving.api.absent import without_decisions
from serving.api.access import Access
from serving.api.deciding_parts import deciding_parts
from serving.api.decisions import DecisionLimits
from serving.api.live_parts import live_parts
from serving.api.metered_parts import Selling, metered_parts
from serving.api.metrics import Metrics
from serving.api.service import Service
from serving.api.standing import Standing
from serving.fraud.deciding import Deciding, scores_of
from serving.fraud.decision_sources import decision_source, label_source
from serving.fraud.drift_watch import drift_watch
from serving.fraud.live import LiveDecisions, LiveLimits, live_decisions
from serving.recommendations.lists import ListService
from serving.shared.background import beside
from serving.shared.feed.tokens import FeedTokens
from serving.shared.prices.plan import NO_PRICES
from serving.shared.prices.price_file import load_prices
from serving.shared.usage.usage_log import UsageLog
from serving.shared.watched_store import WatchedStore

_MOST_KEPT_BYTES: Final = 2_500
"""Memory of a decision in the mean, at most: twice that of the shipped features."""


def live_of(settings: FraudSettings, keep: int, decides: Deciding) -> LiveDecisions | None:
    """What follows the job's decisions; None where they are nowhere to be followed.

    Args:
        settings: of the job.
        keep: newest decisions in memory.
        decides: what decides on request.
    """
    limits = LiveLimits(decisions=keep, archive_bytes=keep * _MOST_KEPT_BYTES)
    source = decision_source(settings, limits.decisions)
    if source is None:
        return None
    return live_decisions(
        limits,
        source,
        label_source(settings),
        decides.agreement,
        drift_watch(settings, lambda: decides.replacing.in_force.model),
        base_currency=decides.definitions.money.base_currency,
    )


@dataclass(frozen=True)
class Parts:
    """What a service is put together from."""

    client: AsyncRedis
    access: Access
    decides: Deciding
    live: LiveDecisions | None
    shown: DashboardPart
    exposures: Exposures


def service_of(choices: Choices, parts: Parts) -> Service:
    """The service of these parts.

    Raises:
        PricesError: the file of prices is not usable.
        OSError: a file that is written cannot be opened.
        ValueError: the secret for signatures is too short.
    """
    metrics, client, decides, live = Metrics(), parts.client, parts.decides, parts.live
    reader = AsyncFeatureReader(client)

    @asynccontextmanager
    async def connected(_: Litestar) -> AsyncIterator[None]:
        try:
            async with beside(WatchedStore(reader.answers).run):
                yield
        finally:
            await client.aclose()

    on_request = deciding_parts(decides, metrics)
    lists = ListService(AsyncListReader(client), parts.exposures.sink, choices.lists.settings)
    others = [*on_request.handlers, *parts.shown.handlers]
    lifespan = [connected, on_request.lifespan, parts.shown.lifespan]
    lifespan.append(parts.exposures.lifespan(metrics))
    if live is not None:
        followed = live_parts(live, FeedTokens(signing_secret()), metrics)
        others += followed.handlers
        lifespan.append(followed.lifespan)
    else:
        others += without_decisions()
    limits = DecisionLimits(deadline_ms=choices.deadline_ms)
    selling = _selling(choices, client, decides)
    traced = None if choices.traces is None else choices.traces.traced(decides.scoring, metrics)
    if traced is not None:
        lifespan.append(traced.running)
    lifespan.append(Standing(decides.agreement, None if live is None else live.drift).telling)
    metered = metered_parts(traced or decides.scoring, selling, limits, metrics)
    others += metered.handlers
    lifespan.append(metered.lifespan)
    return Service(
        access=parts.access,
        definitions=selling.definitions,
        features=reader,
        lists=lists,
        scoring=metered.scoring,
        archive=None if live is None else live.archive,
        checks={"store": reader.answers},
        limits=limits,
        others=others,
        lifespan=lifespan,
        metrics=metrics,
    )


def _selling(choices: Choices, client: AsyncRedis, decides: Deciding) -> Selling:
    return Selling(
        definitions=decides.definitions,
        scores=scores_of(decides, choices.score_bands),
        prices=NO_PRICES if choices.prices is None else load_prices(choices.prices),
        store=UsageStore(client),
        log=None if choices.usage_log is None else UsageLog(choices.usage_log),
    )
