"""What one key does with an event: which fields it reads, what it remembers, what it gives."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from events.shared.feature_value import FeatureValue
from features.shared.plan.asked import Asked
from features.shared.plan.parts import Part

Slots = tuple[Any, ...]
"""Values of the event's fields that a hop reads, in the order of its slots."""

Values = Callable[[Sequence[Any], int, Slots], tuple[FeatureValue, ...]]
Record = Callable[[Sequence[Any], int, int, Slots], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopePlan:
    """One history that is kept at a key.

    Attributes:
        other: slot of the field that, with the key, is the entity's key; -1 where the hop's key is
            all of it.
        other_name: stored name of that field; empty where there is none.
        asked: its features, in the order of its values.
        parts: what it remembers.
        values: from parts, event time and slots the values for an event about to be recorded.
        record: records an event: parts, frontier, event time, slots.
        reads: by what of a part can be unknown (see `Part.reads`), stored names of the fields that
            it takes in.
        whole_from_ms: by the names of what was not remembered, the time from which on it is.
        verdicts: place of the part that labels go to, None without one.
        reach_ms: how far before the frontier anything of it is remembered.
    """

    other: int
    other_name: str
    asked: tuple[Asked, ...]
    parts: tuple[Part, ...]
    values: Values
    record: Record
    reads: tuple[tuple[str, frozenset[str]], ...]
    whole_from_ms: Mapping[str, int]
    verdicts: int | None
    reach_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HopPlan:
    """One key that events pass.

    Attributes:
        name: of the key: that of its field, without ``_id``.
        field: of the event, whose value is the key.
        first: whether duplicates are found here.
        log_name: of the Flink state that holds its logs; it is part of every savepoint.
        slots: stored names of the fields that are recorded, in order.
        defaults: what stands for a slot of an entry that was recorded without it.
        key: the key of an event, a text; None where the event has none.
        identity: of an event, what a redelivery repeats.
        read: the slots of an event.
        scopes: the histories kept here: the key's own, then those of pairs.
        names: of the features, in the order of the values.
        nothing: the values of an event that has no such key.
        reach_ms: how far before the frontier anything is remembered.
        label_reach_ms: the same of labels, 0 where none are.
        label_key: of a label, the key that it is for; asked for where labels are remembered.
        label_identity: of a label, the identity of the event that it is about.
        label_other: of a label, the other key that it names; it has one where the key is in it.
        sources: of the code generated for it, to read.
    """

    name: str
    field: str
    first: bool
    log_name: str
    slots: tuple[str, ...]
    defaults: Slots
    key: Callable[[Any], Any]
    identity: Callable[[Any], str]
    read: Callable[[Any], Slots]
    scopes: tuple[ScopePlan, ...]
    names: tuple[str, ...]
    nothing: tuple[None, ...]
    reach_ms: int
    label_reach_ms: int
    label_key: Callable[[Any], str]
    label_identity: Callable[[Any], str]
    label_other: Callable[[Any], str | None]
    sources: tuple[str, ...]
