"""Chooses the thresholds that cost least, within what reviewers and customers can bear.

Scores are looked at in steps of a millionth, highest first. With i of them blocked and j flagged or
blocked, the cost is a sum of two parts, one of i and one of j, so the best i for a j is the least
of a window that slides along:

    | 0 ... i blocked ... | ... j - i flagged ... | ... allowed ... n |
"""

from collections import deque
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.fraud.thresholds import Thresholds
from models.fraud.training.costs import Costs

STEPS: Final = 1_000_000
"""Thresholds are multiples of 1 / STEPS."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the thresholds must keep to, on the payments that they are chosen by.

    Attributes:
        max_flagged_genuine: largest share of the genuine payments flagged or blocked.
        max_blocked_genuine: largest share of the genuine payments blocked.
        reviews_per_day: most payments flagged (and not blocked) a day, in the mean; None is any.

    Raises:
        ValueError: shares that are not 0 < blocked <= flagged <= 1, or no review at all a day.
    """

    max_flagged_genuine: float = 0.03
    max_blocked_genuine: float = 0.005
    reviews_per_day: float | None = None

    def __post_init__(self) -> None:
        """Checks every limit."""
        if not 0 < self.max_blocked_genuine <= self.max_flagged_genuine <= 1:
            raise ValueError(
                f"max_flagged_genuine: {self.max_flagged_genuine}, max_blocked_genuine:"
                f" {self.max_blocked_genuine}, expected 0 < blocked <= flagged <= 1"
            )
        if self.reviews_per_day is not None and self.reviews_per_day < 0:
            raise ValueError(f"reviews_per_day: {self.reviews_per_day}, expected at least 0")


@dataclass(frozen=True, slots=True)
class Choice:
    """Thresholds, and what they and doing nothing would have cost, minor units.

    Attributes:
        thresholds: the cheapest within the limits.
        cost_minor: with them.
        allow_all_cost_minor: with every payment allowed.
        blocked: payments at or above the block threshold.
        flagged: payments between the thresholds.
    """

    thresholds: Thresholds
    cost_minor: float
    allow_all_cost_minor: float
    blocked: int
    flagged: int


@dataclass(frozen=True, slots=True)
class _Prefixes:
    """Sums over the payments of the steps down to each one; entry 0 is before the first."""

    step: NDArray[np.int64]
    count: NDArray[np.int64]
    genuine: NDArray[np.int64]
    block_over_flag: NDArray[np.float64]
    flag_over_allow: NDArray[np.float64]


def choose_thresholds(
    scores: NDArray[np.float64],
    fraud: NDArray[np.bool_],
    costs: Costs,
    limits: Limits,
    *,
    days: float,
) -> Choice:
    """The thresholds with the least total cost; of equal ones those that stop fewer payments.

    Args:
        scores: (rows,) probability of fraud, 0 to 1.
        fraud: (rows,) truth.
        costs: of every action on every row.
        limits: that hold.
        days: that the rows span.
    """
    sums = _prefixes(scores, fraud, costs)
    genuine = int((~fraud).sum())
    reviews = np.inf if limits.reviews_per_day is None else limits.reviews_per_day * days
    may_flag = int(np.searchsorted(sums.genuine, limits.max_flagged_genuine * genuine, "right")) - 1
    may_block = (
        int(np.searchsorted(sums.genuine, limits.max_blocked_genuine * genuine, "right")) - 1
    )
    first, last = _cheapest(sums, may_flag, may_block, reviews)
    allow_all = float(costs.allow.sum())
    return Choice(
        thresholds=Thresholds(flag=_threshold(sums, last), block=_threshold(sums, first)),
        cost_minor=allow_all + float(sums.block_over_flag[first] + sums.flag_over_allow[last]),
        allow_all_cost_minor=allow_all,
        blocked=int(sums.count[first]),
        flagged=int(sums.count[last] - sums.count[first]),
    )


def _prefixes(scores: NDArray[np.float64], fraud: NDArray[np.bool_], costs: Costs) -> _Prefixes:
    step = steps_of(scores)
    # A threshold of 0 is none: payments below the first step are always allowed.
    found, group = np.unique(-step[step > 0], return_inverse=True)
    within = step > 0

    def running(values: NDArray[np.float64]) -> NDArray[np.float64]:
        sums = np.bincount(group, values[within], found.size)
        return np.concatenate([[0.0], np.cumsum(sums)])

    ones = np.ones(scores.size)
    return _Prefixes(
        step=-found,
        count=running(ones).astype(np.int64),
        genuine=running(np.where(fraud, 0.0, 1.0)).astype(np.int64),
        block_over_flag=running(costs.block - costs.flag),
        flag_over_allow=running(costs.flag - costs.allow),
    )


def steps_of(scores: NDArray[np.float64]) -> NDArray[np.int64]:
    """(rows,) the largest whole k with k / STEPS <= score."""
    step: NDArray[np.int64] = np.floor(scores * STEPS).astype(np.int64) + 1
    # The product is rounded: one above is tried first, then as far down as it takes.
    for _ in range(2):
        step = np.where(step / STEPS > scores, step - 1, step)
    return step


def _cheapest(sums: _Prefixes, may_flag: int, may_block: int, reviews: float) -> tuple[int, int]:
    """(i, j): how many steps to block, how many to flag or block."""
    best, best_cost = (0, 0), 0.0
    window: deque[int] = deque()
    for j in range(may_flag + 1):
        if j <= may_block:
            while window and sums.block_over_flag[window[-1]] > sums.block_over_flag[j]:
                window.pop()
            window.append(j)
        while window and sums.count[j] - sums.count[window[0]] > reviews:
            window.popleft()
        if window:
            cost = sums.block_over_flag[window[0]] + sums.flag_over_allow[j]
            if cost < best_cost:
                best, best_cost = (window[0], j), cost
    return best


def _threshold(sums: _Prefixes, steps: int) -> float:
    """The threshold that exactly the payments of the first `steps` steps reach."""
    return 1.0 if steps == 0 else int(sums.step[steps - 1]) / STEPS
