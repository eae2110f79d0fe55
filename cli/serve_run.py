"""What `revstream serve` puts together: the parts that answer, and the server over them."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click
from litestar import Litestar

from cli.serve_lists import ListChoices
from features.fraud.definitions import load_definitions
from jobs.fraud.settings import FraudSettings
from online_store.async_connection import connect_async
from online_store.async_lists import AsyncListReader
from online_store.async_reader import AsyncFeatureReader
from online_store.connection import StoreSettings
from serving.api.access import Access
from serving.api.decisions import DecisionLimits
from serving.api.json_log import log_json_lines
from serving.api.observed import Observed
from serving.api.recommendations import recommendation_handlers
from serving.api.server import listening, serve
from serving.api.service import Service, service_app
from serving.recommendations.lists import ListService, ListSettings
from serving.shared.keys.key_ring import KeyRing
from serving.shared.record_sink import FileSink, Nowhere, RecordSink
from serving.shared.token_bucket import RateLimit, TokenBuckets

_QUIET: Final = ("uvicorn.error", "websockets.server")
"""Loggers that tell of every start and connection."""


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
        log_requests: whether each request is logged.
        lists: how lists are answered.
    """

    keys: Path
    host: str
    port: int
    requests_per_s: float
    burst: int
    deadline_ms: int
    log_requests: bool
    lists: ListChoices


def serve_fraud(settings: FraudSettings, choices: Choices) -> None:
    """Serve until a signal ends it.

    Raises:
        DefinitionsError: the definitions have faults: all of them.
        OSError: the keys cannot be read, or the port cannot be had.
        ValueError: a limit, the file of keys or the store's URL is not usable.
    """
    service = _service(settings, choices)
    app = Observed(service_app(service), service.metrics, logs=choices.log_requests)
    listener = listening(choices.host, choices.port)
    log_json_lines()
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    host = f"[{choices.host}]" if ":" in choices.host else choices.host
    click.echo(f"serving at http://{host}:{listener.getsockname()[1]}", err=True)
    serve(app, listener)


def _service(settings: FraudSettings, choices: Choices) -> Service:
    client = connect_async(StoreSettings(settings.store_url))
    shown = choices.lists.shown
    exposures = Nowhere() if shown is None else FileSink(shown)

    @asynccontextmanager
    async def closing(_: Litestar) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await client.aclose()
            exposures.close()

    reader = AsyncFeatureReader(client)
    limit = RateLimit(choices.requests_per_s, choices.burst)
    return Service(
        access=Access(KeyRing(choices.keys), TokenBuckets(limit)),
        definitions=load_definitions(settings.features_definitions),
        features=reader,
        scoring=None,
        archive=None,
        checks={"store": reader.answers},
        limits=DecisionLimits(deadline_ms=choices.deadline_ms),
        others=recommendation_handlers(_lists(AsyncListReader(client), exposures, choices.lists)),
        lifespan=[closing],
    )


def _lists(reader: AsyncListReader, exposures: RecordSink, choices: ListChoices) -> ListService:
    settings = ListSettings(
        definitions=choices.definitions, front_categories=choices.front_categories
    )
    return ListService(reader, exposures, settings)
