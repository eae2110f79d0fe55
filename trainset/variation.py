"""Which features say nothing: the same in every row, or of fields that the input does not have."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from events.shared.feature_value import FeatureValue
from features.fraud.catalogue import FEATURE_NAMES, FEATURES


class Variation:
    """Smallest and largest value of each feature, and how often it is missing, over all rows.

    Late rows do not count: what they lack is no property of the input's fields.
    """

    def __init__(self) -> None:
        self._rows = 0
        self._least: list[FeatureValue] = [None] * len(FEATURE_NAMES)
        self._greatest: list[FeatureValue] = [None] * len(FEATURE_NAMES)
        self._missing = [0] * len(FEATURE_NAMES)

    def take(self, columns: Sequence[Any], late: NDArray[np.bool_]) -> None:
        """Counts rows in.

        Args:
            columns: an Arrow array a feature, in the order of the catalogue.
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
        for place, name in enumerate(FEATURE_NAMES):
            if self._missing[place] == self._rows:
                found[name] = "missing in every row"
            elif not self._missing[place] and self._least[place] == self._greatest[place]:
                found[name] = f"{self._least[place]} in every row"
        return found


def _pick(better: Any, known: FeatureValue, new: FeatureValue) -> FeatureValue:  # noqa: ANN401 - min or max
    present = [value for value in (known, new) if value is not None]
    return better(present) if present else None


def left_out(unfed_fields: Mapping[str, str], constants: Mapping[str, str]) -> dict[str, str]:
    """Feature to the reason why it says nothing, in the order of the catalogue.

    Args:
        unfed_fields: field of the input to the reason why it says nothing (absent, constant).
        constants: feature to what it is in every row.
    """
    reasons = {}
    for feature in FEATURES:
        unfed = [field for field in feature.fields if field in unfed_fields]
        if unfed:
            reasons[feature.name] = ", ".join(f"{field}: {unfed_fields[field]}" for field in unfed)
        elif feature.name in constants:
            reasons[feature.name] = constants[feature.name]
    return reasons
