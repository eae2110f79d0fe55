"""`revstream features read` reads one entity back from the store."""

import json

import pytest
from click.testing import CliRunner, Result
from redis import Redis

from cli.features.read import command
from events.shared.feature_update import FeatureUpdate
from machine.ports import free_ports
from online_store.writer import FeatureStoreWriter
from servers.valkey import ValkeyServer
from tests.online_store.iam_store import LOGIN, IamStore

UPDATE = FeatureUpdate("card", "c-1", 1_700_000_000_000, 1, {"card_count_1m": 3}, "t-1")


def features(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, catch_exceptions=False)


def test_a_card_is_printed_with_its_features(store: Redis, valkey: ValkeyServer) -> None:
    FeatureStoreWriter(store, ttl_s=600).write([UPDATE])
    result = features("card", "c-1", "--store", valkey.url)
    assert result.exit_code == 0
    assert "card c-1 as of 2023-11-14 22:13:20" in result.output
    assert "card_count_1m                3" in result.output


def test_a_missing_feature_is_said_to_be_missing(store: Redis, valkey: ValkeyServer) -> None:
    FeatureStoreWriter(store, ttl_s=600).write([UPDATE])
    result = features("card", "c-1", "--store", valkey.url)
    assert "card_speed_kmh               missing" in result.output


def test_json_has_the_values_with_their_types(store: Redis, valkey: ValkeyServer) -> None:
    FeatureStoreWriter(store, ttl_s=600).write([UPDATE])
    found = json.loads(features("card", "c-1", "--store", valkey.url, "--json").output)
    assert found["entity_id"] == "c-1"
    assert found["event_time_ms"] == 1_700_000_000_000
    assert found["values"]["card_count_1m"] == 3
    assert found["values"]["card_speed_kmh"] is None


def test_an_unknown_entity_exits_with_1(store: Redis, valkey: ValkeyServer) -> None:
    assert store.dbsize() == 0
    result = features("merchant", "m-1", "--store", valkey.url)
    assert result.exit_code == 1
    assert "no features of this merchant" in result.output


def test_a_store_that_does_not_answer_is_an_os_error_for_the_command_line() -> None:
    (port,) = free_ports(1)
    with pytest.raises(ConnectionError, match="feature store"):
        features("card", "c-1", "--store", f"redis://127.0.0.1:{port}")


def test_a_store_that_wants_a_login_by_iam_is_read_by_the_credentials_of_aws(
    store_by_iam: IamStore,
) -> None:
    FeatureStoreWriter(store_by_iam.admin, ttl_s=600).write([UPDATE])
    store_by_iam.may("+hgetall +ttl +multi +exec")
    login = ("--iam-user", LOGIN.user, "--iam-cache", LOGIN.cache, "--region", LOGIN.region)
    result = features("card", "c-1", "--store", store_by_iam.settings.url, *login)
    assert result.exit_code == 0
    assert "card_count_1m                3" in result.output


def test_half_a_login_by_iam_is_a_faulty_call() -> None:
    result = features("card", "c-1", "--store", "rediss://store.example", "--iam-user", "on-call")
    assert result.exit_code == 2
    assert "--iam-user, --iam-cache and --region go together" in result.output


def test_an_id_that_no_payment_can_have_is_refused_before_the_store_is_asked() -> None:
    result = features("card", "c-\udcff", "--store", "redis://127.0.0.1:1")
    assert result.exit_code == 2
    assert "no payment has such an id: half a surrogate pair" in result.output
