"""The census of the store compares every hash with the newest decision."""

from redis import Redis

from demo.fraud.kept import SHIPPED_KEPT
from demo.fraud.store_census import StoreCensus, newest_decisions, read_back, take_census
from events.fraud.decision import Decision
from events.shared.feature_update import FEATURE_SCHEMA_VERSION, Entity, FeatureUpdate
from online_store.writer import FeatureStoreWriter
from servers.valkey import ValkeyServer
from tests.demo.fraud.cases import FEATURE_VALUES, decision

OLD, NEW = decision("old"), decision("new", event_time_ms=2_000)


def update(entity: Entity, of: Decision) -> FeatureUpdate:
    entity_id = of.card_id if entity == "card" else of.merchant_id
    values = SHIPPED_KEPT.features_of(entity, of)
    return FeatureUpdate(
        entity, entity_id, of.event_time_ms, FEATURE_SCHEMA_VERSION, values, of.transaction_id
    )


def write(store: Redis, *of: Decision) -> None:
    writer = FeatureStoreWriter(store, ttl_s=600)
    for one in of:
        writer.write([update("card", one), update("merchant", one)])


def test_the_newest_decision_is_the_one_of_the_greatest_event_time() -> None:
    assert newest_decisions([NEW, OLD], "card") == {"card-1": [NEW]}


def test_decisions_of_the_same_time_are_all_newest() -> None:
    tied = decision("tied", event_time_ms=2_000)
    assert newest_decisions([OLD, NEW, tied], "merchant") == {"merchant-1": [NEW, tied]}


def test_a_store_as_it_should_be_differs_nowhere(store: Redis, valkey: ValkeyServer) -> None:
    write(store, OLD, NEW)
    assert take_census(valkey.url, [OLD, NEW]).differing == 0
    assert take_census(valkey.url, [OLD, NEW]).keys == 2


def test_only_accepted_updates_are_counted(store: Redis, valkey: ValkeyServer) -> None:
    store.config_resetstat()
    write(store, NEW, OLD)
    assert take_census(valkey.url, [OLD, NEW]) == StoreCensus(2, 2, 0)


def test_in_a_shared_store_only_the_own_hashes_are_counted(
    store: Redis, valkey: ValkeyServer
) -> None:
    write(store, NEW)
    store.hset("recommendations:user:u-1", "list_id", "l")
    store.hset("features:item:i-1", "item_views_1h", "2")
    shared = take_census(valkey.url, [NEW], is_shared=True)
    assert shared == StoreCensus(updates_accepted=None, keys=2, differing=0)
    assert take_census(valkey.url, [NEW]).keys == 4


def test_a_hash_that_is_one_update_behind_differs(store: Redis, valkey: ValkeyServer) -> None:
    write(store, OLD)
    assert take_census(valkey.url, [OLD, NEW]).differing == 2


def test_a_single_different_feature_differs(store: Redis, valkey: ValkeyServer) -> None:
    write(store, NEW)
    other = decision("new", event_time_ms=2_000, features=FEATURE_VALUES | {"card_count_1m": 2})
    assert take_census(valkey.url, [other]).differing == 1


def test_a_late_decision_is_not_expected_in_the_store(store: Redis, valkey: ValkeyServer) -> None:
    write(store, NEW)
    late = decision("late", card_id="card-2", event_time_ms=3_000, late=True)
    assert take_census(valkey.url, [NEW, late]).differing == 0


def test_a_card_is_read_back_with_its_types(store: Redis, valkey: ValkeyServer) -> None:
    write(store, NEW)
    back = read_back(valkey.url, NEW)
    assert back is not None
    assert back.stored.values == SHIPPED_KEPT.features_of("card", NEW)


def test_a_card_that_is_not_there_reads_as_nothing(store: Redis, valkey: ValkeyServer) -> None:
    assert store.dbsize() == 0
    assert read_back(valkey.url, NEW) is None
