"""A reader beside the writer reads every list as soon as it is written."""

import pytest
from msgspec.structs import replace
from redis import Redis

from events.recommendations.recommendation_list import RecommendationList
from machine.ports import free_ports
from online_store.connection import StoreSettings, connect
from online_store.errors import StoreUnavailable
from online_store.list_arrivals import ListArrivals
from online_store.writer import FeatureStoreWriter
from servers.valkey import ValkeyServer, valkey_server
from tests.online_store.made_lists import MADE
from tests.online_store.updates import update
from udfs.recommendations.store_updates import list_update


def write(store: Redis, made: RecommendationList, shopper: str = "user:u:1") -> None:
    FeatureStoreWriter(store, ttl_s=600).write([list_update(shopper, made)])


def reader(valkey: ValkeyServer) -> ListArrivals:
    return ListArrivals(connect(StoreSettings(valkey.url, 10_000, 10_000)))


def test_each_list_is_read_with_its_shopper_and_time(store: Redis, valkey: ValkeyServer) -> None:
    with reader(valkey) as arrivals:
        write(store, MADE)
        write(store, replace(MADE, list_id="l-2"), "session:s:2")
    seen = [(one.shopper, one.list_id, one.event_time_ms) for one in arrivals.seen]
    assert seen == [("user:u:1", "l-1", 1_000), ("session:s:2", "l-2", 1_000)]
    assert arrivals.written == 2


def test_times_go_up_and_are_after_the_write(store: Redis, valkey: ValkeyServer) -> None:
    with reader(valkey) as arrivals:
        for number in range(3):
            write(store, replace(MADE, list_id=f"l-{number}"), f"user:{number}")
    times = [one.seen_ms for one in arrivals.seen]
    assert len(times) == 3
    assert times == sorted(times)


def test_what_the_store_refuses_does_not_arrive(store: Redis, valkey: ValkeyServer) -> None:
    write(store, MADE)
    with reader(valkey) as arrivals:
        write(store, replace(MADE, list_id="l-0", event_time_ms=999))
    assert (arrivals.seen, arrivals.written) == ([], 0)


def test_features_are_no_lists(store: Redis, valkey: ValkeyServer) -> None:
    with reader(valkey) as arrivals:
        FeatureStoreWriter(store, ttl_s=600).write([update(5)])
    assert (arrivals.seen, arrivals.written) == ([], 0)


def test_a_store_that_is_not_there_is_unavailable() -> None:
    (port,) = free_ports(1)
    arrivals = ListArrivals(connect(StoreSettings(f"redis://127.0.0.1:{port}")))
    with pytest.raises(StoreUnavailable, match="feature store"):
        arrivals.__enter__()


def test_a_store_that_goes_away_is_said_at_the_end() -> None:
    with valkey_server() as server:
        arrivals = reader(server)
        with pytest.raises(StoreUnavailable, match="feature store"), arrivals:
            server.kill()
