"""What the store holds at the end, beside what the job says it should hold."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from demo.shared.store import hash_counts
from events.recommendations.recommendation_list import RecommendationList
from events.shared.feature_update import FeatureUpdate
from features.shared.definitions.model import Definitions, FeatureKind
from online_store.connection import StoreSettings, connect
from online_store.keys import LISTS, feature_key
from online_store.lists import ListReader, StoredList
from online_store.reader import FeatureStoreReader, StoredFeatures


@dataclass(frozen=True, slots=True)
class KindCensus:
    """The hashes of one kind: lists, or the features of an entity.

    Attributes:
        found: hashes in the store.
        expected: lists or entities that the job wrote.
        differing: hashes that are missing or other than what the job made last.
    """

    found: int
    expected: int
    differing: int


Census = Mapping[str, KindCensus]
"""By kind, `recommendations` for lists and the name of an entity for its features."""


def take_census(
    store_url: str,
    lists: Mapping[str, RecommendationList],
    updates: Iterable[FeatureUpdate],
    definitions: Definitions,
) -> Census:
    """Count and compare every hash of the store.

    Args:
        store_url: where it is.
        lists: the newest of each shopper, by the shopper's key.
        updates: of features, all of the run.
        definitions: that say which features an entity has.
    """
    newest = newest_updates(updates)
    with connect(StoreSettings(store_url)) as client:
        found = hash_counts(client)
        reader = ListReader(client)
        wrong = sum(not is_stored(made, reader.read(key)) for key, made in lists.items())
        census = {LISTS: KindCensus(found[LISTS], len(lists), wrong)}
        for entity, of_entity in newest.items():
            features = FeatureStoreReader(client, kinds_of(definitions, entity))
            census[entity] = KindCensus(
                found[entity],
                len(of_entity),
                sum(
                    not _matches(ties, features.read(entity, name))
                    for name, ties in of_entity.items()
                ),
            )
    return census


def stored_list(store_url: str, shopper: str) -> StoredList | None:
    """The list of a shopper from the store, None if it is not there."""
    with connect(StoreSettings(store_url)) as client:
        return ListReader(client).read(shopper)


def newest_updates(
    updates: Iterable[FeatureUpdate],
) -> dict[str, dict[str, list[FeatureUpdate]]]:
    """By entity and id the updates of the greatest event time: one, unless times tie."""
    newest: dict[str, dict[str, list[FeatureUpdate]]] = {}
    for update in updates:
        of_entity = newest.setdefault(update.entity, {})
        ties = of_entity.setdefault(update.entity_id, [])
        if ties and update.event_time_ms > ties[0].event_time_ms:
            ties.clear()
        if not ties or update.event_time_ms == ties[0].event_time_ms:
            ties.append(update)
    return newest


def is_stored(made: RecommendationList, stored: StoredList | None) -> bool:
    """Whether the store has a list as it was made."""
    return stored is not None and (stored.list_id, stored.event_time_ms, stored.items) == (
        made.list_id,
        made.event_time_ms,
        made.items,
    )


def kinds_of(definitions: Definitions, entity: str) -> dict[str, FeatureKind]:
    """The kind of each written feature of an entity, by name."""
    return {
        one.name: one.kind for one in definitions.features if one.scope == entity and one.written
    }


def _matches(ties: list[FeatureUpdate], stored: StoredFeatures | None) -> bool:
    return stored is not None and any(
        stored.event_time_ms == update.event_time_ms and stored.values == _typed(update, stored)
        for update in ties
    )


def _typed(update: FeatureUpdate, stored: StoredFeatures) -> dict[str, Any]:
    """The values of an update for the names that were read; 1 and 1.0 are equal."""
    return {
        name: tuple(value) if isinstance(value := update.values.get(name), list) else value
        for name in stored.values
    }


def key_of(shopper: str) -> str:
    """The key of a shopper's list in the store."""
    return feature_key(LISTS, shopper)
