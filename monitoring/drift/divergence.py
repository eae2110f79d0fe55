"""How far a distribution is from another, and how far it is by chance; both are counts by bin.

References:
    PSI: N. Siddiqi, Credit Risk Scorecards (Wiley 2006), where 0.1 and 0.25 are the usual limits;
    its distribution by chance: B. Yurdakul, Statistical Properties of Population Stability Index
    (Western Michigan University 2018): (1/n + 1/m) times chi-squared with bins - 1 degrees.
    KS: the two-sample statistic of Kolmogorov and Smirnov; critical values by N. Smirnov, Table for
    Estimating the Goodness of Fit of Empirical Distributions (Ann. Math. Stat. 19, 1948).
"""

from math import log, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

Shares = NDArray[np.float64]

_DEVIATIONS: Final = 3.0
"""A normal value is this far above its mean once in 741 times."""
_KS_LEVEL: Final = 0.001


def psi(expected: Shares, found: Shares) -> float:
    """The population stability index of (bins,) shares, none of which is 0.

    >>> round(psi(np.array([0.5, 0.5]), np.array([0.8, 0.2])), 4)
    0.4159
    """
    return float(np.sum((found - expected) * np.log(found / expected)))


def ks(expected: Shares, found: Shares) -> float:
    """The largest difference of the cumulated (bins,) shares, in the order of the bins.

    What differs within a bin is not seen: it is at most the statistic of the values themselves.

    >>> round(ks(np.array([0.5, 0.3, 0.2]), np.array([0.2, 0.3, 0.5])), 4)
    0.3
    """
    return float(np.abs(np.cumsum(found - expected)).max())


def never_zero(expected: Shares, rows: float, counts: NDArray[np.int64]) -> tuple[Shares, Shares]:
    """Shares of both that `psi` can take: an empty bin is no proof that there is nothing.

    Half a row is added to each expected bin (Krichevsky and Trofimov 1981). What is added to the
    found ones is spread as the expected ones are, so that few rows look like no drift.

    Args:
        expected: (bins,) shares.
        rows: that the expected shares are of.
        counts: (bins,) rows found.
    """
    added = expected.size / 2
    likely = (expected * rows + 0.5) / (rows + added)
    return likely, (counts + added * likely) / (counts.sum() + added)


def psi_by_chance(bins: int, variance: float) -> float:
    """A PSI that is hardly exceeded where nothing has changed.

    Args:
        bins: in use.
        variance: of both samples together: 1/n + 1/m, times how dispersed they are.
    """
    degrees = max(1, bins - 1)
    return (degrees + _DEVIATIONS * sqrt(2 * degrees)) * variance


def ks_by_chance(variance: float) -> float:
    """A KS that is hardly exceeded where nothing has changed; `variance` as of `psi_by_chance`."""
    return sqrt(-log(_KS_LEVEL / 2) / 2 * variance)


def share_by_chance(share: float, variance: float) -> float:
    """A difference of shares around `share` that is hardly exceeded where nothing has changed."""
    return _DEVIATIONS * sqrt(share * (1 - share) * variance)
