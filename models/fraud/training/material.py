"""What a training works on: the rows it may see, and how they are folded."""

from dataclasses import dataclass
from typing import Final

from models.fraud.training.knowledge import Knowledge
from models.fraud.training.rows import Rows, labelled_rows
from models.fraud.training.settings import TrainSettings
from models.shared.training.folds import Fold, fewest_positives, folds_of
from models.shared.training.period import Period
from trainset.table import TrainingTable

FEWEST_TO_TUNE: Final = 20
"""Frauds that each part of each fold needs for a comparison of learners to say anything."""


@dataclass(frozen=True, slots=True)
class Material:
    """Rows, features and folds of a training.

    Attributes:
        asked: the period that was asked for.
        period: its part whose labels are known.
        knowledge: of labels, at the time of the training.
        delay_ms: feedback delay of the table.
        names: features that the data can feed.
        left_out: the others, with the reason.
        rows: of `period`, with all of `names`.
        folds: of the rows, in time order.
    """

    asked: Period
    period: Period
    knowledge: Knowledge
    delay_ms: int
    names: tuple[str, ...]
    left_out: dict[str, str]
    rows: Rows
    folds: tuple[Fold, ...]

    @property
    def tunable(self) -> bool:
        """Whether there are frauds enough to compare learners by."""
        return fewest_positives(self.rows.fraud, self.folds) >= FEWEST_TO_TUNE


def material_of(
    table: TrainingTable, asked: Period, known_at_ms: int, settings: TrainSettings
) -> Material:
    """The material of `asked`.

    Raises:
        ValueError: no features, or too few frauds or genuine payments with a known label.
    """
    names = tuple(name for name in table.feature_names if name not in table.left_out)
    if not names:
        raise ValueError("features: the data cannot feed any, expected at least one to train on")
    delay_ms = table.feedback_delay_ms
    maturity_ms = delay_ms if settings.maturity_ms is None else settings.maturity_ms
    knowledge = Knowledge(known_at_ms, maturity_ms)
    period = knowledge.mature(asked)
    rows = labelled_rows(table, names, period, knowledge, settings.missing_value)
    return Material(
        asked=asked,
        period=period,
        knowledge=knowledge,
        delay_ms=delay_ms,
        names=names,
        left_out=dict(table.left_out),
        rows=rows,
        folds=_folds(rows, period, settings, delay_ms),
    )


def _folds(rows: Rows, period: Period, settings: TrainSettings, delay_ms: int) -> tuple[Fold, ...]:
    """As many folds as asked, or fewer, so that each part has frauds enough to compare by."""
    folds: tuple[Fold, ...] = ()
    for count in range(settings.folds, 0, -1):
        folds = folds_of(rows.time_ms, period, count=count, delay_ms=delay_ms)
        if fewest_positives(rows.fraud, folds) >= FEWEST_TO_TUNE:
            return folds
    # With a single fold left its parts are as large as can be.
    if fewest_positives(rows.fraud, folds) < 1 or fewest_positives(~rows.fraud, folds) < 1:
        raise ValueError(
            f"period: {len(rows)} payments with a known label, {int(rows.fraud.sum())} of them"
            " frauds, expected frauds and genuine payments both in its first four sevenths, to"
            " fit on, and in the rest, to measure on"
        )
    return folds
