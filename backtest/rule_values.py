"""Columns of the training table as the values that compiled rules read.

A table has float64 with NaN; rules want whole numbers, true/false and None, by the catalogue.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from features.fraud.catalogue import FEATURES
from features.shared.definitions.model import FeatureKind
from trainset.table import Ints, TrainingTable

_KINDS: Final[dict[str, FeatureKind]] = {feature.name: feature.kind for feature in FEATURES}


def rule_rows(
    table: TrainingTable, rows: Ints, names: Sequence[str]
) -> Iterator[tuple[object, ...]]:
    """For each of `rows` its values of `names`: features, or `currency`, `country`, `channel`.

    Whole numbers are those of the table, which are exact up to 2^53.

    Raises:
        ValueError: a feature is not in the table.
    """
    return zip(*(_values(table, rows, name) for name in names), strict=True)


def _values(table: TrainingTable, rows: Ints, name: str) -> list[Any]:
    if name not in _KINDS:
        texts: list[Any] = getattr(table, name)[rows].tolist()
        return texts
    return typed(table.values[rows, table.columns((name,))[0]], _KINDS[name])


def typed(column: NDArray[np.float64], kind: FeatureKind) -> list[Any]:
    """The column's values as `kind`, None for NaN.

    >>> typed(np.array([1.0, np.nan]), "int"), typed(np.array([0.0, np.nan]), "bool")
    ([1, None], [False, None])
    """
    missing = np.isnan(column)
    found: list[Any]
    if kind == "float":
        found = column.tolist()
    else:
        whole = np.where(missing, 0.0, column).astype(np.int64)
        found = (whole != 0).tolist() if kind == "bool" else whole.tolist()
    for place in np.flatnonzero(missing).tolist():
        found[place] = None
    return found
