"""The store takes nobody but its one user of IAM, whose rights are those of the writer."""

from collections.abc import Callable

import pulumi
import pytest

from infra.components.online_store import OnlineStore, OnlineStoreArgs
from infra.stack_config import StoreConfig
from tests.infra.cloud_outputs import arn
from tests.infra.faults import faults
from tests.infra.mocks import Program, run

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
                tags=_TAGS,
            ),
        )
        for name in ("host", "port", "cache_name", "cache_arn", "user_id", "user_arn"):
            pulumi.export(name, getattr(store, name))

    return program


@pytest.fixture(scope="module")
def made() -> Program:
    return run(_store(StoreConfig(max_data_gb=20, max_ecpu_per_second=5_000)))


def test_the_store_is_valid_and_says_where_it_is(made: Program) -> None:
    assert faults(made) == []
    assert made.exports["host"].startswith("online-store-dev-")
    assert made.exports["port"] == 6379
    assert made.exports["cache_arn"] == arn("elasticache", "serverlesscache:online-store-dev")
    assert made.exports["user_arn"] == arn("elasticache", "user:online-store-writer-dev")


def test_the_cache_has_its_limits_its_key_and_its_group(made: Program) -> None:
    cache = made.only("elasticache:ServerlessCache").inputs
    assert cache["cacheUsageLimits"] == {
        "dataStorage": {"maximum": 20, "unit": "GB"},
        "ecpuPerSecond": {"maximum": 5_000},
    }
    assert cache["kmsKeyId"] == _KEY
    assert cache["userGroupId"] == "online-store-dev"
    assert cache["snapshotRetentionLimit"] == 0


def test_the_user_is_of_iam_and_named_as_iam_requires(made: Program) -> None:
    writer = made.only("elasticache:User").inputs
    assert writer["authenticationMode"] == {"type": "iam"}
    assert writer["userId"] == writer["userName"] == "online-store-writer-dev"
    assert made.only("elasticache:UserGroup").inputs["userIds"] == ["online-store-writer-dev"]


def test_the_user_default_that_redis_requires_can_do_nothing() -> None:
    made = run(_store(StoreConfig(engine="redis")))
    assert faults(made) == []
    default = made.only("elasticache:User", "online-store-default").inputs
    assert default["userName"] == "default"
    assert default["accessString"].startswith("off ")
    assert len(made.only("elasticache:UserGroup").inputs["userIds"]) == 2


def test_snapshots_are_taken_daily_where_they_are_kept() -> None:
    cache = run(_store(StoreConfig(daily_snapshots_kept=7))).only("elasticache:ServerlessCache")
    assert cache.inputs["snapshotRetentionLimit"] == 7
    assert cache.inputs["dailySnapshotTime"] == "03:00"
