"""Columns of the training table as the values that compiled rules read.

A table has float64 with NaN; rules want whole numbers, true/false and None, by its definitions.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from features.shared.definitions.model import FeatureKind
from models.fraud.rules.schema import PAYMENT_TEXTS
from trainset.table import Ints, TrainingTable


def rule_rows(
    table: TrainingTable, rows: Ints, names: Sequence[str]
) -> Iterator[tuple[object, ...]]:
    """For each of `rows` its values of `names`: features, or `currency`, `country`, `channel`.

    Whole numbers are those of the table, which are exact up to 2^53.

    Raises:
        ValueError: a feature is not in the table.
    """
    kinds = {feature.name: feature.kind for feature in table.definitions.features}
    return zip(*(_values(table, rows, name, kinds.get(name)) for name in names), strict=True)


def _values(table: TrainingTable, rows: Ints, name: str, kind: FeatureKind | None) -> list[Any]:
    if kind is None:
        if name not in PAYMENT_TEXTS:
            raise ValueError(
                f"rules read {name}: a training set has no own fields of payments; a feature of it"
                " is expected"
            )
        texts: list[Any] = getattr(table, name)[rows].tolist()
        return texts
    return typed(table.values[rows, table.columns((name,))[0]], kind)


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
