"""What a training reports: rows, features, trials, calibration, thresholds, in plain values."""

from dataclasses import dataclass

from models.fraud.training.selection import Selection
from models.fraud.training.thresholds import Choice
from models.fraud.training.tuning import Trial
from models.shared.training.classifiers import Settings
from models.shared.training.period import Period


@dataclass(frozen=True, slots=True)
class TrialReport:
    """One learner with one way to fit it, measured on later days of the period."""

    kind: str
    settings: Settings
    weighting: str
    average_precision: float
    card_precision_100: float


@dataclass(frozen=True, slots=True)
class CalibrationReport:
    """The calibration and the mean log loss on later days, before and after it."""

    slope: float
    intercept: float
    log_loss_before: float
    log_loss_after: float


@dataclass(frozen=True, slots=True)
class TrainReport:
    """How a model came about.

    Attributes:
        period: of the training.
        known_at_ms: no label reported later was seen.
        maturity_ms: age at which a payment without a label counted as genuine.
        gap_ms: between the fitted and the measured days of a fold.
        folds: of the tuning, in time order.
        rows: used, and how many of them were `frauds`.
        selection: of the features.
        left_out: features that the data cannot feed, with the reason.
        trials: in the order they were made.
        chosen: index of the best of `trials`.
        calibration: of its scores.
        thresholds: with what they cost on the measured days.
        measured: figures on the measured days, by name.
        notes: what a reader must know, a sentence each.
    """

    period: Period
    known_at_ms: int
    maturity_ms: int
    gap_ms: int
    folds: int
    rows: int
    frauds: int
    selection: Selection
    left_out: dict[str, str]
    trials: tuple[TrialReport, ...]
    chosen: int
    calibration: CalibrationReport
    thresholds: Choice
    measured: dict[str, float]
    notes: tuple[str, ...]


def trial_report(trial: Trial) -> TrialReport:
    """A trial without its scores."""
    return TrialReport(
        kind=trial.candidate.kind,
        settings=trial.candidate.settings,
        weighting=trial.candidate.weighting,
        average_precision=round(trial.average_precision, 6),
        card_precision_100=round(trial.card_precision, 6),
    )
