"""A whole backtest over a small simulated history, made once for the tests that look at it."""

from functools import cache
from itertools import count

from backtest.backtest import Backtest, run_backtest
from backtest.decide import Advance
from backtest.decided import Question
from backtest.setting import Setting, load_setting
from backtest.training_period import decided_period
from backtest.truth import KnownTruth, truth_from_file, truth_from_labels
from models.fraud.rules import catalogue_schema, parse_fraud_rules
from tests.backtest.histories import simulated
from trainset.table import Ints

MATURITY_MS = 14 * 86_400_000
CANDIDATE_RULES = """
version: 2
rules:
  - id: a_new_merchant
    version: 1
    expression: card_new_merchant and amount_minor > 10000
    action: flag
    reason: <b>A large & new one</b>
"""


def candidate() -> Setting:
    """The shipped model with rules of its own, from a file with a hostile name."""
    shipped = load_setting(None, None)
    rules = parse_fraud_rules(CANDIDATE_RULES, "rules", catalogue_schema())
    return Setting(rules, shipped.artifact, "<script>alert(1)</script>.yaml", "shipped")


@cache
def answer(*, from_labels: bool = False) -> Backtest:
    """The backtest of the candidate rules; the clock ticks a microsecond a look."""
    table, truths = simulated()
    question = Question(
        table=table,
        period=decided_period(table, None, int(table.event_time_ms.min()) + MATURITY_MS, None),
        candidate=candidate(),
        current=load_setting(None, None),
        maturity_ms=MATURITY_MS,
    )

    def truth_of(rows: Ints) -> KnownTruth:
        if from_labels:
            return truth_from_labels(table, rows, MATURITY_MS)
        return truth_from_file(table, rows, truths, "truth.jsonl")

    ticks = count(0, 1000)
    return run_backtest(question, truth_of, lambda: next(ticks), unseen)


def unseen(_name: str, _steps: int) -> Advance:
    """For who does not look at the progress."""
    return int
