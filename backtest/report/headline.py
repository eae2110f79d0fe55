"""The page's head: what was decided, what to know of it, and the numbers that matter most."""

from backtest.backtest import Backtest
from backtest.money import Money
from backtest.rates import Rates
from backtest.report.shares import of
from models.shared.training.period import day
from reporting.blocks import tile
from reporting.markup import element, text
from reporting.wording import amount, count, false_alarms, number, percent


def headline(backtest: Backtest) -> str:
    """Title, warnings and tiles."""
    period, setting = backtest.question.period, backtest.question.candidate
    manifest = setting.artifact.manifest
    lead = (
        f"{count(backtest.history.rows.size)} payments, {day(period.from_ms)} to"
        f" {day(period.to_ms)} UTC ({period.chosen}), decided by model {manifest.name}"
        f" {manifest.version} and rules version {setting.rules.version} as the job would have"
        " decided them."
    )
    warnings = "".join(
        element("li", text(f"{note[:1].upper()}{note[1:]}.")) for note in backtest.notes
    )
    return (
        element("h1", "Backtest of fraud decisions")
        + element("p", text(lead), class_="lead")
        + (element("ul", warnings, class_="warnings") if warnings else "")
        + element("div", *_tiles(backtest), class_="tiles")
    )


def _tiles(backtest: Backtest) -> list[str]:
    outcome = backtest.candidate
    money, stopped = outcome.money[0], outcome.stopped
    return [
        tile(
            "Frauds stopped",
            percent(stopped.detection.share),
            f"{of(stopped.detection)} flagged or blocked before they were final",
        ),
        tile(
            "Fraud blocked",
            amount(money.fraud_blocked.amount_minor, money.currency),
            _review(money),
        ),
        tile(
            "Good customers blocked",
            amount(money.genuine_blocked.amount_minor, money.currency),
            f"{count(money.genuine_blocked.payments)} payments;"
            f" {_held_up(money)} held up by review",
        ),
        tile(
            "Genuine payments stopped",
            percent(stopped.false_positives_of_genuine.share),
            f"{of(stopped.false_positives_of_genuine)} genuine payments; {_false_alarms(stopped)}",
        ),
        tile(
            "Reviews a day",
            number(outcome.load.flagged.mean),
            f"95 % of days at most {count(outcome.load.flagged.p95)}, the fullest"
            f" {count(outcome.load.flagged.most)}",
        ),
    ]


def _false_alarms(stopped: Rates) -> str:
    alarms = stopped.false_positives_of_stopped
    return false_alarms(alarms.part, alarms.whole)


def _review(money: Money) -> str:
    held = amount(money.fraud_flagged.amount_minor, money.currency)
    return f"{held} more sent to review, {amount(money.fraud_minor, money.currency)} in all"


def _held_up(money: Money) -> str:
    return amount(money.genuine_flagged.amount_minor, money.currency)
