"""What the feature store holds at the end, beside what the decisions say it should hold."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from events.fraud.decision import Decision
from events.shared.feature_update import Entity
from events.shared.feature_value import FeatureValue
from features.fraud.catalogue import CARD_FEATURES, MERCHANT_FEATURES
from features.shared.definitions.model import FeatureKind
from online_store.connection import StoreSettings, connect
from online_store.reader import FeatureStoreReader, StoredFeatures

KINDS: Final[Mapping[Entity, Mapping[str, FeatureKind]]] = {
    "card": {feature.name: feature.kind for feature in CARD_FEATURES},
    "merchant": {feature.name: feature.kind for feature in MERCHANT_FEATURES},
}
"""FeatureKind by name of the features that the store has of each entity."""


@dataclass(frozen=True, slots=True)
class StoreCensus:
    """Counts of the store.

    Attributes:
        updates_accepted: updates that replaced a hash or made one.
        keys: hashes in the store.
        differing: cards and merchants whose hash differs from their newest decision.
    """

    updates_accepted: int
    keys: int
    differing: int


@dataclass(frozen=True, slots=True)
class ReadBack:
    """One card as the store has it, and its newest decision."""

    card_id: str
    stored: StoredFeatures
    decision: Decision


def take_census(store_url: str, decisions: Iterable[Decision]) -> StoreCensus:
    """Count and compare every hash of the store with `decisions`."""
    on_time = [decision for decision in decisions if not decision.late]
    with connect(StoreSettings(store_url)) as client:
        stats: Any = client.info("commandstats")
        # Each accepted update ends with one EXPIRE, a refused one has none.
        accepted = int(stats.get("cmdstat_expire", {}).get("calls", 0))
        differing = 0
        for entity in KINDS:
            reader = FeatureStoreReader(client, KINDS[entity])
            for entity_id, newest in newest_decisions(on_time, entity).items():
                differing += not matches(entity, reader.read(entity, entity_id), newest)
        keys: Any = client.dbsize()
    return StoreCensus(accepted, int(keys), differing)


def read_back(store_url: str, decision: Decision) -> ReadBack | None:
    """The card of `decision` from the store, None if it is not there."""
    with connect(StoreSettings(store_url)) as client:
        stored = FeatureStoreReader(client, KINDS["card"]).read("card", decision.card_id)
    return None if stored is None else ReadBack(decision.card_id, stored, decision)


def newest_decisions(decisions: Iterable[Decision], entity: Entity) -> dict[str, list[Decision]]:
    """The decisions of the greatest event time of each card or merchant: one, unless times tie."""
    newest: dict[str, list[Decision]] = {}
    for decision in decisions:
        entity_id = decision.card_id if entity == "card" else decision.merchant_id
        seen = newest.setdefault(entity_id, [decision])
        if decision.event_time_ms > seen[0].event_time_ms:
            newest[entity_id] = [decision]
        elif decision.event_time_ms == seen[0].event_time_ms and decision is not seen[0]:
            seen.append(decision)
    return newest


def matches(entity: Entity, stored: StoredFeatures | None, newest: list[Decision]) -> bool:
    """Whether the stored features are those of one of the newest decisions, to the last digit."""
    return stored is not None and any(
        stored.event_time_ms == decision.event_time_ms
        and stored.values == features_of(entity, decision)
        for decision in newest
    )


def features_of(entity: Entity, decision: Decision) -> dict[str, FeatureValue]:
    """The features of `decision` that belong to its card or its merchant."""
    values = decision.numbers
    return {name: values[name] for name in KINDS[entity]}


def differing(card: ReadBack) -> list[str]:
    """The features whose stored value is not that of the card's newest decision."""
    expected = features_of("card", card.decision)
    return [name for name, value in expected.items() if card.stored.values[name] != value]
