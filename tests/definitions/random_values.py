"""Random derived features: values computed from fields and from features that stand before."""

from random import Random
from typing import Any, Final

from features.shared.definitions.model import Feature
from tests.definitions.random_conditions import condition
from tests.definitions.readable_names import Readable, Type

Entry = dict[str, Any]

_TYPES: Final[dict[str, Type]] = {
    "int": "integer",
    "float": "decimal",
    "bool": "boolean",
    "text": "text",
}
_SHARES_OF_ONE: Final = ("0.25", "0.5")


def readable(feature: Feature) -> Readable | None:
    """A feature as a derived value reads it; None of a list, which none can read."""
    if feature.kind == "list":
        return None
    of_one = feature.most == 1
    constants = _SHARES_OF_ONE if of_one else ("2", "3", "1000")
    fits = all(
        (feature.least is None or feature.least < float(constant))
        and (feature.most is None or float(constant) < feature.most)
        for constant in constants
    )
    texts = ("'DE'", "'pos'") if feature.kind == "text" else ()
    numbers = constants if fits and feature.kind in {"int", "float"} else ()
    return Readable(
        feature.name,
        _TYPES[feature.kind],
        nullable=feature.nullable,
        constants=texts or numbers,
    )


class ValueMaker:
    """Makes derived features.

    Args:
        random: where chance comes from.
    """

    def __init__(self, random: Random) -> None:
        self._random = random
        self._made = 0

    def entry(self, names: list[Readable]) -> Entry:
        """One entry of a derived feature.

        Args:
            names: of the fields and features that it may read, none of them personal.
        """
        random = self._random
        self._made += 1
        entry: Entry = {"name": f"derived_{self._made}", "description": "Of random choice."}
        if random.random() < 0.3:
            compared = [name for name in names if name.constants or not name.numeric]
            entry["value"] = condition(random, compared)
        else:
            entry["value"] = self._number([name for name in names if name.numeric], 3)
            if random.random() < 0.5:
                entry["missing"] = random.choice((0, 1, -7))
        return entry

    def _number(self, names: list[Readable], depth: int) -> str:
        """An expression that is a number and reads a name."""
        random = self._random
        name = random.choice(names)
        if depth == 0 or random.random() < 0.15:
            return name.name
        below = self._number(names, depth - 1)
        if name.nullable and random.random() < 0.3:
            return f"coalesce({name.name}, {below})"
        other = random.choice((name.name, "2", "7", "0.5", "100"))
        form = random.choice(
            (
                "({0} + {1})",
                "({0} - {1})",
                "({1} - {0})",
                "({0} * {1})",
                "({0} / {1})",
                "({1} / {0})",
                "({0} // {1})",
                "({0} % {1})",
                "min({0}, {1})",
                "max({0}, {1}, {2})",
                "abs({0} - {1})",
                "round({0} / 3)",
                "(-{0} + {1})",
            )
        )
        return form.format(below, other, name.name)
