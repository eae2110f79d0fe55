"""Lists over HTTP: a real server, a real store that the job's own code has filled."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from redis import Redis

from machine.ports import LOCALHOST
from online_store.async_connection import connect_async
from online_store.async_lists import AsyncListReader
from online_store.connection import StoreSettings
from servers.valkey import ValkeyServer, valkey_server
from serving.api.access import Access
from serving.api.app import create_app
from serving.api.recommendations import recommendation_handlers
from serving.recommendations.lists import ListService, ListSettings
from serving.shared.keys.key_ring import KeyRing
from serving.shared.token_bucket import TokenBuckets
from tests.serving.api.running import running
from tests.serving.api.served import PLENTY, Headers, Keys
from tests.serving.decisions import OWN
from tests.serving.recommendations.asked import Kept
from tests.serving.recommendations.shop import ListedShop, listed_shop

pytestmark = pytest.mark.slow

USERS = "/v1/recommendations/users/"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> ListedShop:
    return listed_shop(tmp_path_factory.mktemp("shop"), events=300)


@dataclass
class Running:
    """A server of lists.

    Attributes:
        port: of it.
        reader: headers of a key of the shop that may read.
        tenant: of one for a single merchant.
        kept: exposures.
    """

    port: int
    reader: Headers
    tenant: Headers
    kept: Kept

    def get(self, path: str, headers: Headers | None = None) -> tuple[int, Any, dict[str, str]]:
        """Status, body and headers of an answer."""
        connection = HTTPConnection(LOCALHOST, self.port, timeout=20)
        try:
            connection.request("GET", path, headers=self.reader if headers is None else headers)
            response = connection.getresponse()
            return response.status, json.loads(response.read()), dict(response.getheaders())
        finally:
            connection.close()


@contextmanager
def serving(folder: Path, url: str) -> Iterator[Running]:
    """A server over a store."""
    keys = Keys(folder / "keys.json")
    reader, tenant = keys.headers("read"), keys.headers("read", merchants=(OWN,))
    client = connect_async(StoreSettings(url, socket_timeout_ms=10_000), environ={})
    kept = Kept()
    lists = ListService(AsyncListReader(client), kept, ListSettings(stale_after_ms=10**15))

    @asynccontextmanager
    async def closed(_: Litestar) -> AsyncIterator[None]:
        yield
        await client.aclose()

    access = Access(KeyRing(keys.path), TokenBuckets(PLENTY))
    with running(create_app(access, recommendation_handlers(lists), [closed])) as port:
        yield Running(port, reader, tenant, kept)


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory, valkey: ValkeyServer) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("api"), valkey.url) as started:
        yield started


@pytest.fixture
def listed(shop: ListedShop, store: Redis) -> tuple[str, list[str]]:
    """A user whose list is in the store, and its items."""
    shop.write(store)
    shopper = max(shop.newest, key=lambda one: (one.startswith("user:"), shop.candidates[one]))
    return shopper.partition(":")[2], [one.item_id for one in shop.newest[shopper].items]


def items(told: Any) -> list[str]:  # noqa: ANN401 - JSON
    return [one["item_id"] for one in told["items"]]


def test_a_users_list_comes_as_the_job_made_it_with_an_exposure(
    api: Running, listed: tuple[str, list[str]]
) -> None:
    user, made = listed
    status, told, headers = api.get(USERS + user)
    assert (status, items(told), told["basis"]) == (200, made, "list")
    assert [one["rank"] for one in told["items"]] == [*range(1, len(made) + 1)]
    assert told["items"][0]["reason"]
    assert (told["shopper"], told["shortfalls"]) == (f"user:{user}", [])
    assert headers["cache-control"] == "no-store"
    assert api.kept.showings[-1].exposure_id == told["exposure_id"]
    assert api.kept.showings[-1].tenant == "acme"


def test_the_page_is_told_by_the_query(api: Running, listed: tuple[str, list[str]]) -> None:
    user, made = listed
    query = f"?limit=2&exclude={made[0]}&exclude={made[2]}&current_item={made[1]}"
    _, told, _ = api.get(USERS + user + query)
    assert len(told["items"]) == 2
    assert not {*items(told)} & {*made[:3]}
    assert told["basis"] == "list_reranked"
    assert api.kept.showings[-1].current_item == made[1]


def test_a_session_has_a_list_of_its_own(api: Running, shop: ListedShop, store: Redis) -> None:
    shop.write(store)
    shopper = next(one for one in shop.newest if one.startswith("session:"))
    _, told, _ = api.get(f"/v1/recommendations/sessions/{shopper.partition(':')[2]}")
    assert (told["shopper"], told["list_id"]) == (shopper, shop.newest[shopper].list_id)


@pytest.mark.usefixtures("store")
def test_an_unknown_shopper_gets_an_empty_list_and_no_error(api: Running) -> None:
    status, told, _ = api.get(f"{USERS}nobody%2F%C3%A9?category=none")
    assert (status, told["basis"], told["items"]) == (200, "none", [])
    assert (told["shopper"], told["exposure_id"]) == ("user:nobody/é", None)


@pytest.mark.parametrize(
    ("path", "status", "field"),
    [
        (f"{USERS}u?limit=0", 400, "limit"),
        (f"{USERS}u?limit=many", 400, "limit"),
        (f"{USERS}u?exclude=%00", 422, "exclude"),
        (f"{USERS}u?{'&'.join(['exclude=i'] * 201)}", 400, "exclude"),
        (f"{USERS}u?category=", 422, "category"),
        (f"{USERS}{'x' * 129}", 422, "id"),
        (f"{USERS}%FF", 422, "id"),
        ("/v1/recommendations/planets/u", 404, None),
    ],
)
def test_what_is_not_usable_is_refused_by_its_name(
    api: Running, path: str, status: int, field: str | None
) -> None:
    found, told, _ = api.get(path)
    assert (found, told.get("field")) == (status, field)


def test_lists_are_not_for_keys_of_single_merchants(api: Running) -> None:
    status, told, _ = api.get(f"{USERS}u", api.tenant)
    assert (status, told["type"]) == (403, "urn:revstream:problem:forbidden")


@pytest.mark.parametrize(("headers", "status"), [({}, 401), (None, 200)])
@pytest.mark.usefixtures("store")
def test_a_key_is_asked_for(api: Running, headers: Headers | None, status: int) -> None:
    assert api.get(f"{USERS}u", headers)[0] == status


def test_a_store_that_is_down_is_a_503_and_back_by_itself(tmp_path: Path) -> None:
    with valkey_server(tmp_path) as own, serving(tmp_path, own.url) as api:
        assert api.get(f"{USERS}u")[0] == 200
        own.kill()
        status, told, headers = api.get(f"{USERS}u")
        assert (status, told["type"]) == (503, "urn:revstream:problem:unavailable")
        assert headers["retry-after"] == "1"
        own.start()
        assert api.get(f"{USERS}u")[0] == 200
