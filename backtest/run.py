"""One backtest: history decided by a candidate and by the current setting, and all that follows.

::

    table, period --> rows --+--> candidate's decisions --+--> money, rates, load, segments, curves
                             +--> current decisions ------+--> changed decisions
                             +--> legacy baseline --------+--> report card
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from backtest.changes import Comparison
from backtest.daily_load import DailyLoad, daily_load
from backtest.decide import ALLOW, BLOCK, Advance, Decisions, decide
from backtest.history import History, history_of
from backtest.importance import Importances, importances
from backtest.latency import tier_latency
from backtest.legacy import LegacyBaseline, LegacySettings, simulate_legacy
from backtest.money import Money, money
from backtest.rates import Rates, rates
from backtest.report_card import ReportCard, report_card
from backtest.setting import Setting
from backtest.training_period import DecidedPeriod
from backtest.truth import KnownTruth
from trainset.table import Ints, TrainingTable

_LATENCY_SAMPLE: Final = 2_000
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
class Outcome:
    """What a setting does to the history.

    Attributes:
        decisions: of each row.
        money: by currency, the main one first.
        stopped: rates of flagging or blocking.
        blocked: rates of blocking alone.
        load: by day.
    """

    decisions: Decisions
    money: tuple[Money, ...]
    stopped: Rates
    blocked: Rates
    load: DailyLoad


@dataclass(frozen=True, slots=True)
class Backtest:
    """Everything that was found.

    Attributes:
        history: the payments that were decided.
        candidate: outcome of the setting in question.
        current: outcome of the setting in force.
        comparison: where they differ.
        legacy: the simulated baseline, by the same denominators.
        card: the report card of the candidate.
        importance: of the candidate's features, None where no fraud is known.
        notes: what a reader must know of the results.
    """

    question: Question
    history: History
    candidate: Outcome
    current: Outcome
    comparison: Comparison
    legacy: LegacyBaseline
    card: ReportCard
    importance: Importances | None
    notes: tuple[str, ...]


def run_backtest(
    question: Question,
    truth_of: Callable[[Ints], KnownTruth],
    clock_ns: Callable[[], int],
    stage: Stage,
) -> Backtest:
    """Answers the question.

    Args:
        question: the history and the settings.
        truth_of: the truth about some rows of it.
        clock_ns: a monotonic clock in nanoseconds, to time single decisions by.
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
    outcome = _outcome(history, found)
    stage("legacy baseline", 0)
    legacy = simulate_legacy(
        history,
        found.action != ALLOW,
        found.action == BLOCK,
        LegacySettings(maturity_ms=question.maturity_ms),
    )
    stage("single decisions", 0)
    latency = tier_latency(table, rows, candidate, clock_ns, _LATENCY_SAMPLE)
    shuffled = stage("feature importance", len(candidate.artifact.manifest.features))
    return Backtest(
        question=question,
        history=history,
        candidate=outcome,
        current=outcome if now is found else _outcome(history, now),
        comparison=Comparison(history, now, found),
        legacy=legacy,
        card=report_card(outcome.stopped, legacy, latency),
        importance=importances(history, candidate, advance=shuffled),
        notes=(*question.period.warnings, *_left_out(question), *_young(history.truth)),
    )


def _checked(truth: KnownTruth, question: Question) -> KnownTruth:
    if not truth.counted.any():
        raise ValueError(
            f"truth: of the {truth.counted.size} payments of the period none is"
            f" {question.maturity_ms / 86_400_000:g} days older than the newest payment or label,"
            " so it is not known which are frauds; an earlier period or a lower --maturity-days is"
            " expected"
        )
    return truth


def _outcome(history: History, decisions: Decisions) -> Outcome:
    action = decisions.action
    return Outcome(
        decisions=decisions,
        money=money(action, history),
        stopped=rates(action != ALLOW, history),
        blocked=rates(action == BLOCK, history),
        load=daily_load(action, history),
    )


def _left_out(question: Question) -> tuple[str, ...]:
    left_out = question.table.left_out
    read = [name for name in question.candidate.features_read() if name in left_out]
    if not read:
        return ()
    shown = ", ".join(read[:_SHOWN]) + (" and others" if len(read) > _SHOWN else "")
    note = f"{len(read)} features that the model or rules read are not fed by the data: {shown}"
    return (note,)


def _young(truth: KnownTruth) -> tuple[str, ...]:
    young = int((~truth.counted).sum())
    if not young:
        return ()
    share = f"{young:,} of {truth.counted.size:,} payments"
    note = f"{share} are too young for their truth to be known; rates and money count them apart"
    return (note,)
