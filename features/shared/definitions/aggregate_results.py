"""Type and limits of what an aggregate gives, from what it is computed of."""

from dataclasses import dataclass
from typing import Final

from events.shared.own_fields import MOST_UNITS
from events.shared.time_units import SECOND_MS
from features.shared.definitions.aggregate_forms import FORMS
from features.shared.definitions.event_schema import EventField, EventType
from features.shared.definitions.model import Aggregate, AggregateKind, FeatureKind
from features.shared.language.whole_numbers import MOST_WHOLE

_KINDS: Final[dict[EventType, FeatureKind]] = {
    "text": "text",
    "country": "text",
    "integer": "int",
    "time": "int",
    "decimal": "float",
    "degrees": "float",
    "boolean": "bool",
}
_NONE_WITHOUT_EVENTS: Final[frozenset[AggregateKind]] = frozenset(
    ("mean", "min", "max", "standard_deviation", "z_score", "share", "most_frequent_share")
)
_NONE_WITHOUT_EARLIER: Final[frozenset[AggregateKind]] = frozenset(
    (
        "seconds_since_last",
        "seconds_since_first",
        "last_value",
        "changed",
        "speed_kmh",
        "seconds_since_confirmed",
        "seconds_since_first_confirmed",
        "count_since_confirmed",
        "confirmed_share_since_first",
        "own",
    )
)
_NONE_WITHOUT_FIELD: Final[frozenset[AggregateKind]] = frozenset(("seen_before", "first_time"))
_SHARES: Final[frozenset[AggregateKind]] = frozenset(
    ("share", "most_frequent_share", "confirmed_share", "confirmed_share_since_first")
)
_WITHIN_FIELD: Final[frozenset[AggregateKind]] = frozenset(("mean", "min", "max", "last_value"))
_SECONDS: Final[frozenset[AggregateKind]] = frozenset(
    (
        "seconds_since_last",
        "seconds_since_first",
        "seconds_since_confirmed",
        "seconds_since_first_confirmed",
    )
)
_FEW_PAYMENTS: Final = 1_000_000
_NEVER_NEGATIVE: Final[frozenset[AggregateKind]] = frozenset(
    (
        "standard_deviation",
        "speed_kmh",
        "confirmed_frauds",
        "count_since_confirmed",
        "decayed_count",
    )
)


@dataclass(frozen=True, slots=True)
class Result:
    """What an aggregate gives.

    Attributes:
        kind: type of its value.
        nullable: whether it can be missing.
        least: the smallest value, None where that is not known.
        most: the largest, likewise.
    """

    kind: FeatureKind
    nullable: bool
    least: float | None = None
    most: float | None = None


def result_of(aggregate: Aggregate, field: EventField | None, stated: FeatureKind) -> Result:
    """Type and limits of the aggregate's value for an event that has the entity.

    Args:
        aggregate: what is computed.
        field: that it is computed of, None where it takes none.
        stated: type that the file says an own aggregate gives.
    """
    least, most = _limits(aggregate, field)
    return Result(_kind(aggregate, field, stated), _nullable(aggregate, field), least, most)


def _kind(aggregate: Aggregate, field: EventField | None, stated: FeatureKind) -> FeatureKind:
    match FORMS[aggregate.kind].gives:
        case "number" | "value":
            return stated if field is None else _KINDS[field.type]
        case "stated":
            return stated
        case known:
            return known


def _nullable(aggregate: Aggregate, field: EventField | None) -> bool:
    if aggregate.kind == "sum":
        return field is not None and _may_leave_whole(field)
    without = field is not None and field.nullable
    if aggregate.kind in _NONE_WITHOUT_EVENTS:
        return without or not _counts_this(aggregate)
    if aggregate.kind == "confirmed_share":
        return aggregate.weight == 0
    missing_field = aggregate.kind in _NONE_WITHOUT_FIELD and without
    return missing_field or aggregate.kind in _NONE_WITHOUT_EARLIER


def _may_leave_whole(field: EventField) -> bool:
    """Whether a million values of a team's own field add up to more than 64 bits.

    Of amounts it takes nine million of the largest.
    """
    ends = (field.least, field.most)
    largest = max(MOST_UNITS if end is None else abs(end) for end in ends)
    own = field.type == "integer" and field.computed_from is None
    return own and largest * _FEW_PAYMENTS > MOST_WHOLE


def _counts_this(aggregate: Aggregate) -> bool:
    """Whether the event itself is certain to be in its window."""
    return aggregate.with_this and aggregate.delay_ms == 0 and aggregate.where is None


def _limits(aggregate: Aggregate, field: EventField | None) -> tuple[float | None, float | None]:
    kind = aggregate.kind
    positive = field is not None and field.least is not None and field.least >= 0
    if kind in _SHARES:
        return 0, 1
    if kind in _SECONDS:
        return 0, _longest_seconds(aggregate)
    if kind in _WITHIN_FIELD and field is not None:
        return field.least, field.most
    if kind in {"count", "distinct"}:
        has_field = field is None or not field.nullable
        return int(has_field and _counts_this(aggregate)), None
    if kind in {"sum", "decayed_sum"}:
        return 0 if positive else None, None
    return 0 if kind in _NEVER_NEGATIVE else None, None


def _longest_seconds(aggregate: Aggregate) -> float | None:
    """A window that ends by a setting reaches as far back as the setting says."""
    if aggregate.delay_ms == "feedback":
        return None
    return (aggregate.window_ms + aggregate.delay_ms) / SECOND_MS
