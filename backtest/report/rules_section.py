"""What each rule did, one row a rule, and which rules matched the same payments."""

from typing import Final

from backtest.backtest import Backtest
from backtest.rule_effects import Overlap, RuleEffect
from reporting.blocks import cell, figure, section, table
from reporting.markup import text
from reporting.wording import amount, count, percent, spoken

_ABOUT: Final = (
    "A hit is a payment that the rule matches; the strongest action of all its hits decides a"
    " payment. Precision is the share of frauds among the hits whose truth is known. Also stopped"
    " are the hits that another rule flags or blocks, or that the model would flag or block."
)
_MOST_OVERLAPS: Final = 10


def rules_section(backtest: Backtest) -> str:
    """The section, of the candidate's rules."""
    effects = backtest.candidate.rules
    if not effects.rules:
        return section("Rules", "The candidate has no rules: the model decides every payment.")
    currency = backtest.candidate.money[0].currency
    head = (
        "Rule",
        "Hits",
        "Frauds",
        "Genuine",
        "Precision",
        f"Fraud, {currency}<small>of the hits</small>",
        f"Genuine, {currency}<small>of the hits</small>",
        "Also stopped<small>by a rule</small>",
        "Also stopped<small>by the model</small>",
        "By this rule<small>alone</small>",
    )
    rows = [_row(effect, currency) for effect in effects.rules]
    return section("Rules", _ABOUT, table(head, rows), _overlaps(effects.overlaps))


def _row(effect: RuleEffect, currency: str) -> list[str]:
    worth = next((money for money in effect.money if money.currency == currency), None)
    return [
        cell(spoken(effect.id), f"version {effect.version}, {effect.action}"),
        text(count(effect.hits)),
        text(count(effect.frauds)),
        text(count(effect.genuine)),
        text(percent(effect.precision.share)),
        text(amount(worth.fraud.amount_minor if worth else 0, currency)),
        text(amount(worth.genuine.amount_minor if worth else 0, currency)),
        text(count(effect.also_by_rule)),
        text(count(effect.also_by_model)),
        text(count(effect.alone)),
    ]


def _overlaps(overlaps: tuple[Overlap, ...]) -> str:
    if not overlaps:
        return ""
    rows = [
        [text(spoken(pair.first)), text(spoken(pair.second)), text(count(pair.payments))]
        for pair in overlaps[:_MOST_OVERLAPS]
    ]
    more = len(overlaps) - len(rows)
    caption = f"The {len(rows)} largest of {len(overlaps)} pairs." if more else ""
    return figure("Payments that two rules match", caption, table(("", "", "Payments"), rows, 2))
