"""Tuning: every candidate is fitted on earlier and measured on later days, within the period.

::

    settings of each learner --> best by average precision --> with frauds weighing more?
        --> the best of all learners
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.fraud.training.fitting import fit_candidate
from models.fraud.training.measures import average_precision, card_precision
from models.fraud.training.rows import Rows
from models.fraud.training.settings import TrainSettings
from models.shared.training.classifiers import Settings, log_odds_of
from models.shared.training.folds import Fold, measured_rows
from models.shared.training.learners import GRIDS, Candidate, most_leaves

Floats = NDArray[np.float64]
Progress = Callable[[str], None]

_TIE_DECIMALS: Final = 3


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """A candidate and how it did on the measured days of all folds.

    Attributes:
        candidate: what was fitted.
        average_precision: of the measured rows.
        card_precision: of the same.
        margins: (measured rows,) log-odds on days after those fitted on, corrected for weights
            and undersampling, in the order of `measured_rows`.
    """

    candidate: Candidate
    average_precision: float
    card_precision: float
    margins: Floats

    @property
    def rank(self) -> tuple[float, float]:
        """Greater is better: average precision, then card precision."""
        return round(self.average_precision, _TIE_DECIMALS), self.card_precision


@dataclass(frozen=True, slots=True)
class Tuning:
    """All trials, in the order they were made, and the best one."""

    trials: tuple[Trial, ...]
    best: Trial


def tune(rows: Rows, folds: Sequence[Fold], settings: TrainSettings, progress: Progress) -> Tuning:
    """Tries the learners of `settings` and chooses.

    Args:
        rows: of the period, with the selected features.
        folds: in time order.
        settings: learners, seed, rows of a fit.
        progress: told a line for every trial.
    """
    judge = _Judge(rows, folds, settings, progress)
    trials: list[Trial] = []
    for kind in settings.learners:
        plain = [judge.tried(Candidate(kind, grid)) for grid in _within(kind, settings)]
        best = _best(plain).candidate
        weighted = judge.tried(Candidate(kind, best.settings, "root"))
        trials += [*plain, weighted]
    return Tuning(tuple(trials), _best(trials))


def untuned(
    rows: Rows, folds: Sequence[Fold], settings: TrainSettings, progress: Progress
) -> Tuning:
    """The default settings of the first learner, where there is too little to choose by."""
    kind = settings.learners[0]
    default = _within(kind, settings)[0]
    trial = _Judge(rows, folds, settings, progress).tried(Candidate(kind, default))
    return Tuning((trial,), trial)


def _within(kind: str, settings: TrainSettings) -> list[Settings]:
    """The settings of a learner that have no more leaves than allowed."""
    most = settings.most_leaves
    return [grid for grid in GRIDS[kind] if most is None or most_leaves(grid) <= most]


def _best(trials: Sequence[Trial]) -> Trial:
    return max(trials, key=lambda trial: trial.rank)


@dataclass(frozen=True, slots=True)
class _Judge:
    rows: Rows
    folds: Sequence[Fold]
    settings: TrainSettings
    progress: Progress

    def tried(self, candidate: Candidate) -> Trial:
        measured = self.rows.where(measured_rows(self.folds))
        margins = np.concatenate([self._later_margins(candidate, fold) for fold in self.folds])
        trial = Trial(
            candidate,
            average_precision(measured.fraud, margins),
            card_precision(measured, margins),
            margins,
        )
        self.progress(
            f"{candidate.kind}: average precision {trial.average_precision:.3f},"
            f" card precision {trial.card_precision:.3f}"
        )
        return trial

    def _later_margins(self, candidate: Candidate, fold: Fold) -> Floats:
        fit = fit_candidate(
            candidate,
            self.rows.where(fold.fit),
            most_genuine=self.settings.most_genuine_tuning,
            seed=self.settings.seed,
        )
        margins = log_odds_of(fit.classifier, self.rows.inputs[fold.measure])
        return margins - fit.log_odds_ratio
