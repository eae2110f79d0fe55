"""Reads the features of an entity back, such as a card, typed by the caller's catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass

from redis import Redis

from events.shared.feature_update import Entity
from events.shared.feature_value import WrittenValue
from features.shared.definitions.model import FeatureKind
from online_store.hash_fields import EVENT_TIME_FIELD, SCHEMA_VERSION_FIELD
from online_store.keys import feature_key
from online_store.stored_hash import StoredHash, read_hash


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
        stored = read_hash(self._client, feature_key(entity, entity_id), entity)
        return None if stored is None else features_in(stored, self._kinds)


def features_in(stored: StoredHash, kinds: Mapping[str, FeatureKind]) -> StoredFeatures:
    """The features in a hash.

    Args:
        stored: the hash.
        kinds: kind by name of the features to read; others in the hash are left out.

    Raises:
        StoreDataError: naming the field whose stored text is not of its kind.
    """
    return StoredFeatures(
        event_time_ms=stored.time_ms(EVENT_TIME_FIELD),
        schema_version=stored.number(SCHEMA_VERSION_FIELD),
        values={name: stored.value(name, kind) for name, kind in kinds.items()},
        ttl_s=stored.ttl_s,
    )
