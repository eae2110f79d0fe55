"""The usual value of each feature: what a payment is compared with when its score is explained."""

from collections.abc import Sequence

import numpy as np

from models.fraud.training.rows import Inputs


def reference_values(
    genuine: Inputs, features: Sequence[str], missing_value: float
) -> dict[str, float | None]:
    """The median of each feature over genuine payments, None where most have no value."""
    reference: dict[str, float | None] = {}
    for column, name in enumerate(features):
        values = genuine[:, column]
        present = values[values != np.float32(missing_value)]
        usual = present.size * 2 >= values.size and present.size > 0
        # The lower of the two middle values, so that whole numbers and flags stay such.
        reference[name] = float(np.sort(present)[(present.size - 1) // 2]) if usual else None
    return reference
