"""The store takes nobody but its two users of IAM, one that writes and one that reads."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pulumi
import pytest
from redis import Redis
from redis.exceptions import NoPermissionError

from events.shared.feature_update import FeatureUpdate
from infra.components.online_store import (
    OnlineStore,
    OnlineStoreArgs,
    reader_rights,
    server_rights,
    writer_rights,
)
from infra.stack_config import ApplicationConfig, StackConfig, StoreConfig
from infra.store_keys import list_job_keys
from online_store.address import PASSWORD_VARIABLE
from online_store.connection import StoreSettings, connect
from online_store.lists import ListReader
from online_store.reader import FeatureStoreReader
from online_store.writer import FeatureStoreWriter
from servers.valkey import ValkeyServer
from tests.infra.bundles import write_bundle
from tests.infra.cloud_outputs import arn
from tests.infra.cloud_schemas import resource_schema
from tests.infra.faults import faults
from tests.infra.mocks import Program, run
from tests.online_store.iam_store import SERVER_ACCESS

if TYPE_CHECKING:
    from events.shared.feature_value import WrittenValue

_TAGS = {"project": "revstream", "environment": "dev", "managed-by": "pulumi"}
_KEY = arn("kms", "key/1111aaaa-22bb-33cc-44dd-5555eeee6666")


def _store(config: StoreConfig) -> Callable[[], None]:
    def program() -> None:
        store = OnlineStore(
            "online-store",
            OnlineStoreArgs(
                environment="dev",
                config=config,
                subnet_ids=["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
                security_group_id="sg-0123456789abcdef0",
                key_arn=_KEY,
                protect=True,
                tags=_TAGS,
            ),
        )
        pulumi.export("address", {"host": store.host, "port": store.port})
        pulumi.export("cache", {"name": store.cache_name, "arn": store.cache_arn})
        writer = store.writer_of("fraud")
        pulumi.export("writer", {"id": writer.id, "arn": writer.arn})
        pulumi.export("reader", {"id": store.reader_user_id, "arn": store.reader_user_arn})

    return program


@pytest.fixture(scope="module")
def made() -> Program:
    return run(_store(StoreConfig(max_data_gb=20, max_ecpu_per_second=5_000)))


def test_the_store_is_valid_and_says_where_it_is(made: Program) -> None:
    assert faults(made) == []
    assert made.exports["address"]["host"].startswith("online-store-dev-")
    assert made.exports["address"]["port"] == 6379
    assert made.exports["cache"] == {
        "name": "online-store-dev",
        "arn": arn("elasticache", "serverlesscache:online-store-dev"),
    }
    for role in ("writer", "reader"):
        user = f"online-store-{role}-dev"
        assert made.exports[role] == {"id": user, "arn": arn("elasticache", f"user:{user}")}


def test_the_cache_has_its_limits_its_key_and_its_group(made: Program) -> None:
    cache = made.only("elasticache:ServerlessCache").inputs
    assert cache["cacheUsageLimits"] == {
        "dataStorage": {"maximum": 20, "unit": "GB"},
        "ecpuPerSecond": {"maximum": 5_000},
    }
    assert cache["kmsKeyId"] == _KEY
    assert cache["userGroupId"] == "online-store-dev"
    assert cache["snapshotRetentionLimit"] == 0


def test_a_third_zone_or_a_destroy_by_mistake_does_not_take_the_store_away(made: Program) -> None:
    cache = made.only("elasticache:ServerlessCache")
    schema = resource_schema("aws-native:elasticache:ServerlessCache")
    assert "/properties/SubnetIds" in schema["createOnlyProperties"]
    assert cache.ignored == ("subnetIds",)
    assert cache.protected is True


def test_the_users_are_of_iam_and_named_as_iam_requires(made: Program) -> None:
    users = [user.inputs for user in made.of("elasticache:User")]
    assert [user["authenticationMode"] for user in users] == [{"type": "iam"}, {"type": "iam"}]
    names = ["online-store-reader-dev", "online-store-writer-dev"]
    assert [user["userId"] for user in users] == [user["userName"] for user in users] == names
    assert sorted(made.only("elasticache:UserGroup").inputs["userIds"]) == names


def test_the_user_default_that_redis_requires_can_do_nothing() -> None:
    made = run(_store(StoreConfig(engine="redis")))
    assert faults(made) == []
    default = made.only("elasticache:User", "online-store-default").inputs
    assert default["userName"] == "default"
    assert default["accessString"].startswith("off ")
    assert "online-store-default-dev" in made.only("elasticache:UserGroup").inputs["userIds"]


def test_snapshots_are_taken_daily_where_they_are_kept() -> None:
    cache = run(_store(StoreConfig(daily_snapshots_kept=7))).only("elasticache:ServerlessCache")
    assert cache.inputs["snapshotRetentionLimit"] == 7
    assert cache.inputs["dailySnapshotTime"] == "03:00"


def _update(card: str) -> FeatureUpdate:
    return FeatureUpdate("card", card, 1_000, 1, {"card_count_5m": 3}, "t-1")


@contextmanager
def _as_user(store: Redis, server: ValkeyServer, rights: str) -> Iterator[Redis]:
    """A client of `server` with the rights of an access string, which is Valkey's own syntax."""
    store.execute_command("ACL", "SETUSER", "planted", "reset", *rights.split(), ">pw")  # type: ignore[no-untyped-call]
    url = server.url.replace("redis://", "redis://planted@")
    try:
        with connect(
            StoreSettings(url, 10_000, 10_000), environ={PASSWORD_VARIABLE: "pw"}
        ) as client:
            yield client
    finally:
        store.execute_command("ACL", "DELUSER", "planted")  # type: ignore[no-untyped-call]


