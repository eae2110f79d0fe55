"""Tuning: every candidate is fitted on earlier and measured on later days, within the period.

::

    settings of each learner --> best by average precision --> with frauds weighing more?
        --> best of all learners, and of the average of forest and boosting
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.training.calibration import log_odds, sigmoid
from models.training.classifiers import FRAUD_CLASS
from models.training.fitting import fitted
from models.training.folds import Fold, measured_rows
from models.training.learners import AVERAGE, AVERAGED, GRIDS, Candidate
from models.training.measures import average_precision, card_precision
from models.training.rows import Rows
from models.training.settings import TrainSettings

Floats = NDArray[np.float64]
Progress = Callable[[str], None]

_TIE_DECIMALS: Final = 3
AVERAGE_MUST_GAIN: Final = 1.01
"""An average is twice the work and harder to explain: it wins by a hundredth or not at all."""


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """A candidate and how it did on the measured days of all folds.

    Attributes:
        candidates: one, or those that are averaged.
        raw: (measured rows,) probabilities on days after those fitted on, the odds corrected for
            weights and undersampling, in the order of `measured_rows`.
    """

    candidates: tuple[Candidate, ...]
    average_precision: float
    card_precision: float
    raw: Floats

    @property
    def kind(self) -> str:
        """Name of the learner."""
        return self.candidates[0].kind if len(self.candidates) == 1 else AVERAGE

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
    best_plain: dict[str, Trial] = {}
    for kind in settings.learners:
        if kind == AVERAGE:
            continue
        plain = [judge.tried(Candidate(kind, grid)) for grid in GRIDS[kind]]
        best_plain[kind] = _best(plain)
        weighted = judge.tried(Candidate(kind, best_plain[kind].candidates[0].settings, "root"))
        trials += [*plain, weighted]
    best = _best(trials)
    members = [best_plain[kind] for kind in AVERAGED if kind in best_plain]
    if AVERAGE in settings.learners and len(members) == len(AVERAGED):
        average = judge.averaged(members)
        trials.append(average)
        if average.average_precision > best.average_precision * AVERAGE_MUST_GAIN:
            best = average
    return Tuning(tuple(trials), best)


def untuned(
    rows: Rows, folds: Sequence[Fold], settings: TrainSettings, progress: Progress
) -> Tuning:
    """The default settings of the last learner, where there is too little to choose by."""
    kind = [name for name in settings.learners if name != AVERAGE][-1]
    candidate = Candidate(kind, GRIDS[kind][0])
    trial = _Judge(rows, folds, settings, progress).tried(candidate)
    return Tuning((trial,), trial)


def _best(trials: Sequence[Trial]) -> Trial:
    return max(trials, key=lambda trial: trial.rank)


@dataclass(frozen=True, slots=True)
class _Judge:
    rows: Rows
    folds: Sequence[Fold]
    settings: TrainSettings
    progress: Progress

    def tried(self, candidate: Candidate) -> Trial:
        raw = [self._later_scores(candidate, fold) for fold in self.folds]
        return self._judged((candidate,), np.concatenate(raw))

    def averaged(self, members: Sequence[Trial]) -> Trial:
        raw: Floats = np.mean([member.raw for member in members], axis=0)
        return self._judged(tuple(member.candidates[0] for member in members), raw)

    def _later_scores(self, candidate: Candidate, fold: Fold) -> Floats:
        fit = fitted(
            candidate,
            self.rows.where(fold.fit),
            most_genuine=self.settings.most_genuine_tuning,
            seed=self.settings.seed,
        )
        raw = fit.classifier.predict_proba(self.rows.inputs[fold.measure])[:, FRAUD_CLASS]
        return sigmoid(log_odds(raw) - fit.log_odds_ratio)

    def _judged(self, candidates: tuple[Candidate, ...], raw: Floats) -> Trial:
        measured = self.rows.where(measured_rows(self.folds))
        trial = Trial(
            candidates,
            average_precision(measured.fraud, raw),
            card_precision(measured, raw),
            raw,
        )
        self.progress(
            f"{trial.kind}: average precision {trial.average_precision:.3f},"
            f" card precision {trial.card_precision:.3f}"
        )
        return trial
