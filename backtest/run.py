"""One backtest: history decided by a candidate and by the current setting, and all that follows.

::

    table, period --> rows --+--> candidate's decisions --+--> money, rates, load, segments, curves
                             +--> current decisions ------+--> changed decisions
                             +--> legacy baseline --------+--> report card
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backtest.changes import Comparison
from backtest.daily_load import DailyLoad, daily_load
from backtest.decide import ALLOW, BLOCK, Advance, Decisions, decide
from backtest.importance import Importances, importances
from backtest.latency import tier_latency
from backtest.legacy import LegacyBaseline, simulate_legacy
from backtest.money import Money, money
from backtest.rates import Rates, rates
from backtest.report_card import ReportCard, report_card
from backtest.setting import Setting
from backtest.training_period import DecidedPeriod
from backtest.truth import KnownTruth
from trainset.table import Ints, TrainingTable

_LATENCY_SAMPLE = 2_000

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
        rows: indices of the decided rows.
        main: whether a row is in the main currency, that with the most payments.
        candidate: outcome of the setting in question.
        current: outcome of the setting in force.
        comparison: where they differ.
        legacy: the simulated baseline, by the same denominators.
        card: the report card of the candidate.
        importance: of the candidate's features, None where no fraud is known.
        notes: what a reader must know of the results.
    """

    question: Question
    rows: Ints
    truth: KnownTruth
    main: NDArray[np.bool_]
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
    truth = _checked(truth_of(rows), question)
    main = _in_main_currency(table.currency[rows])
    found = decide(table, rows, candidate, stage("candidate decides", rows.size))
    now = found
    if not current.decides_as(candidate):
        now = decide(table, rows, current, stage("current setting decides", rows.size))
    outcome = _outcome(table, rows, truth, main, found)
    stage("legacy baseline", 0)
    legacy = simulate_legacy(
        table,
        rows,
        truth,
        main,
        found.action != ALLOW,
        found.action == BLOCK,
        question.maturity_ms,
    )
    stage("single decisions", 0)
    latency = tier_latency(table, rows, candidate, clock_ns, _LATENCY_SAMPLE)
    features = len(candidate.artifact.manifest.features)
    return Backtest(
        question=question,
        rows=rows,
        truth=truth,
        main=main,
        candidate=outcome,
        current=outcome if now is found else _outcome(table, rows, truth, main, now),
        comparison=Comparison(table, rows, truth, now, found),
        legacy=legacy,
        card=report_card(outcome.stopped, legacy, latency),
        importance=importances(
            table, rows, truth, candidate, advance=stage("feature importance", features)
        ),
        notes=(*question.period.warnings, *_left_out(question), *_young(truth)),
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


def _in_main_currency(currency: NDArray[np.object_]) -> NDArray[np.bool_]:
    names, counts = np.unique(currency.astype(str), return_counts=True)
    return np.asarray(currency == names[np.argmax(counts)], dtype=np.bool_)


def _outcome(
    table: TrainingTable,
    rows: Ints,
    truth: KnownTruth,
    main: NDArray[np.bool_],
    decisions: Decisions,
) -> Outcome:
    amounts, action = table.amount_minor[rows], decisions.action
    return Outcome(
        decisions=decisions,
        money=money(action, amounts, table.currency[rows], truth),
        stopped=rates(action != ALLOW, truth, amounts, main),
        blocked=rates(action == BLOCK, truth, amounts, main),
        load=daily_load(action, table.event_time_ms[rows], truth),
    )


def _left_out(question: Question) -> tuple[str, ...]:
    left_out = question.table.left_out
    read = [name for name in question.candidate.features_read() if name in left_out]
    if not read:
        return ()
    shown = ", ".join(read[:3]) + (f" and {len(read) - 3} more" if len(read) > 3 else "")  # noqa: PLR2004 - three
    return (
        f"the model or the rules read {len(read)} features that this history cannot feed: {shown}",
    )


def _young(truth: KnownTruth) -> tuple[str, ...]:
    young = int((~truth.counted).sum())
    if not young:
        return ()
    return (
        f"{young:,} of {truth.counted.size:,} payments are too young for their truth to be known;"
        " rates and money count them apart",
    )
