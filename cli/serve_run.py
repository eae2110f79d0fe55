"""What `revstream serve` puts together: the parts that answer, and the server over them."""

import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click
from litestar import Litestar

from cli.serve_dashboard import DashboardPart, Decided, dashboard
from cli.serve_exposures import Exposures, exposures_to
from cli.serve_lists import ListChoices
from cli.serve_traces import TraceChoices
from cli.signing_secret import signing_secret
from jobs.fraud.settings import FraudSettings
from jobs.shared.store_access import store_access
from online_store.async_connection import AsyncRedis, connect_async
from online_store.async_lists import AsyncListReader
from online_store.async_reader import AsyncFeatureReader
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
from serving.api.recommendations import recommendation_handlers
from serving.api.server import listening, serve
from serving.api.service import Service, service_app
from serving.fraud.deciding import Deciding, deciding, scores_of
from serving.fraud.decision_sources import decision_source, label_source
from serving.fraud.live import LiveDecisions, LiveLimits, live_decisions
from serving.fraud.score_bands import BandLimits
from serving.recommendations.lists import ListService, ListSettings
from serving.shared.feed.tokens import FeedTokens
from serving.shared.keys.key_file import keys_in
from serving.shared.keys.key_ring import Credentials, GivenKeys, KeyRing
from serving.shared.keys.keys_or_tokens import KeysOrTokens
from serving.shared.oidc.known_keys import KnownKeys
from serving.shared.oidc.provider_keys import fetch_keys
from serving.shared.oidc.settings import OidcSettings
from serving.shared.oidc.tokens import OidcTokens
from serving.shared.prices.plan import NO_PRICES
from serving.shared.prices.price_file import load_prices
from serving.shared.record_sink import RecordSink
from serving.shared.token_bucket import RateLimit, TokenBuckets
from serving.shared.usage.usage_log import UsageLog

_GARBAGE: Final = (50_000, 50, 100)
"""New objects until the young are searched for garbage, and how often before the older ones are: to
search all that a server keeps stops every answer for some ten milliseconds."""

_QUIET: Final = ("uvicorn.error", "websockets.server")
"""Loggers that tell of every start and connection."""

_NOT_HANDED_ON: Final = (
    "note: payments that are asked about are not handed on to the job: their sender writes them to"
    " its source, too"
)

_MOST_KEPT_BYTES: Final = 2_500
"""Memory of a decision in the mean, at most: twice that of the shipped features."""


@dataclass(frozen=True, kw_only=True)
class Choices:
    """How it serves.

    Attributes:
        keys: file of keys; None where they are given, or for tokens alone.
        given_keys: what such a file holds; None where nothing is given.
        oidc: whose tokens let in; None for keys alone.
        host: address to listen on.
        port: 0 for a free one.
        requests_per_s: of a key.
        burst: of a key.
        deadline_ms: of a decision where the request gives none.
        keep_decisions: newest decisions in memory.
        forwards: whether payments go on to the job's stream.
        log_requests: whether each request is logged.
        lists: how lists are answered.
        flink: Flink's REST interface, for the dashboard; None where it is not known.
        prints_link: whether a link is printed that signs in to the dashboard.
        prices: file of plans and prices; None for no quota and no price.
        score_bands: limits of the bands of scores; None for those of the model.
        usage_log: file that has a line of each use; None for none.
        traces: how answers become spans; None where they do not.
    """

    keys: Path | None
    given_keys: str | None
    oidc: OidcSettings | None
    host: str
    port: int
    requests_per_s: float
    burst: int
    deadline_ms: int
    keep_decisions: int
    forwards: bool
    log_requests: bool
    lists: ListChoices
    flink: str | None
    prints_link: bool
    prices: Path | None
    score_bands: BandLimits | None
    usage_log: Path | None
    traces: TraceChoices | None


