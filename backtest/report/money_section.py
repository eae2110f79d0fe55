"""What the decisions mean in money, one row a currency."""

from backtest.backtest import Backtest
from backtest.money import Money, Tally
from backtest.report.charts.money import money_chart
from reporting.blocks import cell, figure, section, table
from reporting.wording import amount, count

_ABOUT = (
    "Amounts are sums of whole payments in their own currency; nothing is converted. Blocked fraud"
    " is saved. Flagged fraud is saved as far as review finds it: no share of it is assumed."
)
_HEAD = (
    "Currency",
    "Fraud blocked<small>saved</small>",
    "Fraud flagged<small>sent to review</small>",
    "Fraud missed",
    "Genuine blocked<small>good customers turned away</small>",
    "Genuine flagged<small>held up by review</small>",
)


def money_section(backtest: Backtest) -> str:
    """The section."""
    sums = backtest.candidate.money
    young = any(_young(money).payments for money in sums)
    head = (*_HEAD, "Too young to judge<small>blocked or flagged</small>") if young else _HEAD
    rows = [_row(money, young=young) for money in sums]
    return section("Money", _ABOUT, figure("", "", money_chart(sums[0])), table(head, rows))


def _row(money: Money, *, young: bool) -> list[str]:
    tallies = [
        money.fraud_blocked,
        money.fraud_flagged,
        money.fraud_allowed,
        money.genuine_blocked,
        money.genuine_flagged,
        *([_young(money)] if young else []),
    ]
    return [
        cell(money.currency),
        *(
            cell(amount(tally.amount_minor, money.currency), f"{count(tally.payments)} payments")
            for tally in tallies
        ),
    ]


def _young(money: Money) -> Tally:
    blocked, flagged = money.young_blocked, money.young_flagged
    return Tally(blocked.payments + flagged.payments, blocked.amount_minor + flagged.amount_minor)
