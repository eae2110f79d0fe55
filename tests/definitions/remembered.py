"""What a job that changes its definition file has remembered until then."""

from features.shared.definitions.hops import hops_of
from features.shared.definitions.model import (
    DECAY_REACH_HALF_LIVES,
    Aggregate,
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
    before = {place: reaches(old, name, limits) for name, place in places(old).items()}
    found = []
    for name, place in places(new).items():
        (known_ms, labels_ms), asked = before.get(place, (0, 0)), reaches(new, name, limits)
        if asked[0] > known_ms:
            found.append(Remembered(name, known_ms, until_ms))
        if asked[1] > labels_ms:
            found.append(Remembered(name, labels_ms, until_ms, labels=True))
    return tuple(found)


def reaches(definitions: Definitions, entity: str, limits: HistoryLimits) -> tuple[int, int]:
    """How far before a payment the features of an entity look, and how far those of labels do."""
    longest_ms = of_labels_ms = 0
    for feature in definitions.features:
        if feature.scope == entity and isinstance(feature.source, Aggregate):
            reach_ms = reach_of(feature, limits)
            longest_ms = max(longest_ms, reach_ms)
            if "confirmed" in feature.source.kind:
                of_labels_ms = max(of_labels_ms, reach_ms)
    return longest_ms, of_labels_ms
