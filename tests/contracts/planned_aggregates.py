"""Every aggregate of a definition file, as a plan computes it, in the clothes of a team's own."""

from collections.abc import Sequence
from typing import Any, ClassVar, Final

import msgspec

from events.shared.feature_value import FeatureValue
from events.shared.time_units import MINUTE_MS
from features.fraud.definitions import parse_definitions
from features.fraud.payment_plan import payment_plan
from features.shared.accumulators.contract_trial import Trial
from features.shared.accumulators.own import OwnAggregate, OwnKind, Parameters
from features.shared.accumulators.value_times import Value
from features.shared.limits import HistoryLimits
from features.shared.state.history import History, heads_of
from features.shared.state.images import HistoryImage

WINDOW_MS: Final = MINUTE_MS

_FILE: Final = """
version: 1
fields:
  weight: {type: decimal, digits: 2}
  kind: {type: text}
entities: {card: card_id}
features:
  - name: asked
    of: card
    ENTRY
    over: 1m
    where: channel == "pos"
    description: What is on trial.
"""

_FIELDS: Final = {
    "latitude": "degrees",
    "longitude": "degrees",
    "weight": "decimal",
    "kind": "text",
}
"""Of the made-up payments, in the order of their values; the rest of each is the same."""

ENTRIES: Final[dict[str, tuple[str, OwnKind]]] = {
    "count": ("count:", "int"),
    "sum": ("sum: weight", "float"),
    "mean": ("mean: weight", "float"),
    "min": ("min: weight", "float"),
    "max": ("max: weight", "float"),
    "standard_deviation": ("standard_deviation: weight", "float"),
    "z_score": ("z_score: weight", "float"),
    "distinct": ("distinct: kind", "int"),
    "seconds_since_last": ("seconds_since_last:", "float"),
    "seconds_since_first": ("seconds_since_first:", "float"),
    "seen_before": ("seen_before: kind", "bool"),
    "first_time": ("first_time: kind", "bool"),
    "last_value": ("last_value: weight", "float"),
    "changed": ("changed: kind", "bool"),
    "share": ('share: kind == "text-1"', "float"),
    "most_frequent_share": ("most_frequent_share: kind", "float"),
    "speed_kmh": ("speed_kmh:", "float"),
}


def planned(entry: str, kind_of_value: OwnKind) -> type[OwnAggregate]:
    """A feature of that entry as an own aggregate of the values of `_FIELDS`."""
    definitions = parse_definitions(_FILE.replace("ENTRY", entry), "planned.yaml")

    class Planned:
        kind: ClassVar[OwnKind] = kind_of_value
        takes_field: ClassVar[bool] = False
        fields: ClassVar[tuple[str, ...]] = tuple(_FIELDS)

        def __init__(self, limit: int) -> None:
            # A busy history has tiles beside the rows that it holds one by one.
            limits = HistoryLimits(exact_payments=limit // 2, distinct_ids=limit)
            self._hop = payment_plan(definitions, limits).hops[0]
            self._scope = self._hop.scopes[0]
            self._history = History(self._scope, limits)

        @classmethod
        def create(cls, _: Parameters, __: int, limit: int, /) -> "Planned":
            return cls(limit)

        def _slots(self, values: Sequence[Value] | None) -> tuple[Any, ...]:
            known: dict[str, Any] = {"channel": "web", **dict.fromkeys(_FIELDS)}
            if values is not None:
                known = {"channel": "pos", **dict(zip(_FIELDS, values, strict=True))}
            return tuple(known[name.partition(":")[0]] for name in self._hop.slots)

        def add(self, values: Sequence[Value], time_ms: int, floor_ms: int) -> None:
            self._history.record(floor_ms + WINDOW_MS, time_ms, self._slots(values))

        def value(self, values: Sequence[Value] | None, time_ms: int) -> FeatureValue:
            return self._history.values(time_ms, self._slots(values))[0]

        def image(self) -> bytes:
            return msgspec.msgpack.encode(self._history.image(0))

        def restore(self, image: bytes) -> None:
            found = msgspec.msgpack.decode(image, type=HistoryImage)
            self._history.restore(heads_of(self._scope), found, 0)

        def __len__(self) -> int:
            return len(self._history)

    return Planned


PLANNED_TRIALS: Final = {
    name: Trial(kind=planned(*entry), types=tuple(_FIELDS.values()), window_ms=WINDOW_MS)
    for name, entry in ENTRIES.items()
}
