"""What stands in the store after batches were written, on a real server."""

from collections.abc import Sequence
from itertools import pairwise

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis import Redis

from events.shared.feature_update import FeatureUpdate
from online_store.writer import FeatureStoreWriter, WriteResult
from tests.online_store.updates import update

TTL_S = 3_600


@pytest.fixture
def writer(store: Redis) -> FeatureStoreWriter:
    return FeatureStoreWriter(store, TTL_S)


def test_a_hash_holds_event_time_schema_version_and_every_feature_as_text(
    store: Redis, writer: FeatureStoreWriter
) -> None:
    values = {"count": 3, "mean": 0.1, "is_new": True, "is_night": False}
    writer.write([update(7, values)])
    assert store.hgetall("features:card:c1") == {
        "event_time_ms": "7",
        "schema_version": "1",
        "count": "3",
        "mean": "0.1",
        "is_new": "1",
        "is_night": "0",
    }


def test_a_missing_feature_is_absent_from_the_hash(
    store: Redis, writer: FeatureStoreWriter
) -> None:
    writer.write([update(7, {"count": 3, "speed": None})])
    assert not store.hexists("features:card:c1", "speed")


def test_a_feature_of_the_older_hash_that_the_newer_lacks_disappears(
    store: Redis, writer: FeatureStoreWriter
) -> None:
    writer.write([update(1, {"count": 1, "speed": 2.5})])
    writer.write([update(2, {"count": 2})])
    assert set(store.hgetall("features:card:c1")) == {"event_time_ms", "schema_version", "count"}


def test_an_older_update_changes_nothing_and_counts_as_stale(
    store: Redis, writer: FeatureStoreWriter
) -> None:
    writer.write([update(2)])
    assert writer.write([update(1)]) == WriteResult(written=0, stale=1)
    assert store.hget("features:card:c1", "n") == "2"


def test_an_update_of_the_same_event_time_replaces_the_stored_one(
    store: Redis, writer: FeatureStoreWriter
) -> None:
    writer.write([update(1, {"n": 1})])
    assert writer.write([update(1, {"n": 2})]) == WriteResult(written=1, stale=0)
    assert store.hget("features:card:c1", "n") == "2"


def test_only_the_newest_update_of_a_key_in_a_batch_is_written(
    store: Redis, writer: FeatureStoreWriter
) -> None:
    assert writer.write([update(1), update(3), update(2)]) == WriteResult(written=1, stale=2)
    assert store.hget("features:card:c1", "n") == "3"


def test_of_equal_event_times_in_a_batch_the_last_is_written(
    store: Redis, writer: FeatureStoreWriter
) -> None:
    writer.write([update(1, {"n": 1}), update(1, {"n": 2})])
    assert store.hget("features:card:c1", "n") == "2"


def test_a_card_and_a_merchant_of_the_same_id_have_hashes_of_their_own(
    store: Redis, writer: FeatureStoreWriter
) -> None:
    writer.write([update(1, entity="card"), update(2, entity="merchant")])
    assert set(store.scan_iter()) == {"features:card:c1", "features:merchant:c1"}


def test_every_key_expires_and_a_write_starts_its_time_anew(
    store: Redis, writer: FeatureStoreWriter
) -> None:
    writer.write([update(1)])
    store.persist("features:card:c1")
    writer.write([update(2)])
    assert 0 < store.ttl("features:card:c1") <= TTL_S


def test_an_empty_batch_writes_nothing(store: Redis, writer: FeatureStoreWriter) -> None:
    assert writer.write([]) == WriteResult(written=0, stale=0)
    assert store.dbsize() == 0


def test_an_update_that_cannot_be_stored_is_refused_and_the_rest_is_written(
    store: Redis, writer: FeatureStoreWriter
) -> None:
    taken = update(1, {"event_time_ms": 9}, entity_id="secret-id")
    result = writer.write([taken, update(1)])
    reason = "card feature event_time_ms: the name is taken"
    assert result == WriteResult(written=1, stale=0, refused=(reason,))
    assert list(store.scan_iter()) == ["features:card:c1"]


def test_a_value_of_no_feature_is_refused_by_name_and_type(writer: FeatureStoreWriter) -> None:
    text = msgspec.structs.replace(update(1), values={"n": {"how": "much"}})
    reason = "card feature n: a dict; expected int, float, bool, text or list"
    assert writer.write([text]) == WriteResult(written=0, stale=0, refused=(reason,))


def test_a_key_that_holds_no_hash_is_refused_and_the_rest_is_written(
    store: Redis, writer: FeatureStoreWriter
) -> None:
    store.set("features:card:c2", "not a hash")
    result = writer.write([update(1, entity_id="c2"), update(1)])
    assert (result.written, result.stale, len(result.refused)) == (1, 0, 1)
    assert "WRONGTYPE" in result.refused[0]


@pytest.mark.parametrize("ttl_s", [0, -1])
def test_a_time_to_live_that_is_not_positive_is_refused(store: Redis, ttl_s: int) -> None:
    with pytest.raises(ValueError, match=f"ttl_s: {ttl_s}; expected more than 0"):
        FeatureStoreWriter(store, ttl_s)


# Few times and ids, so that ties and overwrites are common; the value tells ties apart.
UPDATES = st.lists(
    st.builds(
        lambda time, entity_id, value: update(time, {"n": value}, entity_id),
        st.integers(0, 5),
        st.sampled_from(["a", "b", "c"]),
        st.integers(),
    ),
    max_size=20,
)


def in_batches(updates: Sequence[FeatureUpdate], cuts: set[int]) -> list[Sequence[FeatureUpdate]]:
    edges = sorted({0, len(updates), *(cut for cut in cuts if cut < len(updates))})
    return [updates[start:end] for start, end in pairwise(edges)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(updates=UPDATES, cuts=st.sets(st.integers(0, 20)), replayed=st.integers(0, 3))
def test_any_order_and_batching_and_any_replay_leaves_the_newest_of_each_key(
    store: Redis,
    writer: FeatureStoreWriter,
    updates: list[FeatureUpdate],
    cuts: set[int],
    replayed: int,
) -> None:
    store.flushall()
    batches = in_batches(updates, cuts)
    results = [writer.write(batch) for batch in [*batches, *batches[len(batches) - replayed :]]]
    # Python's max is the first of equals, so the reversed sequence gives the last.
    expected = {
        entity_id: max(
            (each for each in reversed(updates) if each.entity_id == entity_id),
            key=lambda each: each.event_time_ms,
        ).values["n"]
        for entity_id in {each.entity_id for each in updates}
    }
    stored = {key.rpartition(":")[2]: int(store.hget(key, "n") or 0) for key in store.scan_iter()}
    assert stored == expected
    written_or_stale = [result.written + result.stale for result in results]
    assert written_or_stale[: len(batches)] == [len(batch) for batch in batches]
