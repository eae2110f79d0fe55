"""Features as tables: one an entity, its windows side by side.

::

    card_count_1m, card_count_1h, card_age_s  -->           1m   1h
                                              card_count     2    7
                                              card_age_s   1,234
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from events.shared.feature_value import WrittenValue
from features.shared.definitions.model import Feature

_WINDOWED: Final = re.compile(r"(?P<name>.+)_(?P<window>\d+[smhd])")
_OTHERS: Final = "other definitions"


class FeatureRow(Struct, frozen=True):
    """A feature, or one feature over several windows.

    Attributes:
        name: without its window.
        description: its definition; empty where it is not known.
        cells: its values in the order of the windows; None where there is no such feature. Without
            a window there is one.
    """

    name: str
    description: str
    cells: Sequence[tuple[WrittenValue] | None]


class FeatureTable(Struct, frozen=True):
    """The features of an entity.

    Attributes:
        entity: name of it.
        single: those without a window.
        windows: of the others, the shortest first.
        windowed: the others.
    """

    entity: str
    single: Sequence[FeatureRow]
    windows: Sequence[str]
    windowed: Sequence[FeatureRow]


def feature_tables(
    values: Mapping[str, WrittenValue], features: Sequence[Feature]
) -> list[FeatureTable]:
    """Tables of values, in the order of the definitions.

    Args:
        values: by name.
        features: that are defined; what is not among them is shown at the end.
    """
    known = {feature.name: feature for feature in features}
    by_entity: dict[str, list[str]] = {}
    for name in (*known, *sorted(values.keys() - known.keys())):
        if name in values:
            entity = known[name].scope if name in known else _OTHERS
            by_entity.setdefault(entity, []).append(name)
    return [_table(entity, names, values, known) for entity, names in by_entity.items()]


def _table(
    entity: str,
    names: Sequence[str],
    values: Mapping[str, WrittenValue],
    known: Mapping[str, Feature],
) -> FeatureTable:
    single: list[FeatureRow] = []
    windows: dict[str, int] = {}
    windowed: dict[str, dict[str, str]] = {}
    for name in names:
        parts, feature = _WINDOWED.fullmatch(name), known.get(name)
        if parts is None or feature is None or feature.window_ms is None:
            described = "" if feature is None else feature.description
            single.append(FeatureRow(name, described, [(values[name],)]))
        else:
            windows[parts["window"]] = feature.window_ms
            windowed.setdefault(parts["name"], {})[parts["window"]] = name
    order = sorted(windows, key=windows.__getitem__)
    rows = [
        FeatureRow(
            base,
            known[next(iter(of.values()))].description,
            [(values[of[window]],) if window in of else None for window in order],
        )
        for base, of in windowed.items()
    ]
    return FeatureTable(entity, single, order, rows)
