"""Reads the features of an entity back, such as a card, typed by the caller's catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass

from redis import Redis
from redis.exceptions import RedisError

from events.shared.feature_update import Entity
from events.shared.feature_value import WrittenValue
from features.shared.definitions.model import FeatureKind
from online_store.errors import StoreDataError, StoreUnavailable, is_passing
from online_store.hash_fields import EVENT_TIME_FIELD, SCHEMA_VERSION_FIELD, parse_value
from online_store.keys import feature_key


@dataclass(frozen=True)
class StoredFeatures:
    """The features of one entity as of one event time.

    Attributes:
        event_time_ms: time of the payment they were computed at.
        schema_version: version of the feature definitions.
        values: value by feature name, None where the feature is missing.
        ttl_s: seconds until the store forgets them.
    """

    event_time_ms: int
    schema_version: int
    values: Mapping[str, WrittenValue]
    ttl_s: int


class FeatureStoreReader:
    """Reads the hashes that `FeatureStoreWriter` writes.

    Args:
        client: connection to the store.
        kinds: kind by name of the features to read; others in the hash are left out.
    """

    def __init__(self, client: Redis, kinds: Mapping[str, FeatureKind]) -> None:
        self._client = client
        self._kinds = dict(kinds)

    def read(self, entity: Entity, entity_id: str) -> StoredFeatures | None:
        """The features of an entity, None if the store has none.

        Raises:
            StoreUnavailable: if the store cannot be used now.
            StoreDataError: naming the field whose stored text is not of its kind.
        """
        key = feature_key(entity, entity_id)
        pipeline = self._client.pipeline(transaction=True)
        pipeline.hgetall(key)
        pipeline.ttl(key)
        try:
            stored, ttl_s = pipeline.execute()
        except RedisError as error:
            if is_passing(error):
                raise StoreUnavailable(f"feature store: {error}") from error
            raise StoreDataError(f"the {entity}'s key does not hold a hash") from error
        if not stored:
            return None
        return StoredFeatures(
            event_time_ms=_number(entity, stored, EVENT_TIME_FIELD),
            schema_version=_number(entity, stored, SCHEMA_VERSION_FIELD),
            values={name: _value(entity, stored, name, kind) for name, kind in self._kinds.items()},
            ttl_s=ttl_s,
        )


def _number(entity: Entity, stored: Mapping[str, str], name: str) -> int:
    value = _value(entity, stored, name, "int")
    if value is None:
        raise StoreDataError(f"{entity} field {name}: missing")
    return int(str(value))


def _value(entity: Entity, stored: Mapping[str, str], name: str, kind: FeatureKind) -> WrittenValue:
    text = stored.get(name)
    if text is None:
        return None
    try:
        return parse_value(kind, text)
    except ValueError as error:
        raise StoreDataError(f"{entity} field {name}: stored text is not of kind {kind}") from error
