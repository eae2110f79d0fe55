"""Measures a model on labelled rows; every figure names its denominator."""

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score

from models.manifest import Thresholds
from models.training.rows import Rows


def measure(
    rows: Rows, scores: NDArray[np.float64], thresholds: Thresholds, prefix: str
) -> dict[str, float]:
    """Figures by name, each beginning with `prefix`; shares are 0 to 1.

    - ``payments``, ``frauds``: how many.
    - ``average_precision``: area under precision over recall, independent of thresholds.
    - ``detection_flag``, ``detection_block``: of the frauds, those at or above the threshold.
    - ``false_positives_flag``, ``false_positives_block``: of the genuine payments, the same.
    - ``false_alarms_flag``, ``false_alarms_block``: of the payments at or above the threshold,
      the genuine ones; absent where there are none.
    - ``detection_flag_PATTERN``: of the frauds of one pattern.
    """
    fraud = rows.fraud
    found: dict[str, float] = {"payments": rows.time_ms.size, "frauds": int(fraud.sum())}
    if fraud.any():
        found["average_precision"] = float(average_precision_score(fraud, scores))
    for name, threshold in (("flag", thresholds.flag), ("block", thresholds.block)):
        reached = scores >= threshold
        found |= {
            f"detection_{name}": share(reached, fraud),
            f"false_positives_{name}": share(reached, ~fraud),
        }
        if reached.any():
            found[f"false_alarms_{name}"] = share(~fraud, reached)
    for pattern in np.unique(rows.pattern[fraud]).tolist():
        of_pattern = rows.pattern == pattern
        found[f"detection_flag_{pattern}"] = share(scores >= thresholds.flag, of_pattern)
    return {f"{prefix}{name}": round(value, 6) for name, value in found.items()}


def share(mask: NDArray[np.bool_], of: NDArray[np.bool_]) -> float:
    """The share of the rows of `of` for which `mask` holds too; 0 where there are none."""
    return float((mask & of).sum() / max(1, of.sum()))
