"""What the feature store holds at the end, beside what the decisions say it should hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from demo.fraud.kept import SHIPPED_KEPT, Kept
from demo.shared.store import hash_counts
from events.fraud.decision import Decision
from events.shared.feature_update import Entity
from online_store.connection import StoreSettings, connect
from online_store.reader import FeatureStoreReader, StoredFeatures


@dataclass(frozen=True, slots=True)
class StoreCensus:
    """Counts of the store.

    Attributes:
        updates_accepted: updates that replaced a hash or made one; None where others write to the
            store too, which counts them together.
        keys: hashes in the store.
        differing: cards, merchants and others whose hash differs from their newest decision.
    """

    updates_accepted: int | None
    keys: int
    differing: int


@dataclass(frozen=True, slots=True)
class ReadBack:
    """One card as the store has it, and its newest decision."""

    card_id: str
    stored: StoredFeatures
    decision: Decision
    kept: Kept = SHIPPED_KEPT


def take_census(
    store_url: str,
    decisions: Iterable[Decision],
    kept: Kept = SHIPPED_KEPT,
    *,
    is_shared: bool = False,
) -> StoreCensus:
    """Count and compare every hash of the store with `decisions`.

    Args:
        store_url: where it is.
        decisions: all of them.
        kept: what is kept of each entity.
        is_shared: whether others write hashes of other kinds to it.
    """
    on_time = [decision for decision in decisions if not decision.late]
    with connect(StoreSettings(store_url)) as client:
        stats: Any = client.info("commandstats")
        # Each accepted update ends with one EXPIRE, a refused one has none.
        calls = int(stats.get("cmdstat_expire", {}).get("calls", 0))
        differing = 0
        for entity, kinds in kept.kinds.items():
            reader = FeatureStoreReader(client, kinds)
            for entity_id, newest in newest_decisions(on_time, entity, kept).items():
                differing += not matches(entity, reader.read(entity, entity_id), newest, kept)
        counts = hash_counts(client)
        keys = sum(counts[kind] for kind in kept.kinds) if is_shared else counts.total()
    return StoreCensus(None if is_shared else calls, keys, differing)


def read_back(store_url: str, decision: Decision, kept: Kept = SHIPPED_KEPT) -> ReadBack | None:
    """The card of `decision` from the store, None if it is not there."""
    with connect(StoreSettings(store_url)) as client:
        stored = FeatureStoreReader(client, kept.kinds["card"]).read("card", decision.card_id)
    return None if stored is None else ReadBack(decision.card_id, stored, decision, kept)


def newest_decisions(
    decisions: Iterable[Decision], entity: Entity, kept: Kept = SHIPPED_KEPT
) -> dict[str, list[Decision]]:
    """The decisions of the greatest event time of each card, say: one, unless times tie."""
    newest: dict[str, list[Decision]] = {}
    for decision in decisions:
        entity_id = kept.id_of(entity, decision)
        if entity_id is None:
            continue
        seen = newest.setdefault(entity_id, [decision])
        if decision.event_time_ms > seen[0].event_time_ms:
            newest[entity_id] = [decision]
        elif decision.event_time_ms == seen[0].event_time_ms and decision is not seen[0]:
            seen.append(decision)
    return newest


def matches(
    entity: Entity, stored: StoredFeatures | None, newest: list[Decision], kept: Kept
) -> bool:
    """Whether the stored features are those of one of the newest decisions, to the last digit."""
    return stored is not None and any(
        stored.event_time_ms == decision.event_time_ms
        and stored.values == kept.features_of(entity, decision)
        for decision in newest
    )


def differing(card: ReadBack) -> list[str]:
    """The features whose stored value is not that of the card's newest decision."""
    expected = card.kept.features_of("card", card.decision)
    return [name for name, value in expected.items() if card.stored.values[name] != value]
