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

from cli.serve_lists import ListChoices
from cli.serve_traces import TraceChoices
from features.fraud.definitions import load_definitions
from jobs.fraud.settings import FraudSettings
from online_store.async_connection import AsyncRedis, connect_async
from online_store.async_lists import AsyncListReader
from online_store.async_reader import AsyncFeatureReader
from online_store.connection import StoreSettings
from online_store.mirrored_states import StateStore
from serving.api.access import Access
from serving.api.deciding_parts import deciding_parts
from serving.api.decisions import DecisionLimits
from serving.api.json_log import log_json_lines
from serving.api.live_parts import live_parts
from serving.api.metrics import Metrics
from serving.api.observed import Observed
from serving.api.recommendations import recommendation_handlers
from serving.api.server import listening, serve
from serving.api.service import Service, service_app
from serving.fraud.agreement import Agreement
from serving.fraud.deciding import Deciding, deciding
from serving.fraud.decision_sources import decision_source, label_source
from serving.fraud.live import LiveDecisions, LiveLimits, live_decisions
from serving.recommendations.lists import ListService, ListSettings
from serving.shared.feed.tokens import FeedTokens
from serving.shared.keys.key_ring import KeyRing
from serving.shared.record_sink import FileSink, Nowhere, RecordSink
from serving.shared.token_bucket import RateLimit, TokenBuckets

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
        keys: file of keys.
        host: address to listen on.
        port: 0 for a free one.
        requests_per_s: of a key.
        burst: of a key.
        deadline_ms: of a decision where the request gives none.
        keep_decisions: newest decisions in memory.
        forwards: whether payments go on to the job's stream.
        log_requests: whether each request is logged.
        lists: how lists are answered.
        traces: how answers become spans; None where they do not.
    """

    keys: Path
    host: str
    port: int
    requests_per_s: float
    burst: int
    deadline_ms: int
    keep_decisions: int
    forwards: bool
    log_requests: bool
    lists: ListChoices
    traces: TraceChoices | None


def serve_fraud(settings: FraudSettings, choices: Choices) -> None:
    """Serve until a signal ends it.

    Raises:
        DefinitionsError: the definitions have faults: all of them.
        OSError: the keys cannot be read, or the port cannot be had.
        SettingsError, RuleSetError, ModelArtifactError: likewise, what decides is not usable.
        ValueError: a limit, the file of keys or the store's URL is not usable.
    """
    client = connect_async(StoreSettings(settings.store_url))
    decides = deciding(settings, StateStore(client), forwards=choices.forwards)
    if decides.forwarding is None:
        click.echo(_NOT_HANDED_ON, err=True)
    live = _live(settings, choices.keep_decisions, decides.agreement)
    service = _service(settings, choices, client, decides, live)
    app = Observed(service_app(service), service.metrics, logs=choices.log_requests)
    listener = listening(choices.host, choices.port)
    log_json_lines()
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    host = f"[{choices.host}]" if ":" in choices.host else choices.host
    click.echo(f"serving at http://{host}:{listener.getsockname()[1]}", err=True)
    serve(app, listener, None if live is None else live.hub.close)


def _live(settings: FraudSettings, keep: int, agreement: Agreement) -> LiveDecisions | None:
    limits = LiveLimits(decisions=keep, archive_bytes=keep * _MOST_KEPT_BYTES)
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
    shown = choices.lists.shown
    exposures = Nowhere() if shown is None else FileSink(shown)

    @asynccontextmanager
    async def closing(_: Litestar) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await client.aclose()
            exposures.close()

    on_request = deciding_parts(decides, metrics)
    lists = _lists(AsyncListReader(client), exposures, choices.lists)
    others = [*on_request.handlers, *recommendation_handlers(lists)]
    lifespan = [closing, on_request.lifespan]
    if live is not None:
        parts = live_parts(live, FeedTokens(token_bytes(32)), metrics)
        others += parts.handlers
        lifespan.append(parts.lifespan)
    traced = None if choices.traces is None else choices.traces.traced(decides.scoring)
    if traced is not None:
        lifespan.append(traced.running)
    reader = AsyncFeatureReader(client)
    limit = RateLimit(choices.requests_per_s, choices.burst)
    return Service(
        access=Access(KeyRing(choices.keys), TokenBuckets(limit)),
        definitions=load_definitions(settings.features_definitions),
        features=reader,
        scoring=traced or decides.scoring,
        archive=None if live is None else live.archive,
        checks={"store": reader.answers},
        limits=DecisionLimits(deadline_ms=choices.deadline_ms),
        others=others,
        lifespan=lifespan,
        metrics=metrics,
    )


def _lists(reader: AsyncListReader, exposures: RecordSink, choices: ListChoices) -> ListService:
    settings = ListSettings(
        definitions=choices.definitions, front_categories=choices.front_categories
    )
    return ListService(reader, exposures, settings)
