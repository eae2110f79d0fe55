"""The census compares every list and every hash of features with what the job made last."""

from msgspec.structs import replace
from redis import Redis

from demo.recommendations.store_census import Census, KindCensus, newest_updates, take_census
from events.recommendations.recommendation_list import RecommendationList
from events.shared.feature_update import FeatureUpdate
from features.recommendations.definitions import DEFAULT, load_definitions
from online_store.writer import FeatureStoreWriter
from servers.valkey import ValkeyServer
from tests.demo.recommendations.cases import LISTS
from udfs.recommendations.store_updates import list_update

DEFINITIONS = load_definitions(DEFAULT)
KEY = "user:u1"


def item(views: int, time_ms: int = 1_000) -> FeatureUpdate:
    """An update of an item."""
    return FeatureUpdate("item", "A", time_ms, 1, {"item_views_1h": views}, "e")


def census(
    valkey: ValkeyServer, *updates: FeatureUpdate, lists: dict[str, RecommendationList]
) -> Census:
    return take_census(valkey.url, lists, updates, DEFINITIONS)


def write(store: Redis, *updates: FeatureUpdate) -> None:
    writer = FeatureStoreWriter(store, ttl_s=600)
    for one in updates:
        writer.write([one])


def test_a_store_as_it_should_be_differs_nowhere(store: Redis, valkey: ValkeyServer) -> None:
    write(store, item(1), item(2, 2_000), list_update(KEY, LISTS[3]))
    found = census(valkey, item(2, 2_000), item(1), lists={KEY: LISTS[3]})
    assert found == {"recommendations": KindCensus(1, 1, 0), "item": KindCensus(1, 1, 0)}


def test_a_list_of_the_same_id_with_other_items_differs(store: Redis, valkey: ValkeyServer) -> None:
    write(store, list_update(KEY, replace(LISTS[3], items=LISTS[0].items)))
    assert census(valkey, lists={KEY: LISTS[3]})["recommendations"] == KindCensus(1, 1, 1)


def test_a_list_that_is_not_there_differs_and_one_too_many_is_counted(
    store: Redis, valkey: ValkeyServer
) -> None:
    write(store, list_update("session:s9", LISTS[3]))
    found = census(valkey, lists={KEY: LISTS[3], "session:s1": LISTS[0]})
    assert found["recommendations"] == KindCensus(found=1, expected=2, differing=2)


def test_features_that_are_one_update_behind_differ(store: Redis, valkey: ValkeyServer) -> None:
    write(store, item(1))
    found = census(valkey, item(1), item(2, 2_000), lists={})
    assert found["item"] == KindCensus(1, 1, 1)


def test_updates_of_the_same_time_are_all_newest() -> None:
    found = newest_updates([item(1), item(2), item(3, 999)])
    assert found == {"item": {"A": [item(1), item(2)]}}
