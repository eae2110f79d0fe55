"""The findings in a few lines, for a terminal."""

from collections.abc import Iterator

from backtest.backtest import Backtest
from backtest.changes import Comparison
from backtest.daily_load import Load
from backtest.latency import TierLatency
from backtest.money import Money, Tally
from backtest.rates import Share
from backtest.report.shares import of
from models.shared.training.period import day
from reporting.wording import amount, count, false_alarms, number, percent

_NAME_WIDTH = 20


def summary(backtest: Backtest) -> str:
    """Headline numbers, each with its denominator."""
    period = backtest.question.period
    first = (
        f"{count(backtest.history.rows.size)} payments, {day(period.from_ms)} to"
        f" {day(period.to_ms)} UTC: {period.chosen}"
    )
    notes = [f"note: {note}" for note in backtest.notes]
    lines = [f"{name:<{_NAME_WIDTH}}{words}" for name, words in _lines(backtest)]
    plain = [line.replace("\N{NARROW NO-BREAK SPACE}", " ") for line in lines]
    return "\n".join([first, *notes, *plain]).replace("\N{NO-BREAK SPACE}", " ")


def _lines(backtest: Backtest) -> Iterator[tuple[str, str]]:
    outcome, legacy = backtest.candidate, backtest.legacy
    stopped = outcome.stopped
    yield "frauds stopped", f"{_share(stopped.detection)} frauds"
    yield "frauds blocked", f"{_share(outcome.blocked.detection)} frauds"
    yield "genuine stopped", f"{_share(stopped.false_positives_of_genuine)} genuine payments"
    alarms = stopped.false_positives_of_stopped
    yield "", false_alarms(alarms.part, alarms.whole)
    yield from _money(outcome.money)
    yield "review load", _load(outcome.load.flagged)
    yield "legacy", "simulated here: a detector in batches every 8 hours, not a system of yours"
    yield "legacy, hours late", f"{_share(legacy.recognised.detection)} frauds recognised"
    yield "legacy, in time", f"{_share(legacy.stopped.detection)} frauds stopped"
    yield "", f"{_share(legacy.stopped.false_positives_of_genuine)} genuine payments stopped"
    yield "rules and model", _latency(backtest.card.latency)
    yield "changed decisions", _changes(backtest.comparison)


def _money(sums: tuple[Money, ...]) -> Iterator[tuple[str, str]]:
    money = sums[0]

    def worth(tally: Tally) -> str:
        return amount(tally.amount_minor, money.currency)

    fraud = f"{worth(money.fraud_blocked)} blocked, {worth(money.fraud_flagged)} sent to review"
    yield "fraud", f"{fraud}, {worth(money.fraud_allowed)} missed"
    blocked = f"{worth(money.genuine_blocked)} blocked ({money.genuine_blocked.payments} payments)"
    yield "good customers", f"{blocked}, {worth(money.genuine_flagged)} held up by review"
    if len(sums) > 1:
        yield "", f"in {money.currency} alone; other currencies are in the report: {len(sums) - 1}"


def _load(load: Load) -> str:
    within = f"95 % of days at most {count(load.p95)}, the fullest {count(load.most)}"
    return f"{number(load.mean)} a day, {within}"


def _latency(latency: TierLatency) -> str:
    mean, p99 = number(latency.mean_us / 1000), number(latency.p99_us / 1000)
    return f"{mean} ms mean, {p99} ms p99 a payment, without features, Flink and network"


def _changes(changes: Comparison) -> str:
    better, worse = count(changes.count("better")), count(changes.count("worse"))
    young = f"{count(changes.count('unknown'))} too young to tell"
    return f"{count(changes.count())}: {better} for the better, {worse} for the worse, {young}"


def _share(share: Share) -> str:
    return f"{percent(share.share)}  {of(share)}"
