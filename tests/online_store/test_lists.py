"""The list that is read back is the one that was made."""

import pytest
from msgspec.structs import replace
from redis import Redis

from machine.ports import free_ports
from online_store.connection import StoreSettings, connect
from online_store.errors import StoreDataError, StoreUnavailable
from online_store.lists import ListReader, StoredList
from online_store.writer import WriteResult
from tests.online_store.made_lists import ITEMS, KEY, MADE, SHOPPER, written


def test_a_list_is_read_back_with_its_versions_and_time_to_live(store: Redis) -> None:
    written(store, MADE)
    found = ListReader(store).read(SHOPPER)
    assert found is not None
    assert found == StoredList(
        list_id="l-1",
        event_time_ms=1_000,
        items=ITEMS,
        variant="control",
        schema_version=1,
        definitions="d" * 64,
        ranker="ranker@3",
        rules=("in_stock@1", "fresh@2"),
        job_version="1.2.3",
        ttl_s=found.ttl_s,
    )
    assert 0 < found.ttl_s <= 600


def test_a_list_without_ranker_and_rules_is_read_back_without_them(store: Redis) -> None:
    written(store, replace(MADE, ranker=None, rules=(), items=()))
    found = ListReader(store).read(SHOPPER)
    assert found is not None
    assert (found.ranker, found.rules, found.items) == (None, (), ())


@pytest.mark.parametrize("in_one_batch", [True, False])
def test_an_older_list_never_replaces_a_newer_one(store: Redis, *, in_one_batch: bool) -> None:
    older = replace(MADE, list_id="older", event_time_ms=999)
    if in_one_batch:
        assert written(store, MADE, older) == WriteResult(written=1, stale=1)
    else:
        written(store, MADE)
        assert written(store, older) == WriteResult(written=0, stale=1)
    found = ListReader(store).read(SHOPPER)
    assert found is not None
    assert found.list_id == "l-1"


def test_a_list_of_a_later_event_replaces_all_of_the_one_before(store: Redis) -> None:
    written(store, MADE)
    written(store, replace(MADE, list_id="l-2", event_time_ms=1_001, ranker=None))
    found = ListReader(store).read(SHOPPER)
    assert found is not None
    assert (found.list_id, found.ranker) == ("l-2", None)


def test_a_shopper_of_whom_no_list_was_made_has_none(store: Redis) -> None:
    written(store, MADE)
    assert ListReader(store).read("session:u:1") is None


def test_each_write_begins_the_time_to_live_anew(store: Redis) -> None:
    written(store, MADE, ttl_s=5)
    written(store, MADE, ttl_s=10_000)
    found = ListReader(store).read(SHOPPER)
    assert found is not None
    assert found.ttl_s > 5_000


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("items", "[{}]", "list field items: stored text is no list of items"),
        ("items", "lamps", "list field items: stored text is no list of items"),
        ("event_time_ms", "now", "list field event_time_ms: stored text is not of kind int"),
        ("rules", "1", "list field rules: stored text is not of kind list"),
        ("list_id", None, "list field list_id: missing"),
        ("definitions", None, "list field definitions: missing"),
    ],
)
def test_a_damaged_hash_is_an_error_that_names_the_field(
    store: Redis, field: str, text: str | None, said: str
) -> None:
    written(store, MADE)
    if text is None:
        store.hdel(KEY, field)
    else:
        store.hset(KEY, field, text)
    with pytest.raises(StoreDataError, match=said):
        ListReader(store).read(SHOPPER)


def test_a_key_that_holds_no_hash_is_an_error(store: Redis) -> None:
    store.set(KEY, "text")
    with pytest.raises(StoreDataError, match="the list's key does not hold a hash"):
        ListReader(store).read(SHOPPER)


def test_a_store_that_nobody_serves_is_unavailable() -> None:
    (port,) = free_ports(1)
    with (
        connect(StoreSettings(f"redis://127.0.0.1:{port}"), environ={}) as client,
        pytest.raises(StoreUnavailable, match="refused"),
    ):
        ListReader(client).read(SHOPPER)
