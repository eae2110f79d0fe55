r"""One arm against another in a mean per shopper: difference, lift, what could have been seen.

Shoppers are drawn into arms one by one, so each is one independent value.

::

    difference   d = b - a              se(d)^2 = s_a^2 / n_a + s_b^2 / n_b           d +- z se
    lift         b / a - 1              se(log b/a)^2 = s_a^2 / (n_a a^2) + s_b^2 / (n_b b^2)
                                        exp(log b/a +- z se) - 1
    detectable   (z_0.975 + z_0.8) se(d): the difference that is seen four times of five

The difference is Welch's, the lift by the delta method on the logarithm of the ratio (of two
shares: Katz, Baptista, Azen and Pike, "Obtaining confidence intervals for the risk ratio in cohort
studies", 1978; of means: Deng, Knoblich and Lu, "Applying the Delta Method in Metric Analytics",
KDD 2018). A mean of a skewed value is normal enough from 355 times the square of its skewness on
(Kohavi, Deng, Longbotham and Xu, "Seven Rules of Thumb for Web Site Experimenters", KDD 2014).
"""

from math import exp, log, sqrt
from statistics import NormalDist
from typing import Final, Literal

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from models.shared.evaluation.resampling import CONFIDENCE, Interval

Floats = NDArray[np.float64]

POWER: Final = 0.8
FEWEST_BUYERS: Final = 10
"""Shoppers of an arm with a value above 0; below it nothing is said."""

_NORMAL: Final = NormalDist()
_Z: Final = _NORMAL.inv_cdf(0.5 + CONFIDENCE / 2)
_Z_POWER: Final = _NORMAL.inv_cdf(POWER)
_SKEWNESS: Final = 355

Verdict = Literal["higher", "lower", "no difference seen", "too little data"]


class Mean(Struct, frozen=True):
    """The values of an arm.

    Attributes:
        count: shoppers.
        above: of them with a value above 0.
        mean: of all.
        deviation: standard deviation.
        interval: of the mean, normal; of no width where there are fewer than two.
        enough: shoppers from which on the mean of so skewed a value is normal.
    """

    count: int
    above: int
    mean: float
    deviation: float
    interval: Interval
    enough: int


class Lift(Struct, frozen=True):
    """An arm against the first.

    Attributes:
        difference: of the means, with its interval.
        lift: the mean by that of the first less 1, with its interval; None where that is 0.
        detectable: the least difference that would be seen with a probability of 80 %.
        detectable_lift: the same by the first mean; None where that is 0.
        verdict: what the interval of the difference says.
        why: of too little data, what is lacking.
    """

    difference: float
    difference_interval: Interval
    lift: float | None
    lift_interval: Interval
    detectable: float
    detectable_lift: float | None
    verdict: Verdict
    why: str = ""


def mean_of(values: Floats) -> Mean:
    """The mean of (n,) values, one a shopper."""
    count = int(values.size)
    if not count:
        return Mean(0, 0, 0.0, 0.0, Interval(None, None), 0)
    mean = float(values.mean())
    deviation = float(values.std(ddof=1)) if count > 1 else 0.0
    half = _Z * deviation / sqrt(count)
    away = (values - mean) / deviation if deviation else values - mean
    skewness = float((away * away * away).mean())
    return Mean(
        count=count,
        above=int((values > 0).sum()),
        mean=mean,
        deviation=deviation,
        interval=Interval(mean - half, mean + half),
        enough=int(_SKEWNESS * skewness**2),
    )


def lift_of(arm: Mean, first: Mean, names: tuple[str, str] = ("arm", "first arm")) -> Lift:
    """An arm against the first; `names` are theirs, for what is said of too little data."""
    difference = arm.mean - first.mean
    error = sqrt(_error2(arm) + _error2(first))
    interval = Interval(difference - _Z * error, difference + _Z * error)
    detectable = (_Z + _Z_POWER) * error
    lacking = [
        f"{name} has {one.above} of {one.count} above 0, at least {FEWEST_BUYERS} are expected"
        for name, one in zip(names, (arm, first), strict=True)
        if one.above < FEWEST_BUYERS
    ]
    return Lift(
        difference=difference,
        difference_interval=Interval(None, None) if lacking else interval,
        lift=difference / first.mean if first.mean else None,
        lift_interval=Interval(None, None) if lacking else _lift_interval(arm, first),
        detectable=detectable,
        detectable_lift=detectable / first.mean if first.mean else None,
        verdict="too little data" if lacking else _verdict(interval),
        why="; ".join(lacking),
    )


def _error2(mean: Mean) -> float:
    return mean.deviation**2 / mean.count if mean.count else 0.0


def _lift_interval(arm: Mean, first: Mean) -> Interval:
    ratio = log(arm.mean / first.mean)
    error = sqrt(_error2(arm) / arm.mean**2 + _error2(first) / first.mean**2)
    return Interval(exp(ratio - _Z * error) - 1, exp(ratio + _Z * error) - 1)


def _verdict(interval: Interval) -> Verdict:
    if interval.low is not None and interval.low > 0:
        return "higher"
    if interval.high is not None and interval.high < 0:
        return "lower"
    return "no difference seen"
