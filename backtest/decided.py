"""History decided by a candidate and by the current setting, side by side.

::

    table, period --> rows --+--> candidate's decisions --+--> outcome of each
                             +--> current decisions ------+--> changed decisions
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from backtest.changes import Comparison
from backtest.decide import Advance, decide
from backtest.history import History, history_of
from backtest.outcome import SettingOutcome, outcome_of
from backtest.setting import Setting
from backtest.training_period import DecidedPeriod
from backtest.truth import KnownTruth
from events.shared.time_units import DAY_MS
from reporting.wording import counted
from trainset.table import Ints, TrainingTable

_SHOWN: Final = 3

Stage = Callable[[str, int], Advance]
"""Told that a stage of so many steps begins; gives what to tell of its steps."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked.

    Attributes:
        table: the history.
        period: which part of it is decided.
        candidate: the setting in question.
        current: the setting in force.
        maturity_ms: age from which a payment without a label is genuine.
    """

    table: TrainingTable
    period: DecidedPeriod
    candidate: Setting
    current: Setting
    maturity_ms: int


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided.

    Attributes:
        history: the payments that were decided.
        candidate: outcome of the setting in question.
        current: outcome of the setting in force.
        comparison: where they differ.
        notes: what a reader must know of the results.
    """

    question: Question
    history: History
    candidate: SettingOutcome
    current: SettingOutcome
    comparison: Comparison
    notes: tuple[str, ...]


def decide_again(
    question: Question, truth_of: Callable[[Ints], KnownTruth], stage: Stage
) -> Decided:
    """Decides the history by both settings.

    Args:
        question: the history and the settings.
        truth_of: the truth about some rows of it.
        stage: told of the progress.

    Raises:
        ValueError: a setting reads features that the history lacks, or no payment is old enough
            for its truth to be known.
    """
    table, candidate, current = question.table, question.candidate, question.current
    rows = table.between(question.period.from_ms, question.period.to_ms)
    history = history_of(table, rows, _checked(truth_of(rows), question))
    found = decide(table, rows, candidate, stage("candidate decides", rows.size))
    now = found
    if not current.decides_as(candidate):
        now = decide(table, rows, current, stage("current setting decides", rows.size))
    outcome = outcome_of(history, candidate, found)
    return Decided(
        question=question,
        history=history,
        candidate=outcome,
        current=outcome if now is found else outcome_of(history, current, now),
        comparison=Comparison(history, now, found),
        notes=(*question.period.warnings, *_left_out(question), *_young(history.truth)),
    )


def _checked(truth: KnownTruth, question: Question) -> KnownTruth:
    if not truth.counted.any():
        raise ValueError(
            f"truth: of the {truth.counted.size} payments of the period none is"
            f" {question.maturity_ms / DAY_MS:g} days older than the newest payment or label,"
            " so it is not known which are frauds; an earlier period or a lower --maturity-days is"
            " expected"
        )
    return truth


def _left_out(question: Question) -> tuple[str, ...]:
    left_out = question.table.left_out
    read = [name for name in question.candidate.features_read() if name in left_out]
    if not read:
        return ()
    shown = ", ".join(read[:_SHOWN]) + (" and others" if len(read) > _SHOWN else "")
    verb = "are" if len(read) > 1 else "is"
    features = counted(len(read), "feature")
    return (f"{features} that the model or rules read {verb} not fed by the data: {shown}",)


def _young(truth: KnownTruth) -> tuple[str, ...]:
    young = int((~truth.counted).sum())
    if not young:
        return ()
    share = f"{young:,} of {truth.counted.size:,} payments"
    note = f"{share} are too young for their truth to be known; rates and money count them apart"
    return (note,)
