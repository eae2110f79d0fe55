"""Feature values with their exact types, and how two columns of them differ.

A feature is an int64, a float64, a flag or a text; a missing one is told by a mask. The table of
training has float64 alone, which is too coarse for parity: a sum above 2**53 has no float of its
own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from events.shared.feature_value import WrittenValue
from features.shared.definitions.model import Feature, FeatureKind
from trainset.manifest import Manifest, features_of
from trainset.storage import open_rows

Values = NDArray[Any]

_DTYPES: Final[dict[FeatureKind, Any]] = {
    "int": np.int64,
    "float": np.float64,
    "bool": np.bool_,
    "text": np.object_,
}
_ZEROS: Final[dict[FeatureKind, WrittenValue]] = {
    "int": 0,
    "float": 0.0,
    "bool": False,
    "text": "",
}
# A whole number is the same number in JSON, however it is written.
_ACCEPTED: Final[dict[FeatureKind, set[type]]] = {
    "int": {int, type(None)},
    "float": {int, float, type(None)},
    "bool": {bool, type(None)},
    "text": {str, type(None)},
}
_BOUND: Final[dict[FeatureKind, int]] = {
    "int": 2**63,
    "float": 2**53,
    "bool": 0,
    "text": 0,
}
"""Whole numbers below it have the feature's type to the last digit."""


@dataclass(frozen=True, slots=True)
class ExactColumn:
    """Values of one feature.

    Attributes:
        values: (n,) of the feature's type, 0 (or no text) where missing.
        present: (n,) False where missing.
    """

    values: Values
    present: NDArray[np.bool_]

    def take(self, rows: NDArray[np.int64]) -> "ExactColumn":
        """The values of `rows`."""
        return ExactColumn(self.values[rows], self.present[rows])

    def value(self, row: int) -> WrittenValue:
        """The value of one row as Python has it, None where missing."""
        value: WrittenValue = self.values[row : row + 1].tolist()[0]
        return value if self.present[row] else None


@dataclass(frozen=True, slots=True)
class Difference:
    """How two columns differ.

    Attributes:
        unequal: (n,) True where one is missing alone, or the two are not the same to the bit.
        distance: (n,) absolute difference, NaN where one of the two is missing, and of texts.
    """

    unequal: NDArray[np.bool_]
    distance: NDArray[np.float64]


def stored_columns(folder: Path, manifest: Manifest) -> list[ExactColumn]:
    """The columns of all features of a training set, in their order."""
    rows, features = manifest.counts.rows, features_of(manifest)
    columns = [_empty(feature, rows) for feature in features]
    start = 0
    with open_rows(folder, manifest) as file:
        for number in range(file.num_row_groups):
            group = file.read_row_group(number, [feature.name for feature in features])
            end = start + group.num_rows
            for column, feature in zip(columns, features, strict=True):
                stored = group[feature.name].combine_chunks()
                column.present[start:end] = stored.is_valid().to_numpy(zero_copy_only=False)
                filled = pc.fill_null(stored, _ZEROS[feature.kind])
                column.values[start:end] = filled.to_numpy(zero_copy_only=False)
            start = end
    return columns


def _empty(feature: Feature, rows: int) -> ExactColumn:
    return ExactColumn(np.zeros(rows, _DTYPES[feature.kind]), np.empty(rows, np.bool_))


def given_column(
    values: Sequence[WrittenValue], kind: FeatureKind
) -> tuple[ExactColumn, list[int]]:
    """Values as they were read from JSON, and the places of those that are of another type."""
    wrong: list[int] = []
    if not _all_fit(values, kind):
        wrong = [place for place, value in enumerate(values) if not _all_fit([value], kind)]
        misfits = set(wrong)
        values = [None if place in misfits else value for place, value in enumerate(values)]
    present = np.array([value is not None for value in values], dtype=np.bool_)
    filled = [_ZEROS[kind] if value is None else value for value in values]
    return ExactColumn(np.array(filled, dtype=_DTYPES[kind]), present), wrong


def _all_fit(values: Sequence[WrittenValue], kind: FeatureKind) -> bool:
    if not set(map(type, values)) <= _ACCEPTED[kind]:
        return False
    whole = [value for value in values if type(value) is int]
    return not whole or (min(whole) >= -_BOUND[kind] and max(whole) < _BOUND[kind])


def difference(left: ExactColumn, right: ExactColumn) -> Difference:
    """How two columns of one feature and of the same length differ."""
    both = left.present & right.present
    unequal = (left.present != right.present) | (both & (_bits(left) != _bits(right)))
    distance = np.full(both.size, np.nan)
    changed = both & unequal
    pairs = zip(left.values[changed].tolist(), right.values[changed].tolist(), strict=True)
    if left.values.dtype != np.object_:
        # As Python numbers: a difference of int64 can leave their range.
        distance[changed] = [float(abs(one - other)) for one, other in pairs]
        distance[both & ~unequal] = 0.0
    return Difference(unequal, distance)


def _bits(column: ExactColumn) -> Values:
    floats = column.values.dtype == np.float64
    return column.values.view(np.int64) if floats else column.values
