"""Compares the counts of one feature in one window with its profile."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import inf
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.shared.profile.feature_profile import FeatureProfile
from monitoring.drift.divergence import (
    Shares,
    ks,
    ks_by_chance,
    never_zero,
    psi,
    psi_by_chance,
    share_by_chance,
)
from monitoring.drift.finding import Finding, Limits, Measure

Counts = NDArray[np.int64]

LEAST_ROWS: Final = 200
"""Of a window, and of the hours of training beside it; below, nothing is said."""
PSI_LIMITS: Final = Limits(0.1, 0.25)
KS_LIMITS: Final = Limits(0.1, 0.2)
MISSING_LIMITS: Final = Limits(0.05, 0.2)
NEW_VALUE_LIMITS: Final = Limits(0.01, 0.05)
STREAM_LIMITS: Final = Limits(0.02, 0.1)


@dataclass(frozen=True, slots=True)
class Reference:
    """What training leads to expect.

    Attributes:
        shares: (cells,) of the rows.
        rows: of training that the shares are as good as.
    """

    shares: Shares
    rows: float


def overall(profile: FeatureProfile) -> Reference:
    """The whole of training."""
    counts = profile.counts.sum(axis=0)
    return Reference(counts / counts.sum(), float(counts.sum()))


def at_hours(profile: FeatureProfile, hours: Counts) -> Reference:
    """Training at the hours of the day that a window has its rows at.

    The shares of each hour weigh as its rows in the window do; the variance of such a mean
    (Cochran, Sampling Techniques, 1977, 5.6) says how many drawn rows it is as good as. An hour
    that training did not have is taken to be as the whole.

    Args:
        profile: of the feature.
        hours: (24,) rows of the window, one at least.
    """
    counts = profile.counts.astype(np.float64)
    whole = counts.sum(axis=0)
    counts[counts.sum(axis=1) == 0] = whole
    rows = counts.sum(axis=1)
    weights = hours / hours.sum()
    return Reference(weights @ (counts / rows[:, None]), float(1 / np.sum(weights**2 / rows)))


def _present(reference: Reference) -> Reference:
    """The same of the rows whose value is not missing."""
    shares = reference.shares[:-1]
    present = float(shares.sum())
    return Reference(shares / (present or 1), reference.rows * present)


@dataclass(frozen=True, slots=True)
class Sample:
    """So many of so many rows."""

    part: float
    rows: float

    @property
    def share(self) -> float:
        """0 where there are no rows."""
        return self.part / self.rows if self.rows else 0.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """What findings about one feature in one window have in common.

    Attributes:
        feature: name of it.
        window: name of it.
        dispersion: of the feature, see `FeatureProfile`.
        most_rows: that a window is as good as. Features look back over days: the payments of a week
            tell hardly more about chance than those of one day.
    """

    feature: str
    window: str
    dispersion: float = 1.0
    most_rows: float = inf

    def cells(
        self,
        profile: FeatureProfile,
        reference: Reference,
        counts: Counts,
        new: Mapping[str, int],
    ) -> Iterator[Finding]:
        """All findings.

        Args:
            profile: of the feature.
            reference: what its cells are compared with.
            counts: (cells,) rows of the window.
            new: values that training did not have.
        """
        missing = profile.cells - 1
        expected, found = _present(reference), counts[:missing]
        yield from self.distances(profile, reference, counts)
        unseen = list(profile.unseen_cells)
        yield self.share(
            "new_values",
            Sample(float(expected.shares[unseen].sum()) * expected.rows, expected.rows),
            Sample(int(found[unseen].sum()), int(found.sum())),
            NEW_VALUE_LIMITS,
            new,
        )
        yield self.share(
            "missing",
            Sample(max(0.0, reference.rows - expected.rows), reference.rows),
            Sample(int(counts[missing]), int(counts.sum())),
            MISSING_LIMITS,
        )

    def share(
        self,
        measure: Measure,
        trained: Sample,
        now: Sample,
        limits: Limits,
        new: Mapping[str, int] | None = None,
    ) -> Finding:
        """By how much a share is above that of training; of the missing also below it."""
        rows = int(now.rows)
        about = (self.feature, self.window, measure)
        if min(now.rows, trained.rows) < LEAST_ROWS:
            return Finding(*about, None, limits.warn, "too_few", rows)
        # Two more on each side: a share of 0 in training varies, too (Agresti and Coull 1998).
        likely = (trained.part + 2) / (trained.rows + 4)
        by_chance = share_by_chance(likely, self._variance(now.rows, trained.rows))
        value = now.share - trained.share
        size = abs(value) if measure == "missing" else value
        level, limit = limits.judged(size, by_chance)
        return Finding(*about, value, limit, level, rows, trained.share, now.share, dict(new or {}))

    def distances(
        self, profile: FeatureProfile, reference: Reference, counts: Counts
    ) -> Iterator[Finding]:
        """PSI, and KS of a number, of what is not missing; arguments as of `cells`."""
        expected, found = _present(reference), counts[:-1]
        rows = int(found.sum())
        measures: list[tuple[Measure, Limits]] = [("psi", PSI_LIMITS)]
        if profile.kind == "number":
            measures.append(("ks", KS_LIMITS))
        if min(rows, expected.rows) < LEAST_ROWS:
            for measure, limits in measures:
                about = (self.feature, self.window, measure)
                yield Finding(*about, None, limits.warn, "too_few", rows)
            return
        variance = self._variance(rows, expected.rows)
        likely, shares = never_zero(expected.shares, expected.rows, found)
        bins = int(np.count_nonzero(expected.shares))
        values = {
            "psi": (psi(likely, shares), psi_by_chance(bins, variance)),
            "ks": (ks(expected.shares, found / rows), ks_by_chance(variance)),
        }
        for measure, limits in measures:
            value, by_chance = values[measure]
            level, limit = limits.judged(value, by_chance)
            yield Finding(self.feature, self.window, measure, value, limit, level, rows)

    def _variance(self, rows: float, trained_rows: float) -> float:
        return self.dispersion * (1 / min(rows, self.most_rows) + 1 / trained_rows)
