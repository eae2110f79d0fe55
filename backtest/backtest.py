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
from backtest.decide import ALLOW, BLOCK
from backtest.decided import Decided, Question, Stage, decide_again
from backtest.history import History
from backtest.importance import Importances, importances
from backtest.latency import tier_latency
from backtest.legacy import LegacyBaseline, LegacySettings, simulate_legacy
from backtest.outcome import SettingOutcome
from backtest.report_card import ReportCard, report_card
from backtest.truth import KnownTruth
from trainset.table import Ints

_LATENCY_SAMPLE: Final = 2_000


@dataclass(frozen=True, slots=True)
class Backtest:
    """Everything that was found.

    Attributes:
        decided: the history, decided by both settings.
        legacy: the simulated baseline, by the same denominators.
        card: the report card of the candidate.
        importance: of the candidate's features, None where no fraud is known.
    """

    decided: Decided
    legacy: LegacyBaseline
    card: ReportCard
    importance: Importances | None

    @property
    def question(self) -> Question:
        """What was asked."""
        return self.decided.question

    @property
    def history(self) -> History:
        """The payments that were decided."""
        return self.decided.history

    @property
    def candidate(self) -> SettingOutcome:
        """Outcome of the setting in question."""
        return self.decided.candidate

    @property
    def current(self) -> SettingOutcome:
        """Outcome of the setting in force."""
        return self.decided.current

    @property
    def comparison(self) -> Comparison:
        """Where the two differ."""
        return self.decided.comparison

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know of the results."""
        return self.decided.notes


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
    decided = decide_again(question, truth_of, stage)
    history, outcome, candidate = decided.history, decided.candidate, question.candidate
    action = outcome.decisions.action
    stage("legacy baseline", 0)
    legacy = simulate_legacy(
        history,
        action != ALLOW,
        action == BLOCK,
        LegacySettings(maturity_ms=question.maturity_ms),
    )
    stage("single decisions", 0)
    latency = tier_latency(question.table, history.rows, candidate, clock_ns, _LATENCY_SAMPLE)
    shuffled = stage("feature importance", len(candidate.artifact.manifest.features))
    return Backtest(
        decided=decided,
        legacy=legacy,
        card=report_card(outcome.stopped, legacy, latency),
        importance=importances(history, candidate, advance=shuffled),
    )
