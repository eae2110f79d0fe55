"""How each aggregate is written: what it takes, which keys stand beside it, what it gives."""

from dataclasses import dataclass
from typing import Final, Literal

from features.shared.definitions.event_schema import EventType
from features.shared.definitions.model import AggregateKind

Takes = Literal["nothing", "field", "condition", "smoothing", "name"]
Gives = Literal["int", "float", "bool", "number", "value", "list", "stated"]

_NUMBERS: Final[frozenset[EventType]] = frozenset(("integer", "decimal"))
_ORDERED: Final[frozenset[EventType]] = frozenset(("integer", "decimal", "time"))
_VALUES: Final[frozenset[EventType]] = frozenset(
    ("text", "integer", "decimal", "boolean", "country", "time")
)
_BEFORE: Final = ("over", "where", "delay")
_WINDOW: Final = (*_BEFORE, "without_this")
_OF_LABELS_AND_ROWS: Final = ("over", "delay", "without_this")


@dataclass(frozen=True, slots=True)
class AggregateForm:
    """How one aggregate is written.

    Attributes:
        takes: what stands behind its key.
        gives: type of its value: ``number`` is whole for an integer, ``value`` the field's own,
            ``stated`` what the file says.
        keys: keys that may stand beside it.
        types: of the field that it takes.
        needs: keys that must stand beside it.
        exposes: whether its value can be that of one event's field.
        of_labels: whether it is computed of labels.
    """

    takes: Takes
    gives: Gives
    keys: tuple[str, ...]
    types: frozenset[EventType] = frozenset()
    needs: tuple[str, ...] = ("over",)
    exposes: bool = False
    of_labels: bool = False


FORMS: Final[dict[AggregateKind, AggregateForm]] = {
    "count": AggregateForm("nothing", "int", _WINDOW),
    "sum": AggregateForm("field", "number", _WINDOW, _NUMBERS, exposes=True),
    "mean": AggregateForm("field", "float", _WINDOW, _NUMBERS, exposes=True),
    "min": AggregateForm("field", "number", _WINDOW, _ORDERED, exposes=True),
    "max": AggregateForm("field", "number", _WINDOW, _ORDERED, exposes=True),
    "standard_deviation": AggregateForm("field", "float", _WINDOW, _NUMBERS),
    "z_score": AggregateForm("field", "float", _WINDOW, _NUMBERS),
    "distinct": AggregateForm("field", "int", _WINDOW, _VALUES),
    "seconds_since_last": AggregateForm("nothing", "float", _BEFORE),
    "seconds_since_first": AggregateForm("nothing", "float", _BEFORE),
    "seen_before": AggregateForm("field", "bool", _BEFORE, _VALUES),
    "first_time": AggregateForm("field", "bool", _BEFORE, _VALUES),
    "last_value": AggregateForm("field", "value", _BEFORE, _VALUES, exposes=True),
    "changed": AggregateForm("field", "bool", _BEFORE, _VALUES),
    "share": AggregateForm("condition", "float", _WINDOW),
    "most_frequent_share": AggregateForm("field", "float", _WINDOW, _VALUES),
    "speed_kmh": AggregateForm("nothing", "float", _BEFORE),
    "confirmed_frauds": AggregateForm("nothing", "int", ("over", "delay"), of_labels=True),
    "confirmed_share": AggregateForm("smoothing", "float", _OF_LABELS_AND_ROWS, of_labels=True),
    "seconds_since_confirmed": AggregateForm("nothing", "float", ("over", "delay"), of_labels=True),
    "seconds_since_first_confirmed": AggregateForm(
        "nothing", "float", ("over", "delay"), of_labels=True
    ),
    "count_since_confirmed": AggregateForm("nothing", "int", _OF_LABELS_AND_ROWS, of_labels=True),
    "confirmed_share_since_first": AggregateForm(
        "nothing", "float", _OF_LABELS_AND_ROWS, of_labels=True
    ),
    "decayed_count": AggregateForm(
        "nothing", "float", ("half_life", "where", "without_this"), needs=("half_life",)
    ),
    "decayed_sum": AggregateForm(
        "field",
        "float",
        ("half_life", "where", "without_this"),
        _NUMBERS,
        needs=("half_life",),
        exposes=True,
    ),
    "last_values": AggregateForm(
        "field", "list", (*_WINDOW, "n"), _VALUES, needs=("over", "n"), exposes=True
    ),
    "own": AggregateForm(
        "name",
        "stated",
        (*_WINDOW, "field", "parameters", "kind", "least", "most"),
        _VALUES,
        needs=("over", "kind"),
        exposes=True,
    ),
}
"""Every aggregate, by the key that it is written with."""
