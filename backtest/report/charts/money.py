"""The amount of the frauds of one currency, by what became of it."""

from typing import Final

from backtest.money import Money
from reporting.frame import Frame, Scale
from reporting.wording import amount, percent

_WIDTH: Final = 1080
_CHARACTER: Final = 8.0


def money_chart(money: Money) -> str:
    """One bar: blocked, flagged and missed, each with its amount."""
    frame = Frame(_WIDTH, 74, (0, 0, 24, 6))
    whole = money.fraud_minor
    x = Scale(0, max(whole, 1), frame.left, frame.right)
    done = 0
    for name, tally, class_ in (
        ("blocked", money.fraud_blocked, "fill-block"),
        ("flagged for review", money.fraud_flagged, "fill-flag"),
        ("missed", money.fraud_allowed, "fill-missed"),
    ):
        width = x(tally.amount_minor) - x(0)
        words = f"{name} {percent(tally.amount_minor / whole if whole else None)}"
        says = f"{words}, {amount(tally.amount_minor, money.currency)}"
        frame.bar(x(done), frame.top, width - 1, 30, class_, says)
        if width > _CHARACTER * len(words) + 12:
            frame.text(x(done) + 10, frame.top + 20, words, f"on-{class_} strong")
            frame.text(x(done), frame.top + 46, amount(tally.amount_minor, money.currency), "label")
        done += tally.amount_minor
    frame.text(0, 14, f"all frauds in {money.currency}: {amount(whole, money.currency)}", "unit")
    return frame.drawn("Amount of the frauds, blocked, flagged and missed")
