"""How long the exported model takes for one payment: the model alone, without features or rules."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from events.shared.feature_value import FeatureValue

MOST_PAYMENTS: Final = 5_000
_WARM_UP: Final = 100


class Latency(Struct, frozen=True):
    """Microseconds a payment, scored one by one.

    Attributes:
        payments: how many were timed.
    """

    payments: int
    mean_us: float
    p50_us: float
    p95_us: float
    p99_us: float


def latency(
    score: Callable[[Sequence[FeatureValue]], float],
    values: NDArray[np.float64],
    now_ns: Callable[[], int],
) -> Latency:
    """Times `score` on the first `MOST_PAYMENTS` rows, after a warm-up on the first of them.

    Args:
        score: as `OnnxScorer.score`.
        values: (n, features) of at least one payment, NaN where missing.
        now_ns: a clock that never goes back.
    """
    rows = [_row(row) for row in values[:MOST_PAYMENTS]]
    for row in rows[:_WARM_UP]:
        score(row)
    taken_us = np.empty(len(rows))
    for number, row in enumerate(rows):
        began_ns = now_ns()
        score(row)
        taken_us[number] = (now_ns() - began_ns) / 1_000
    p50, p95, p99 = np.percentile(taken_us, [50, 95, 99]).tolist()
    return Latency(len(rows), float(taken_us.mean()), p50, p95, p99)


def _row(values: NDArray[np.float64]) -> list[FeatureValue]:
    return [None if np.isnan(value) else float(value) for value in values]
