r"""The parts of a key's state: each remembers one thing, for all the features that read it.

::

    card_count_1m   card_sum_minor_30d   card_amount_z_30d      features
            \______________|___________________/
                timeline: 30d; amount: sums, squares            one part
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from features.shared.accumulators.own_loading import fields_read, load_aggregate
from features.shared.accumulators.timeline_columns import Column
from features.shared.definitions.event_schema import EventField
from features.shared.definitions.model import DECAY_REACH_HALF_LIVES, Aggregate
from features.shared.language.expression import Expression

PartKind = Literal[
    "timeline",
    "seen_ids",
    "positions",
    "verdicts",
    "last_values",
    "value_counts",
    "decayed_total",
    "own",
]

AGGREGATE_PARTS: Final[Mapping[str, PartKind]] = {
    "count": "timeline",
    "sum": "timeline",
    "mean": "timeline",
    "min": "timeline",
    "max": "timeline",
    "standard_deviation": "timeline",
    "z_score": "timeline",
    "share": "timeline",
    "seconds_since_last": "timeline",
    "seconds_since_first": "timeline",
    "distinct": "seen_ids",
    "seen_before": "seen_ids",
    "first_time": "seen_ids",
    "speed_kmh": "positions",
    "confirmed_frauds": "verdicts",
    "confirmed_share": "verdicts",
    "seconds_since_confirmed": "verdicts",
    "seconds_since_first_confirmed": "verdicts",
    "count_since_confirmed": "verdicts",
    "confirmed_share_since_first": "verdicts",
    "last_value": "last_values",
    "changed": "last_values",
    "last_values": "last_values",
    "most_frequent_share": "value_counts",
    "decayed_count": "decayed_total",
    "decayed_sum": "decayed_total",
    "own": "own",
}
"""The part that an aggregate of each kind is read from."""

_ALSO_COUNT: Final = frozenset(
    ("confirmed_share", "count_since_confirmed", "confirmed_share_since_first")
)
"""Of labels, those that count payments too."""


@dataclass(frozen=True, slots=True)
class Part:
    """What is remembered in one place of a key's state.

    Attributes:
        kind: how it is remembered.
        signature: what it is of: parts of one signature remember the same thing, although one may
            reach further back than another.
        where: only events for which it holds; None for all.
        inputs: fields that an event must have to be remembered, and that are, in their order; a
            timeline only has the one that an event can lack.
        columns: of a timeline.
        sources: by the name of each column, the field or condition that it is of.
        reach_ms: how far before the frontier it must remember: the longest window and its delay.
        shortest_ms: shortest window that will be asked for.
        delays_ms: the different delays of its windows.
        windows_ms: the different lengths of its windows.
        half_life_ms: of a decayed total.
        last_n: most last values that will be asked for.
        own: entry point of an own aggregate, with its parameters.
    """

    kind: PartKind
    signature: str
    where: Expression | None = None
    inputs: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    sources: tuple[tuple[str, str | Expression], ...] = ()
    reach_ms: int = 0
    shortest_ms: int = 0
    delays_ms: tuple[int, ...] = ()
    windows_ms: tuple[int, ...] = ()
    half_life_ms: int = 0
    last_n: int = 0
    own: Aggregate | None = None

    def reads(self, position: tuple[str, ...]) -> dict[str, frozenset[str]]:
        """The event's fields that it takes in, by what of it is unknown without them.

        That is all of it, by its signature, or one column, by `column_name`.

        Args:
            position: the fields of a position.
        """
        whole = frozenset(position) if self.kind == "positions" else frozenset[str]()
        of_part = whole | _names(self.where) | frozenset(self.inputs)
        of_columns = {
            column_name(self.signature, name): _names(source) for name, source in self.sources
        }
        return {self.signature: of_part, **of_columns}


def column_name(signature: str, column: str) -> str:
    """What a column of a timeline is called beside other parts."""
    return f"{signature}; {column}"


def _names(source: str | Expression | None) -> frozenset[str]:
    if isinstance(source, Expression):
        return source.names
    return frozenset() if source is None else frozenset((source,))


def parts_of(
    aggregate: Aggregate, delay_ms: int, fields: Mapping[str, EventField]
) -> tuple[Part, ...]:
    """The parts that an aggregate is read from, with just what it needs of them.

    Args:
        aggregate: the aggregate.
        delay_ms: its delay, by the settings.
        fields: of the event, by name.
    """
    kind = AGGREGATE_PARTS[aggregate.kind]
    if aggregate.kind in _ALSO_COUNT:
        rows = replace(aggregate, kind="count")
        return _part("verdicts", aggregate, delay_ms, fields), *parts_of(rows, delay_ms, fields)
    return (_part(kind, aggregate, delay_ms, fields),)


def merged(parts: Iterable[Part]) -> tuple[Part, ...]:
    """One part for each signature, which serves all that are asked for, in their order."""
    by_signature: dict[str, Part] = {}
    for part in parts:
        known = by_signature.get(part.signature)
        by_signature[part.signature] = part if known is None else _both(known, part)
    return tuple(by_signature.values())


def _part(
    kind: PartKind, aggregate: Aggregate, delay_ms: int, fields: Mapping[str, EventField]
) -> Part:
    inputs = _inputs(kind, aggregate, fields)
    sources = _sources(aggregate, fields) if kind == "timeline" else ()
    window_ms = aggregate.window_ms
    reach_ms = window_ms + delay_ms
    if kind == "decayed_total":
        reach_ms = DECAY_REACH_HALF_LIVES * aggregate.half_life_ms
    return Part(
        kind,
        _signature(kind, aggregate, inputs, delay_ms, fields),
        where=aggregate.where,
        inputs=inputs,
        columns=tuple(_column(name, aggregate) for name, _ in sources),
        sources=sources,
        reach_ms=reach_ms,
        shortest_ms=window_ms,
        delays_ms=(delay_ms,),
        windows_ms=(window_ms,),
        half_life_ms=aggregate.half_life_ms,
        last_n=max(1, aggregate.last_n),
        own=aggregate if kind == "own" else None,
    )


def _inputs(
    kind: PartKind, aggregate: Aggregate, fields: Mapping[str, EventField]
) -> tuple[str, ...]:
    """The fields that an event must have; a timeline may have others beside."""
    if kind == "own":
        return fields_read(load_aggregate(str(aggregate.own)), aggregate.field, fields)
    if aggregate.field is None or kind in {"verdicts", "positions"}:
        return ()
    if kind == "timeline" and not fields[aggregate.field].nullable:
        return ()
    return (aggregate.field,)


def _sources(
    aggregate: Aggregate, fields: Mapping[str, EventField]
) -> tuple[tuple[str, str | Expression], ...]:
    """What the aggregate adds up, by the name of its column."""
    if aggregate.share_of is not None:
        return ((_stored_condition(aggregate.share_of, fields), aggregate.share_of),)
    if aggregate.field is None:
        return ()
    return ((stored_name(fields[aggregate.field]), aggregate.field),)


def _column(name: str, aggregate: Aggregate) -> Column:
    return Column(
        name,
        squares=aggregate.kind in {"standard_deviation", "z_score"},
        largest=aggregate.kind == "max",
        smallest=aggregate.kind == "min",
    )


def _signature(
    kind: PartKind,
    aggregate: Aggregate,
    inputs: tuple[str, ...],
    delay_ms: int,
    fields: Mapping[str, EventField],
) -> str:
    where = aggregate.where
    words: list[str] = [kind]
    if inputs:
        words.append(f"of {', '.join(stored_name(fields[name]) for name in inputs)}")
    if kind == "decayed_total":
        words.append(f"half life {aggregate.half_life_ms}")
    if kind == "value_counts":
        words.append(f"delay {delay_ms}")
    if kind == "own":
        words.append(f"{aggregate.own} {dict(aggregate.parameters)!r} delay {delay_ms}")
        words.append(f"over {aggregate.window_ms}")
    if where is not None:
        words.append(f"where {_stored_condition(where, fields)}")
    return " ".join(words)


def _stored_condition(condition: Expression, fields: Mapping[str, EventField]) -> str:
    """The condition with the types of what it reads."""
    typed = sorted(stored_name(fields[name]) for name in condition.names)
    return f"{condition.text} ({', '.join(typed)})"


def stored_name(field: EventField) -> str:
    """The field with what its stored values mean: one of another type or unit is another field."""
    unit = field.unit and f":{field.unit}"
    return f"{field.name}:{field.type}{field.digits or ''}{unit}"


def _both(one: Part, other: Part) -> Part:
    """A part that serves both of one signature."""
    columns: dict[str, Column] = {}
    for column in (*one.columns, *other.columns):
        known = columns.get(column.field, column)
        columns[column.field] = Column(
            column.field,
            squares=known.squares or column.squares,
            largest=known.largest or column.largest,
            smallest=known.smallest or column.smallest,
        )
    return replace(
        one,
        columns=tuple(columns.values()),
        sources=tuple({**dict(one.sources), **dict(other.sources)}.items()),
        reach_ms=max(one.reach_ms, other.reach_ms),
        shortest_ms=min(one.shortest_ms, other.shortest_ms),
        delays_ms=tuple(sorted({*one.delays_ms, *other.delays_ms})),
        windows_ms=tuple(sorted({*one.windows_ms, *other.windows_ms})),
        last_n=max(one.last_n, other.last_n),
    )
