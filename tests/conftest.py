"""Fixtures that every room's tests may use: real servers, the connector jar, seeded searches."""

import os
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings
from redis import Redis
from trustme import CA

from online_store.connection import StoreSettings, connect
from online_store.iam_authentication import signed_token
from servers.kinesis import KinesisServer, kinesis_server
from servers.valkey import ValkeyServer, valkey_server
from tests.online_store.iam_store import (
    KEYS,
    LOGIN,
    MOMENT,
    IamStore,
    have_credentials,
    iam_store,
    sign_at,
    trust,
)
from tests.quick_starts import prepare

ROOT = Path(__file__).parent.parent

# Pulumi and Flink cannot be installed together: each environment collects what it can run, and
# `make test` runs both.
collect_ignore = ["infra", "release"] if find_spec("pulumi") is None else []

# The same examples in every run, and no verdict from the clock of a busy machine.
settings.register_profile("revstream", derandomize=True, deadline=None)
settings.load_profile("revstream")


def pytest_configure(config: pytest.Config) -> None:
    """Prepare what tests start, once: workers inherit it."""
    if not hasattr(config, "workerinput"):
        config.add_cleanup(prepare(os.environ))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what may take longest, so that no worker is left alone with it at the end."""

    def may_take_s(item: pytest.Item) -> float:
        limit = item.get_closest_marker("timeout")
        return 0.0 if limit is None else float(limit.args[0])

    items.sort(key=may_take_s, reverse=True)


@pytest.fixture(scope="session")
def connector_jar() -> Path:
    """The jar of Flink connectors, as `make jar` builds it."""
    jar = ROOT / "connectors" / "target" / "revstream-connectors.jar"
    if not jar.exists():
        pytest.fail("the connector jar is not built: run `make jar`")
    return jar


@pytest.fixture(scope="session")
def kinesis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KinesisServer]:
    """A Kinesis server for the whole session; its log stays in pytest's folder."""
    with kinesis_server(folder=tmp_path_factory.mktemp("kinesis")) as server:
        yield server


@pytest.fixture(scope="session")
def _stream_numbers() -> Iterator[int]:
    """Numbers that make stream names unique in the session."""
    return count(1)


@pytest.fixture
def make_stream(
    kinesis: KinesisServer, _stream_numbers: Iterator[int]
) -> Callable[[str, int], str]:
    """Creates a stream of a number of shards that no other test uses and returns its name."""

    def make(purpose: str, shards: int) -> str:
        name = f"{purpose}-{next(_stream_numbers)}"
        kinesis.create_stream(name, shards)
        return name

    return make


@pytest.fixture(scope="session")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ValkeyServer]:
    """A Valkey server for the whole session. A test that stops one starts its own instead."""
    with valkey_server(tmp_path_factory.mktemp("valkey")) as server:
        yield server


@pytest.fixture
def store(valkey: ValkeyServer) -> Iterator[Redis]:
    """A client of an empty store."""
    # A busy machine may keep a server from answering for longer than a job would wait.
    settings = StoreSettings(valkey.url, connect_timeout_ms=10_000, socket_timeout_ms=10_000)
    with connect(settings, environ={}) as client:
        client.flushall()
        yield client


@pytest.fixture(scope="session")
def authority() -> CA:
    """A certificate authority that no system trusts by itself."""
    return CA()


@pytest.fixture
def store_by_iam(
    valkey: ValkeyServer, authority: CA, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[IamStore]:
    """An empty store behind TLS that lets in by the token of `MOMENT` alone, which is now."""
    have_credentials(monkeypatch, tmp_path)
    trust(monkeypatch, "AWS_CA_BUNDLE", authority, tmp_path)
    sign_at(monkeypatch, MOMENT)
    with iam_store(valkey, authority) as store:
        store.admin.flushall()
        store.let_in_by(signed_token(LOGIN, KEYS))
        yield store
