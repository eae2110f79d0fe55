"""Features of the history of an entity, one for each length of the window, as their entry says."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import yaml

from events.shared.spelling import nearest
from events.shared.time_units import DAY_MS
from features.shared.definitions.aggregate_forms import FORMS
from features.shared.definitions.aggregate_results import result_of
from features.shared.definitions.entries.aggregates import LONGEST_WORD, AggregateReader
from features.shared.definitions.entries.computed import Computed
from features.shared.definitions.entries.file_scope import FileScope
from features.shared.definitions.entries.stated import stated_limits
from features.shared.definitions.entries.windows import LONGEST_REACH_MS, Length, lengths_of
from features.shared.definitions.event_schema import LABEL
from features.shared.definitions.model import (
    DECAY_REACH_HALF_LIVES,
    Aggregate,
    AggregateKind,
    Entity,
    FeatureKind,
)
from features.shared.language.fields import Fields

_KINDS: Final[dict[str, FeatureKind]] = {"int": "int", "float": "float", "bool": "bool"}
_UNSIZED: Final = Length("", 0, is_suffix=False)


def read_aggregated(
    fields: Fields, kind: AggregateKind, node: yaml.Node, what: str, scope: FileScope
) -> Iterator[Computed]:
    """Give one for each length; none where the entry is wrong."""
    form = FORMS[kind]
    for key in ("of", *form.needs):
        if key not in fields:
            scope.reader.refuse(node, f"{what}: '{kind}' needs '{key}'")
    aggregate, field = AggregateReader(fields, kind, what, scope).read()
    stated = scope.reader.choice(fields, "kind", what, tuple(_KINDS))
    entity = _entity(fields, what, scope, of_labels=form.of_labels)
    lengths = _lengths(fields, what, scope)
    if entity is None or (form.takes == "field" and field is None):
        return
    lacking = any(scope.fields[name].nullable for name in entity.fields)
    for length in lengths:
        sized = _sized(aggregate, length)
        if _reach_ms(sized) > LONGEST_REACH_MS:
            days = LONGEST_REACH_MS // DAY_MS
            message = f"{length.written} and what is beside it reach back more than {days}d"
            scope.reader.refuse(node, f"{what}: {message}")
        result = result_of(sized, field, _KINDS.get(stated or "", "float"))
        result = stated_limits(fields, result, what, scope.reader)
        yield Computed(
            source=sized,
            result=replace(result, nullable=result.nullable or lacking),
            scope=entity.name,
            window_ms=sized.window_ms or None,
            fields=_in_record(entity, sized, scope, of_labels=form.of_labels),
            window=length.written,
            is_suffix=length.is_suffix,
        )


def _entity(fields: Fields, what: str, scope: FileScope, *, of_labels: bool) -> Entity | None:
    name = scope.reader.text(fields, "of", what, LONGEST_WORD)
    if name is None:
        return None
    entity = scope.entities.get(name)
    fault = None
    if entity is None:
        fault = f"unknown entity '{name}'{nearest(name, scope.entities)}"
    elif of_labels and not set(entity.fields) <= set(scope.schema.label_keys):
        keys = " and ".join(scope.schema.label_keys)
        fault = f"a label says {keys} only, by which '{name}' is not known"
    if fault is not None:
        scope.reader.refuse(fields["of"], f"{what}: {fault}")
        return None
    return entity


def _lengths(fields: Fields, what: str, scope: FileScope) -> tuple[Length, ...]:
    for key in ("over", "half_life"):
        if key in fields:
            return lengths_of(fields[key], key, what, scope.reader)
    return (_UNSIZED,)


def _sized(aggregate: Aggregate, length: Length) -> Aggregate:
    if aggregate.kind in {"decayed_count", "decayed_sum"}:
        reach_ms = length.length_ms * DECAY_REACH_HALF_LIVES
        return replace(aggregate, half_life_ms=length.length_ms, window_ms=reach_ms)
    return replace(aggregate, window_ms=length.length_ms)


def _reach_ms(aggregate: Aggregate) -> int:
    delay = 0 if aggregate.delay_ms == "feedback" else aggregate.delay_ms
    return aggregate.window_ms + delay


def _in_record(
    entity: Entity, aggregate: Aggregate, scope: FileScope, *, of_labels: bool
) -> tuple[str, ...]:
    """Fields of the record: the key's, the aggregate's, then those of its conditions."""
    conditions = [one for one in (aggregate.share_of, aggregate.where) if one is not None]
    read = [
        *entity.fields,
        *(() if aggregate.field is None else (aggregate.field,)),
        *(scope.schema.position if aggregate.kind == "speed_kmh" else ()),
        *(name for one in conditions for name in sorted(one.names, key=one.text.index)),
    ]
    found = (scope.fields[name].in_record for name in read)
    return tuple(dict.fromkeys((*found, *((LABEL,) if of_labels else ()))))
