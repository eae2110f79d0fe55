"""How many payments a day are flagged, blocked and allowed: the load on reviewers and customers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backtest.decide import ACTIONS, BLOCK, FLAG
from backtest.history import History
from events.shared.time_units import DAY_MS
from trainset.table import Ints


@dataclass(frozen=True, slots=True)
class Load:
    """Payments a day over the UTC days of the period, days without any included.

    Attributes:
        mean: per day.
        p95: the smallest number that at least 95 % of the days do not exceed.
        most: of any day.
    """

    mean: float
    p95: int
    most: int


@dataclass(frozen=True, slots=True)
class DailyLoad:
    """Decisions by UTC day.

    Attributes:
        start_ms: (days,) midnight at which each day begins, from the first to the last payment's.
        counts: (days, 3) payments by action, in the order of `ACTIONS`.
        flagged_frauds: (days,) of the flagged payments, those known to be frauds.
        flagged_genuine: (days,) of the flagged payments, those known to be genuine.
        flagged: to be reviewed.
        blocked: turned away.
    """

    start_ms: Ints
    counts: Ints
    flagged_frauds: Ints
    flagged_genuine: Ints
    flagged: Load
    blocked: Load


def daily_load(action: NDArray[np.int8], history: History) -> DailyLoad:
    """The load of (n,) actions, one for each payment of the history."""
    event_time_ms, truth = history.event_time_ms, history.truth
    day = event_time_ms // DAY_MS
    first = int(day.min())
    days = int(day.max()) - first + 1
    places = (day - first) * len(ACTIONS) + action
    counts = np.bincount(places, minlength=days * len(ACTIONS)).reshape(days, len(ACTIONS))

    def flagged_a_day(kind: NDArray[np.bool_]) -> Ints:
        return np.bincount((day - first)[kind & (action == FLAG)], minlength=days)

    return DailyLoad(
        start_ms=(first + np.arange(days, dtype=np.int64)) * DAY_MS,
        counts=counts,
        flagged_frauds=flagged_a_day(truth.counted_fraud),
        flagged_genuine=flagged_a_day(truth.counted_genuine),
        flagged=load(counts[:, FLAG]),
        blocked=load(counts[:, BLOCK]),
    )


def load(counts: Ints) -> Load:
    """The load of (days,) counts.

    >>> load(np.arange(1, 101))
    Load(mean=50.5, p95=95, most=100)
    """
    ordered = np.sort(counts)
    rank = -(-95 * ordered.size // 100)
    return Load(round(float(counts.mean()), 3), int(ordered[rank - 1]), int(ordered[-1]))