def serve_fraud(settings: FraudSettings, choices: Choices) -> None:
    """Serve until a signal ends it.

    Raises:
        DefinitionsError: the definitions have faults: all of them.
        OSError: the keys cannot be read, or the port cannot be had.
        SettingsError, RuleSetError, ModelArtifactError: likewise, what decides is not usable.
        PricesError: likewise, the file of prices.
        ValueError: a limit, the file of keys or the store's URL is not usable.
    """
    client = connect_async(store_access(settings))
    decides = deciding(settings, StateStore(client), forwards=choices.forwards)
    if decides.forwarding is None:
        click.echo(_NOT_HANDED_ON, err=True)
    live = _live(settings, choices.keep_decisions, decides)
    who = _credentials(choices)
    shown = dashboard(settings, client, who, Decided(decides.agreement, live), choices.flink)
    access = _access(choices, who)
    exposures = exposures_to(choices.lists.shown, settings)
    service = _service(choices, Parts(client, access, decides, live, shown, exposures))
    app = Observed(service_app(service), service.metrics, logs=choices.log_requests)
    listener = listening(choices.host, choices.port)
    log_json_lines()
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    host = f"[{choices.host}]" if ":" in choices.host else choices.host
    url = f"http://{host}:{listener.getsockname()[1]}"
    click.echo(f"serving at {url}, dashboard at {url}/dashboard", err=True)
    if choices.prints_link:
        click.echo(f"sign in once, within five minutes: {shown.sign_in_link(url)}", err=True)
    gc.freeze()
    gc.set_threshold(*_GARBAGE)
    serve(app, listener, None if live is None else live.hub.close)


def _live(settings: FraudSettings, keep: int, decides: Deciding) -> LiveDecisions | None:
    limits = LiveLimits(decisions=keep, archive_bytes=keep * _MOST_KEPT_BYTES)
    source = decision_source(settings, limits.decisions)
    if source is None:
        return None
    return live_decisions(
        limits,
        source,
        label_source(settings),
        decides.agreement,
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


def _service(choices: Choices, parts: Parts) -> Service:
    metrics, client, decides, live = Metrics(), parts.client, parts.decides, parts.live

    @asynccontextmanager
    async def closing(_: Litestar) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await client.aclose()

    on_request = deciding_parts(decides, metrics)
    lists = _lists(AsyncListReader(client), parts.exposures.sink, choices.lists)
    others = [
        *on_request.handlers,
        *recommendation_handlers(lists),
        *parts.shown.handlers,
    ]
    lifespan = [closing, on_request.lifespan, parts.shown.lifespan]
    lifespan.append(parts.exposures.lifespan(metrics))
    if live is not None:
        followed = live_parts(live, FeedTokens(signing_secret()), metrics)
        others += followed.handlers
        lifespan.append(followed.lifespan)
    limits = DecisionLimits(deadline_ms=choices.deadline_ms)
    selling = _selling(choices, client, decides)
    traced = None if choices.traces is None else choices.traces.traced(decides.scoring)
    if traced is not None:
        lifespan.append(traced.running)
    metered = metered_parts(traced or decides.scoring, selling, limits, metrics)
    others += metered.handlers
    lifespan.append(metered.lifespan)
    reader = AsyncFeatureReader(client)
    return Service(
        access=parts.access,
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


def _lists(reader: AsyncListReader, exposures: RecordSink, choices: ListChoices) -> ListService:
    settings = ListSettings(
        definitions=choices.definitions, front_categories=choices.front_categories
    )
    return ListService(reader, exposures, settings)


def _credentials(choices: Choices) -> Credentials:
    keys = _keys(choices)
    if choices.oidc is not None:
        issuer = choices.oidc.issuer
        tokens = OidcTokens(choices.oidc, KnownKeys(lambda: fetch_keys(issuer)))
        return KeysOrTokens(keys, tokens)
    if keys is None:
        raise ValueError("neither keys nor an OIDC issuer: nobody could come in")
    return keys


def _keys(choices: Choices) -> Credentials | None:
    if choices.keys is not None:
        return KeyRing(choices.keys)
    if choices.given_keys is not None:
        return GivenKeys(keys_in(choices.given_keys.encode(), "REVSTREAM_KEYS"))
    return None


def _access(choices: Choices, credentials: Credentials) -> Access:
    buckets = TokenBuckets(RateLimit(choices.requests_per_s, choices.burst))
    learn = credentials.learn if isinstance(credentials, KeysOrTokens) else None
    return Access(credentials, buckets, learn)


def _selling(choices: Choices, client: AsyncRedis, decides: Deciding) -> Selling:
    return Selling(
        definitions=decides.definitions,
        scores=scores_of(decides, choices.score_bands),
        prices=NO_PRICES if choices.prices is None else load_prices(choices.prices),
        store=UsageStore(client),
        log=None if choices.usage_log is None else UsageLog(choices.usage_log),
    )