def test_the_rights_to_write_are_enough_and_no_more(store: Redis, valkey: ValkeyServer) -> None:
    with _as_user(store, valkey, writer_rights()) as client:
        assert FeatureStoreWriter(client, ttl_s=60).write([_update("c-1")]).written == 1
        for command in (("KEYS", "*"), ("HGETALL", "features:card:c-1"), ("SET", "other", "x")):
            with pytest.raises(NoPermissionError):
                client.execute_command(*command)  # type: ignore[no-untyped-call]
        with pytest.raises(NoPermissionError):
            client.hset("other:c-1", "a", "b")


def test_the_rights_to_read_are_enough_and_no_more(store: Redis, valkey: ValkeyServer) -> None:
    FeatureStoreWriter(store, ttl_s=60).write([_update("c-1")])
    with _as_user(store, valkey, reader_rights()) as client:
        stored = FeatureStoreReader(client, {"card_count_5m": "int"}).read("card", "c-1")
        assert stored is not None
        assert stored.values == {"card_count_5m": 3}
        with pytest.raises(NoPermissionError):
            client.delete("features:card:c-1")


def _list() -> FeatureUpdate:
    values: dict[str, WrittenValue] = {
        "list_id": "l-1",
        "items": "[]",
        "variant": "control",
        "definitions": "0",
        "ranker": None,
        "rules": (),
        "job_version": "1",
    }
    return FeatureUpdate("recommendations", "user:u-1", 1_000, 1, values, "e-1")


def test_the_recommendation_job_writes_lists_and_its_features_and_who_serves_reads_both(
    store: Redis, valkey: ValkeyServer, tmp_path: Path
) -> None:
    bundle = write_bundle(tmp_path, jobs=("fraud", "recommendations"))
    keys = list_job_keys(
        StackConfig(
            environment="dev",
            region="eu-central-1",
            recommendations=ApplicationConfig(enabled=True),
        ),
        bundle,
    )
    of_item = FeatureUpdate("item", "i-1", 1_000, 1, {"item_views_1h": 3}, "e-1")
    with _as_user(store, valkey, writer_rights(keys)) as client:
        assert FeatureStoreWriter(client, ttl_s=60).write([_list(), of_item]).written == 2
        client.hset("candidates:user:u-1", "ranked", "[]")
        # The hash of a card is another job's.
        with pytest.raises(NoPermissionError):
            client.hset("features:card:c-1", "a", "b")
    with _as_user(store, valkey, reader_rights(("features:*", keys[0]))) as client:
        found = ListReader(client).read("user:u-1")
        assert found is not None
        assert found.list_id == "l-1"
        assert FeatureStoreReader(client, {"item_views_1h": "int"}).read("item", "i-1") is not None
    with _as_user(store, valkey, server_rights(("features:*", *keys[:2]))) as client:
        assert client.hgetall("recommendations:user:u-1")["list_id"] == "l-1"
        assert client.hgetall("candidates:user:u-1") == {"ranked": "[]"}
        with pytest.raises(NoPermissionError):
            client.expire("candidates:user:u-1", 1)


def test_who_decides_on_request_has_the_rights_that_it_was_tried_with() -> None:
    assert server_rights() == SERVER_ACCESS


def test_who_decides_on_request_reads_what_the_jobs_wrote_and_changes_none_of_it(
    store: Redis, valkey: ValkeyServer
) -> None:
    with _as_user(store, valkey, writer_rights(("features:*", "state:*"))) as client:
        client.hset("state:card:c-1", "image", "x")
    with _as_user(store, valkey, server_rights()) as client:
        assert client.hgetall("state:card:c-1") == {"image": "x"}
        assert client.set("answer:acme:t-1", "allow", nx=True, ex=60, get=True) is None
        for change in (
            lambda: client.expire("state:card:c-1", 1),
            lambda: client.set("features:card:c-1", "x"),
            lambda: client.zadd("features:card:c-1", {"x": 1}),
            lambda: client.delete("answer:acme:t-1"),
            client.flushall,
        ):
            with pytest.raises(NoPermissionError):
                change()
