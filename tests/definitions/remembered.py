"""What a job that changes its definition file has remembered until then."""

from features.shared.definitions.hops import hops_of
from features.shared.definitions.model import (
    DECAY_REACH_HALF_LIVES,
    PAYMENT_SCOPE,
    Definitions,
    Derived,
    Feature,
    Remembered,
)
from features.shared.limits import HistoryLimits


def reach_of(feature: Feature, limits: HistoryLimits) -> int:
    """How far before a payment a feature of an entity looks."""
    source = feature.source
    if isinstance(source, Derived):
        return 0
    if source.half_life_ms:
        return DECAY_REACH_HALF_LIVES * source.half_life_ms
    delay = source.delay_ms
    return source.window_ms + (limits.feedback_delay_ms if delay == "feedback" else delay)


def places(definitions: Definitions) -> dict[str, tuple[str, ...]]:
    """Where the history of each entity is: the field of its hop, then those of its key."""
    hops = hops_of(definitions.entities, "merchant_id")
    return {entity.name: (hop.field, *entity.fields) for hop in hops for entity in hop.entities}


def remembered(
    old: Definitions, new: Definitions, limits: HistoryLimits, until_ms: int
) -> tuple[Remembered, ...]:
    """How far back entities were remembered that the new file looks further back at."""

    def reaches(definitions: Definitions) -> dict[tuple[str, ...], int]:
        kept = places(definitions)
        found = dict.fromkeys(kept.values(), 0)
        for feature in definitions.features:
            if feature.scope != PAYMENT_SCOPE:
                place = kept[feature.scope]
                found[place] = max(found[place], reach_of(feature, limits))
        return found

    before, after = reaches(old), reaches(new)
    return tuple(
        Remembered(name, before.get(place, 0), until_ms)
        for name, place in places(new).items()
        if after[place] > before.get(place, 0)
    )
