"""Random features as entries of a definition file: every aggregate, with all that goes with it."""

from random import Random
from typing import Any, Final

from tests.definitions.random_conditions import condition
from tests.definitions.readable_names import Readable, Type, one_of

Entry = dict[str, Any]

LENGTHS: Final = ("1s", "10s", "1m", "5m", "1h", "90m", "24h", "2d", "7d", "30d")
_NUMBERS: Final[tuple[Type, ...]] = ("integer", "decimal")
_ORDERED: Final[tuple[Type, ...]] = ("integer", "decimal", "time")
_VALUES: Final[tuple[Type, ...]] = ("text", "integer", "decimal", "boolean", "country", "time")

_OF_A_FIELD: Final[dict[str, tuple[Type, ...]]] = {
    "sum": _NUMBERS,
    "mean": _NUMBERS,
    "min": _ORDERED,
    "max": _ORDERED,
    "standard_deviation": _NUMBERS,
    "z_score": _NUMBERS,
    "distinct": _VALUES,
    "seen_before": _VALUES,
    "first_time": _VALUES,
    "last_value": _VALUES,
    "changed": _VALUES,
    "most_frequent_share": _VALUES,
    "decayed_sum": _NUMBERS,
    "last_values": _VALUES,
}
_EXPOSING: Final = frozenset(
    ("sum", "mean", "min", "max", "last_value", "last_values", "decayed_sum")
)
"""Their value can be that of one payment's field, which must not be a personal one."""

_WITHOUT_THIS_BY_MEANING: Final = frozenset(
    (
        "seconds_since_last",
        "seconds_since_first",
        "seen_before",
        "first_time",
        "last_value",
        "changed",
        "speed_kmh",
        "confirmed_frauds",
        "seconds_since_confirmed",
        "seconds_since_first_confirmed",
    )
)
_OF_LABELS: Final = (
    "confirmed_frauds",
    "confirmed_share",
    "seconds_since_confirmed",
    "seconds_since_first_confirmed",
    "count_since_confirmed",
    "confirmed_share_since_first",
)
_PLAIN: Final = ("count", "seconds_since_last", "seconds_since_first", "speed_kmh", "decayed_count")
_ANYWHERE: Final = (*_PLAIN, "share", *_OF_A_FIELD)
_LABELLED_KEYS: Final = frozenset(("card_id", "merchant_id"))


class FeatureMaker:
    """Makes features of the entities of one file.

    Args:
        random: where chance comes from.
        names: fields of a payment.
        entities: fields of each entity's key, by the entity's name.
    """

    def __init__(
        self, random: Random, names: list[Readable], entities: dict[str, list[str]]
    ) -> None:
        self._random = random
        self._names = names
        self._entities = entities
        self._made = 0

    def aggregate(self) -> Entry:
        """One entry of an aggregate, of one window or of several."""
        entity = self._random.choice(list(self._entities))
        labelled = set(self._entities[entity]) <= _LABELLED_KEYS
        among = (*_ANYWHERE, *_OF_LABELS, *_OF_LABELS) if labelled else _ANYWHERE
        kind = self._random.choice(among)
        taken = self._taken(kind)
        if taken is _NO_FIELD:
            kind, taken = "count", None
        self._made += 1
        entry: Entry = {"name": f"{entity}_{kind}_{self._made}", "of": entity, kind: taken}
        entry["description"] = "Of random choice."
        beside = self._decaying if kind.startswith("decayed") else self._windowed
        beside(entry, kind)
        if self._random.random() < 0.1:
            entry["written"] = False
        return entry

    def _taken(self, kind: str) -> object:
        """What stands behind the key of the aggregate."""
        if kind == "share":
            return condition(self._random, self._names)
        if kind == "confirmed_share" and self._random.random() < 0.5:
            weight = self._random.choice((1, 3, 50))
            return {"prior": self._random.choice((0, 0.002, 0.25, 1)), "weight": weight}
        types = _OF_A_FIELD.get(kind)
        if types is None:
            return None
        allowed = [name for name in self._names if not (name.personal and kind in _EXPOSING)]
        field = one_of(self._random, allowed, *types)
        return _NO_FIELD if field is None else field.name

    def _windowed(self, entry: Entry, kind: str) -> None:
        random = self._random
        entry["over"] = random_lengths(random, len(LENGTHS))
        if random.random() < 0.25:
            entry["delay"] = random.choice(("feedback", "feedback", *LENGTHS[:7]))
        if kind == "last_values":
            entry["n"] = random.choice((1, 2, 5))
        if kind not in _OF_LABELS:
            self._conditioned(entry)
        self._perhaps_without_this(entry, kind)

    def _decaying(self, entry: Entry, kind: str) -> None:
        entry["half_life"] = random_lengths(self._random, 8)
        self._conditioned(entry)
        self._perhaps_without_this(entry, kind)

    def _conditioned(self, entry: Entry) -> None:
        if self._random.random() < 0.4:
            entry["where"] = condition(self._random, self._names)

    def _perhaps_without_this(self, entry: Entry, kind: str) -> None:
        if kind not in _WITHOUT_THIS_BY_MEANING and self._random.random() < 0.25:
            entry["without_this"] = self._random.choice((True, True, False))


def random_lengths(random: Random, shortest: int) -> str | list[str]:
    """One of the shortest lengths, or some of them as a list."""
    places = sorted(random.sample(range(shortest), random.randint(1, 4)))
    lengths = [LENGTHS[place] for place in places]
    return lengths if len(lengths) > 1 or random.random() < 0.3 else lengths[0]


_NO_FIELD: Final = object()
"""No field of the file is of a type that the aggregate takes."""
