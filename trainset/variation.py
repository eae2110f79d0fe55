"""Which features say nothing: the same in every row, or of fields that the input does not have."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from events.shared.feature_value import FeatureValue
from features.shared.definitions.model import Feature


class Variation:
    """Smallest and largest value of each feature, and how often it is missing, over all rows.

    Late rows do not count: what they lack is no property of the input's fields.

    Args:
        features: of the columns, in their order.

    Attributes:
        names: of the features.
    """

    def __init__(self, features: Sequence[Feature]) -> None:
        self.names = tuple(feature.name for feature in features)
        self._rows = 0
        self._least: list[FeatureValue] = [None] * len(features)
        self._greatest: list[FeatureValue] = [None] * len(features)
        self._missing = [0] * len(features)

    def take(self, columns: Sequence[Any], late: NDArray[np.bool_]) -> None:
        """Counts rows in.

        Args:
            columns: an Arrow array a feature.
            late: (rows,) which of them are late.
        """
        on_time = pa.array(~late)
        self._rows += int(np.count_nonzero(~late))
        for place, column in enumerate(columns):
            counted = column.filter(on_time) if late.any() else column
            found = pc.min_max(counted).as_py()
            self._least[place] = _pick(min, self._least[place], found["min"])
            self._greatest[place] = _pick(max, self._greatest[place], found["max"])
            self._missing[place] += counted.null_count

    def constants(self) -> dict[str, str]:
        """The features without any information in them, and why."""
        found = {}
        for place, name in enumerate(self.names):
            if self._missing[place] == self._rows:
                found[name] = "missing in every row"
            elif not self._missing[place] and self._least[place] == self._greatest[place]:
                found[name] = f"{self._least[place]} in every row"
        return found


def _pick(better: Any, known: FeatureValue, new: FeatureValue) -> FeatureValue:  # noqa: ANN401 - min or max
    present = [value for value in (known, new) if value is not None]
    return better(present) if present else None


def left_out(
    features: Sequence[Feature], unfed_fields: Mapping[str, str], constants: Mapping[str, str]
) -> dict[str, str]:
    """Feature to the reason why it says nothing, in their order.

    Args:
        features: all of them.
        unfed_fields: field of the input to the reason why it says nothing (absent, constant).
        constants: feature to what it is in every row.
    """
    reasons = {}
    for feature in features:
        unfed = [field for field in feature.fields if field in unfed_fields]
        if unfed:
            reasons[feature.name] = ", ".join(f"{field}: {unfed_fields[field]}" for field in unfed)
        elif feature.name in constants:
            reasons[feature.name] = constants[feature.name]
    return reasons
