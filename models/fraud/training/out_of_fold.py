"""What the scores of later days say: the calibration, and the thresholds that would have paid."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from events.shared.time_units import DAY_MS
from models.fraud.training.costs import costs_of
from models.fraud.training.measures import log_loss, measure
from models.fraud.training.report import CalibrationReport
from models.fraud.training.rows import Rows
from models.fraud.training.settings import TrainSettings
from models.fraud.training.thresholds import Choice, choose_thresholds
from models.shared.training.calibration import Calibration, fit_calibration, sigmoid


@dataclass(frozen=True, slots=True)
class OutOfFold:
    """Chosen on payments that the classifiers which scored them had not seen.

    Attributes:
        calibration: of log-odds corrected for weights and undersampling.
        calibrated: whether there were frauds enough to fit it.
        report: its figures.
        choice: of thresholds.
        measured: figures of the calibrated scores and the thresholds, by name.
    """

    calibration: Calibration
    calibrated: bool
    report: CalibrationReport
    choice: Choice
    measured: dict[str, float]


def out_of_fold(rows: Rows, margins: NDArray[np.float64], settings: TrainSettings) -> OutOfFold:
    """Calibrates the log-odds `margins` of `rows` and chooses the thresholds."""
    found = fit_calibration(margins, rows.fraud)
    calibration = found or Calibration()
    scores = calibration.apply(margins)
    choice = choose_thresholds(
        scores,
        rows.fraud,
        costs_of(rows.fraud, rows.amount_minor, settings.costs),
        settings.limits,
        days=float(np.unique(rows.time_ms // DAY_MS).size),
    )
    return OutOfFold(
        calibration=calibration,
        calibrated=found is not None,
        report=CalibrationReport(
            slope=calibration.slope,
            intercept=calibration.intercept,
            log_loss_before=round(log_loss(rows.fraud, sigmoid(margins)), 6),
            log_loss_after=round(log_loss(rows.fraud, scores), 6),
        ),
        choice=choice,
        measured=measure(rows, scores, choice.thresholds, ""),
    )
