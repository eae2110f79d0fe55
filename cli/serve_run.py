"""What `revstream serve` puts together: the parts that answer, and the server over them."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_bytes
from typing import Final

import click
from litestar import Litestar

from features.fraud.definitions import load_definitions
from jobs.fraud.settings import FraudSettings
from online_store.async_connection import AsyncRedis, connect_async
from online_store.async_reader import AsyncFeatureReader
from online_store.connection import StoreSettings
from online_store.mirrored_states import StateStore
from online_store.usage import UsageStore
from serving.api.access import Access
from serving.api.deciding_parts import deciding_parts
from serving.api.decisions import DecisionLimits
from serving.api.json_log import log_json_lines
from serving.api.live_parts import live_parts
from serving.api.metered_parts import Selling, metered_parts
from serving.api.metrics import Metrics
from serving.api.observed import Observed
from serving.api.server import listening, serve
from serving.api.service import Service, service_app
from serving.fraud.agreement import Agreement
from serving.fraud.deciding import Deciding, deciding, scores_of
from serving.fraud.decision_sources import decision_source, label_source
from serving.fraud.live import LiveDecisions, LiveLimits, live_decisions
from serving.fraud.score_bands import BandLimits
from serving.shared.feed.tokens import FeedTokens
from serving.shared.keys.key_ring import KeyRing
from serving.shared.keys.keys_or_tokens import KeysOrTokens
from serving.shared.oidc.known_keys import KnownKeys
from serving.shared.oidc.provider_keys import fetch_keys
from serving.shared.oidc.settings import OidcSettings
from serving.shared.oidc.tokens import OidcTokens
from serving.shared.prices.plan import NO_PRICES
from serving.shared.prices.price_file import load_prices
from serving.shared.token_bucket import RateLimit, TokenBuckets
from serving.shared.usage.usage_log import UsageLog

_QUIET: Final = ("uvicorn.error", "websockets.server")
"""Loggers that tell of every start and connection."""

_NOT_HANDED_ON: Final = (
    "note: payments that are asked about are not handed on to the job: their sender writes them to"
    " its source, too"
)


@dataclass(frozen=True, kw_only=True)
class Choices:
    """How it serves.

    Attributes:
        keys: file of keys; None for tokens alone.
        oidc: whose tokens let in; None for keys alone.
        host: address to listen on.
        port: 0 for a free one.
        requests_per_s: of a key.
        burst: of a key.
        deadline_ms: of a decision where the request gives none.
        forwards: whether payments go on to the job's stream.
        log_requests: whether each request is logged.
        prices: file of plans and prices; None for no quota and no price.
        score_bands: limits of the bands of scores; None for those of the model.
        usage_log: file that has a line of each use; None for none.
    """

    keys: Path | None
    oidc: OidcSettings | None
    host: str
    port: int
    requests_per_s: float
    burst: int
    deadline_ms: int
    forwards: bool
    log_requests: bool
    prices: Path | None
    score_bands: BandLimits | None
    usage_log: Path | None


def serve_fraud(settings: FraudSettings, choices: Choices) -> None:
    """Serve until a signal ends it.

    Raises:
        DefinitionsError: the definitions have faults: all of them.
        OSError: the keys cannot be read, or the port cannot be had.
        SettingsError, RuleSetError, ModelArtifactError: likewise, what decides is not usable.
        PricesError: likewise, the file of prices.
        ValueError: a limit, the file of keys or the store's URL is not usable.
    """
    client = connect_async(StoreSettings(settings.store_url))
    decides = deciding(settings, StateStore(client), forwards=choices.forwards)
    if decides.forwarding is None:
        click.echo(_NOT_HANDED_ON, err=True)
    live = _live(settings, decides.agreement)
    service = _service(settings, choices, client, decides, live)
    app = Observed(service_app(service), service.metrics, logs=choices.log_requests)
    listener = listening(choices.host, choices.port)
    log_json_lines()
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    host = f"[{choices.host}]" if ":" in choices.host else choices.host
    click.echo(f"serving at http://{host}:{listener.getsockname()[1]}", err=True)
    serve(app, listener, None if live is None else live.hub.close)


def _live(settings: FraudSettings, agreement: Agreement) -> LiveDecisions | None:
    limits = LiveLimits()
    source = decision_source(settings, limits.decisions)
    if source is None:
        return None
    return live_decisions(limits, source, label_source(settings), agreement)


def _service(
    settings: FraudSettings,
    choices: Choices,
    client: AsyncRedis,
    decides: Deciding,
    live: LiveDecisions | None,
) -> Service:
    metrics = Metrics()

    @asynccontextmanager
    async def closing(_: Litestar) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await client.aclose()

    on_request = deciding_parts(decides, metrics)
    others, lifespan = [*on_request.handlers], [closing, on_request.lifespan]
    if live is not None:
        parts = live_parts(live, FeedTokens(token_bytes(32)), metrics)
        others += parts.handlers
        lifespan.append(parts.lifespan)
    limits = DecisionLimits(deadline_ms=choices.deadline_ms)
    selling = _selling(settings, choices, client)
    metered = metered_parts(decides.scoring, selling, limits, metrics)
    others += metered.handlers
    lifespan.append(metered.lifespan)
    reader = AsyncFeatureReader(client)
    return Service(
        access=_access(choices),
        definitions=selling.definitions,
        features=reader,
        scoring=metered.scoring,
        archive=None if live is None else live.archive,
        checks={"store": reader.answers},
        limits=limits,
        others=others,
        lifespan=lifespan,
        metrics=metrics,
    )


def _access(choices: Choices) -> Access:
    buckets = TokenBuckets(RateLimit(choices.requests_per_s, choices.burst))
    ring = None if choices.keys is None else KeyRing(choices.keys)
    if choices.oidc is None:
        if ring is None:
            raise ValueError("neither keys nor an OIDC issuer: nobody could come in")
        return Access(ring, buckets)
    issuer = choices.oidc.issuer
    either = KeysOrTokens(ring, OidcTokens(choices.oidc, KnownKeys(lambda: fetch_keys(issuer))))
    return Access(either, buckets, either.learn)


def _selling(settings: FraudSettings, choices: Choices, client: AsyncRedis) -> Selling:
    return Selling(
        definitions=load_definitions(settings.features_definitions),
        scores=scores_of(settings, choices.score_bands),
        prices=NO_PRICES if choices.prices is None else load_prices(choices.prices),
        store=UsageStore(client),
        log=None if choices.usage_log is None else UsageLog(choices.usage_log),
    )
