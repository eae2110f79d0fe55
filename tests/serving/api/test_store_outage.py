"""While the store is away every answer says so, and when it is back so are the features."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from online_store.async_connection import connect_async
from online_store.async_reader import AsyncFeatureReader
from online_store.connection import StoreSettings, connect
from online_store.writer import FeatureStoreWriter
from servers.valkey import ValkeyServer, valkey_server
from serving.api.problem import PROBLEM_MEDIA_TYPE
from serving.api.service import service_app
from tests.online_store.updates import update
from tests.serving.api.served import PLENTY, Headers, Keys, service
from tests.serving.stand_ins import SimpleScoring

PATH = "/v1/features/card/c1"


@dataclass(frozen=True)
class Reading:
    """An API over a store that a test may stop."""

    client: TestClient[Litestar]
    store: ValkeyServer
    headers: Headers

    def status(self, path: str) -> int:
        return self.client.get(path, headers=self.headers).status_code


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Reading]:
    keys = Keys(tmp_path / "keys.json")
    headers = keys.headers("read")
    with valkey_server(tmp_path, persistent=True) as store:
        settings = StoreSettings(store.url, 10_000, 10_000)
        with connect(settings, environ={}) as client:
            FeatureStoreWriter(client, ttl_s=600).write([update(5, {"card_count_1m": 2})])
        asynchronous = connect_async(settings, environ={})

        @asynccontextmanager
        async def closing(_: Litestar) -> AsyncIterator[None]:
            yield
            await asynchronous.aclose()

        reader = AsyncFeatureReader(asynchronous)
        over_store = replace(
            service(keys, SimpleScoring(), PLENTY),
            features=reader,
            checks={"store": reader.answers},
            lifespan=[closing],
        )
        with TestClient(service_app(over_store), raise_server_exceptions=False) as asked:
            yield Reading(asked, store, headers)


@pytest.mark.slow
def test_an_outage_is_declared_and_ends_by_itself(api: Reading) -> None:
    assert (api.status(PATH), api.status("/readyz")) == (200, 200)
    api.store.kill()
    away = api.client.get(PATH, headers=api.headers)
    unready = api.client.get("/readyz")
    assert (away.status_code, away.headers["retry-after"]) == (503, "1")
    assert (unready.status_code, unready.json()["detail"]) == (503, "not ready: store")
    assert away.headers["content-type"] == unready.headers["content-type"] == PROBLEM_MEDIA_TYPE
    assert api.store.url.rpartition(":")[2] not in away.text
    assert api.status("/healthz") == 200
    api.store.start()
    assert (api.status(PATH), api.status("/readyz")) == (200, 200)
    values = api.client.get(PATH, headers=api.headers).json()["values"]
    assert values["card_count_1m"] == 2
