"""Fits a model to a period of a training table: selects, tunes, calibrates, chooses thresholds.

::

    rows of the period, labels as of known_at
        --> features --> learners in time-ordered folds --> best one
        --> its scores of later days --> calibration --> thresholds by cost
        --> fitted again on the whole period

Nothing outside the period and no label reported after `known_at_ms` is seen. The same arguments
and library versions give the same model.
"""

from collections.abc import Sequence

import numpy as np
from threadpoolctl import threadpool_limits

from models.fraud.training.fitted_model import FittedModel
from models.fraud.training.fitting import fit_candidate
from models.fraud.training.material import FEWEST_TO_TUNE, Material, material_of
from models.fraud.training.out_of_fold import OutOfFold, out_of_fold
from models.fraud.training.reference import reference_values
from models.fraud.training.report import TrainReport, trial_report
from models.fraud.training.selection import Selection, select
from models.fraud.training.settings import TrainSettings
from models.fraud.training.tuning import Progress, Tuning, tune, untuned
from models.shared.training.folds import gap_ms, measured_rows
from models.shared.training.period import Period
from trainset.table import TrainingTable


def _silent(_: str) -> None:
    """Progress that nobody watches."""


def fit(
    table: TrainingTable,
    period: Period,
    known_at_ms: int,
    settings: TrainSettings | None = None,
    progress: Progress = _silent,
) -> FittedModel:
    """The best model that the payments of `period` give.

    Args:
        table: payments with features and labels.
        period: event times to train on. Payments younger than the maturity at `known_at_ms` are
            not used: of those, only frauds would have a label.
        known_at_ms: when the training takes place; labels reported later are not seen.
        settings: of the training.
        progress: told a line for every step.

    Raises:
        ValueError: the period has no features, or too few frauds or genuine payments with a known
            label to fit on and to measure on.
    """
    settings = settings or TrainSettings()
    material = material_of(table, period, known_at_ms, settings)
    # On a busy machine the threads of one fit wait for each other longer than they work.
    with threadpool_limits(limits=1):
        return _fitted(material, settings, progress)


def _fitted(material: Material, settings: TrainSettings, progress: Progress) -> FittedModel:
    rows, folds = material.rows, material.folds
    progress(f"{len(rows)} payments, {int(rows.fraud.sum())} of them frauds")
    selection = select(rows, material.names, folds, settings)
    progress(f"{len(selection.features)} of {len(material.names)} features selected")
    rows = rows.columns(np.array([material.names.index(name) for name in selection.features]))
    tuning = (tune if material.tunable else untuned)(rows, folds, settings, progress)
    later = out_of_fold(rows.where(measured_rows(folds)), tuning.best.margins, settings)
    progress(f"{tuning.best.candidate.kind} is fitted on the whole period")
    last = fit_candidate(
        tuning.best.candidate, rows, most_genuine=settings.most_genuine, seed=settings.seed
    )
    return FittedModel(
        kind=tuning.best.candidate.kind,
        classifier=last.classifier,
        calibration=later.calibration.shifted(last.log_odds_ratio),
        features=selection.features,
        missing_value=settings.missing_value,
        thresholds=later.choice.thresholds,
        reference=reference_values(
            rows.inputs[~rows.fraud], selection.features, settings.missing_value
        ),
        report=_report(material, selection, tuning, later),
    )


def _report(
    material: Material, selection: Selection, tuning: Tuning, later: OutOfFold
) -> TrainReport:
    return TrainReport(
        period=material.asked,
        known_at_ms=material.knowledge.at_ms,
        maturity_ms=material.knowledge.maturity_ms,
        gap_ms=gap_ms(material.period, material.delay_ms),
        folds=len(material.folds),
        rows=len(material.rows),
        frauds=int(material.rows.fraud.sum()),
        selection=selection,
        left_out=material.left_out,
        trials=tuple(trial_report(trial) for trial in tuning.trials),
        chosen=tuning.trials.index(tuning.best),
        calibration=later.report,
        thresholds=later.choice,
        measured=later.measured,
        notes=tuple(_notes(material, later)),
    )


def _notes(material: Material, later: OutOfFold) -> Sequence[str]:
    notes = []
    if material.period != material.asked:
        notes.append("The end of the period was not used: its labels were not known yet.")
    if not gap_ms(material.period, material.delay_ms):
        notes.append(
            "The period is too short to leave the feedback delay between the days fitted on and"
            " those measured on: the figures of the tuning are better than those of use."
        )
    if not material.tunable:
        notes.append(
            f"Fewer than {FEWEST_TO_TUNE} frauds to fit or to measure on: nothing was tuned, the"
            " default settings of one learner were used."
        )
    if not later.calibrated:
        notes.append("Too few frauds to calibrate by: scores are those of the classifier.")
    return notes
