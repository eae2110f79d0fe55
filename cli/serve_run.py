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
from online_store.async_connection import connect_async
from online_store.async_reader import AsyncFeatureReader
from online_store.connection import StoreSettings
from serving.api.access import Access
from serving.api.decisions import DecisionLimits
from serving.api.json_log import log_json_lines
from serving.api.live_parts import live_parts
from serving.api.metrics import Metrics
from serving.api.observed import Observed
from serving.api.server import listening, serve
from serving.api.service import Service, service_app
from serving.fraud.decision_sources import decision_source, label_source
from serving.fraud.live import LiveDecisions, LiveLimits, live_decisions
from serving.shared.feed.tokens import FeedTokens
from serving.shared.keys.key_ring import KeyRing
from serving.shared.token_bucket import RateLimit, TokenBuckets

_QUIET: Final = ("uvicorn.error", "websockets.server")
"""Loggers that tell of every start and connection."""

_MOST_KEPT_BYTES: Final = 2_500
"""Memory of a decision in the mean, at most: twice that of the shipped features."""


@dataclass(frozen=True, kw_only=True)
class Choices:
    """How it serves.

    Attributes:
        keys: file of keys.
        host: address to listen on.
        port: 0 for a free one.
        requests_per_s: of a key.
        burst: of a key.
        deadline_ms: of a decision where the request gives none.
        keep_decisions: newest decisions in memory.
        log_requests: whether each request is logged.
    """

    keys: Path
    host: str
    port: int
    requests_per_s: float
    burst: int
    deadline_ms: int
    keep_decisions: int
    log_requests: bool


def serve_fraud(settings: FraudSettings, choices: Choices) -> None:
    """Serve until a signal ends it.

    Raises:
        DefinitionsError: the definitions have faults: all of them.
        OSError: the keys cannot be read, or the port cannot be had.
        ValueError: a limit, the file of keys or the store's URL is not usable.
    """
    live = _live(settings, choices.keep_decisions)
    service = _service(settings, choices, live)
    app = Observed(service_app(service), service.metrics, logs=choices.log_requests)
    listener = listening(choices.host, choices.port)
    log_json_lines()
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    host = f"[{choices.host}]" if ":" in choices.host else choices.host
    click.echo(f"serving at http://{host}:{listener.getsockname()[1]}", err=True)
    serve(app, listener, None if live is None else live.hub.close)


def _live(settings: FraudSettings, keep: int) -> LiveDecisions | None:
    limits = LiveLimits(decisions=keep, archive_bytes=keep * _MOST_KEPT_BYTES)
    source = decision_source(settings, limits.decisions)
    return None if source is None else live_decisions(limits, source, label_source(settings))


def _service(settings: FraudSettings, choices: Choices, live: LiveDecisions | None) -> Service:
    metrics = Metrics()
    tokens = FeedTokens(token_bytes(32))
    parts = None if live is None else live_parts(live, tokens, metrics)
    client = connect_async(StoreSettings(settings.store_url))

    @asynccontextmanager
    async def closing(_: Litestar) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await client.aclose()

    reader = AsyncFeatureReader(client)
    limit = RateLimit(choices.requests_per_s, choices.burst)
    return Service(
        access=Access(KeyRing(choices.keys), TokenBuckets(limit)),
        definitions=load_definitions(settings.features_definitions),
        features=reader,
        scoring=None,
        archive=None if live is None else live.archive,
        checks={"store": reader.answers},
        limits=DecisionLimits(deadline_ms=choices.deadline_ms),
        others=() if parts is None else parts.handlers,
        lifespan=[closing] if parts is None else [closing, parts.lifespan],
        metrics=metrics,
    )
