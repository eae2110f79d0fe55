"""Features read back are those that were written, typed."""

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis import Redis

from features.shared.definitions.model import FeatureKind
from online_store.errors import StoreDataError
from online_store.reader import FeatureStoreReader, StoredFeatures
from online_store.writer import FeatureStoreWriter
from tests.online_store.updates import update

KINDS: dict[str, FeatureKind] = {"count": "int", "mean": "float", "is_new": "bool"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    count=st.none() | st.integers(),
    mean=st.none() | st.floats(allow_nan=False),
    is_new=st.none() | st.booleans(),
)
def test_values_are_read_back_as_they_were_written(
    store: Redis,
    count: int | None,
    mean: float | None,
    is_new: bool | None,  # noqa: FBT001 - a drawn value
) -> None:
    values = {"count": count, "mean": mean, "is_new": is_new}
    FeatureStoreWriter(store, ttl_s=60).write([update(5, values)])
    stored = FeatureStoreReader(store, KINDS).read("card", "c1")
    assert stored is not None
    assert stored.values == values
    assert [type(value) for value in stored.values.values()] == [type(v) for v in values.values()]


def test_event_time_schema_version_and_time_to_live_come_with_the_values(store: Redis) -> None:
    FeatureStoreWriter(store, ttl_s=10_000).write([update(5, {"count": 2})])
    stored = FeatureStoreReader(store, {"count": "int"}).read("card", "c1")
    assert stored is not None
    expected = StoredFeatures(
        event_time_ms=5, schema_version=1, values={"count": 2}, ttl_s=stored.ttl_s
    )
    assert stored == expected
    assert 0 < stored.ttl_s <= 10_000


def test_an_entity_that_was_never_written_has_no_features(store: Redis) -> None:
    assert FeatureStoreReader(store, KINDS).read("merchant", "unknown") is None


def test_not_a_number_is_read_back_as_such(store: Redis) -> None:
    FeatureStoreWriter(store, ttl_s=60).write([update(5, {"mean": math.nan})])
    stored = FeatureStoreReader(store, {"mean": "float"}).read("card", "c1")
    assert stored is not None
    mean = stored.values["mean"]
    assert isinstance(mean, float)
    assert math.isnan(mean)


@pytest.mark.parametrize(
    ("field", "text"),
    [("count", "1.5"), ("mean", "much"), ("is_new", "yes"), ("event_time_ms", "now")],
)
def test_a_stored_text_of_another_kind_is_an_error_that_names_the_field(
    store: Redis, field: str, text: str
) -> None:
    FeatureStoreWriter(store, ttl_s=60).write([update(5, {"count": 1})])
    store.hset("features:card:c1", field, text)
    with pytest.raises(StoreDataError, match=f"card field {field}: stored text is not of kind"):
        FeatureStoreReader(store, KINDS).read("card", "c1")


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("event_time_ms", "9" * 40, "more than 53 bits"),
        ("event_time_ms", "253402300800000", "no time of the years 1 to 9999"),
        ("event_time_ms", "-62135596800001", "no time of the years 1 to 9999"),
        ("schema_version", str(2**53), "more than 53 bits"),
        ("last", "[" * 2_000 + "]" * 2_000, "not of kind list"),
        ("last", "[[1]]", "not of kind list"),
        ("last", '[{"a": 1}, null]', "not of kind list"),
    ],
)
def test_what_no_reader_of_json_could_take_is_an_error_that_names_the_field(
    store: Redis, field: str, text: str, said: str
) -> None:
    FeatureStoreWriter(store, ttl_s=60).write([update(5, {"count": 1})])
    store.hset("features:card:c1", field, text)
    with pytest.raises(StoreDataError, match=f"card field {field}: .*{said}"):
        FeatureStoreReader(store, {"last": "list"}).read("card", "c1")


def test_a_hash_without_its_event_time_is_an_error(store: Redis) -> None:
    store.hset("features:card:c1", "count", "1")
    with pytest.raises(StoreDataError, match="card field event_time_ms: missing"):
        FeatureStoreReader(store, KINDS).read("card", "c1")


def test_a_key_that_holds_no_hash_is_an_error(store: Redis) -> None:
    store.set("features:card:c1", "text")
    with pytest.raises(StoreDataError, match="does not hold a hash"):
        FeatureStoreReader(store, KINDS).read("card", "c1")
