"""What the candidate decides otherwise than the current setting."""

from collections.abc import Iterator
from typing import Final

from backtest.backtest import Backtest
from backtest.changes import Comparison, DecisionChange, Move, Verdict
from reporting.blocks import cell, code, section, table
from reporting.markup import element, text
from reporting.wording import NOTHING, amount, count, spoken

_SHOWN: Final = 12
_TRUTHS: Final = {"Frauds": "fraud", "Genuine": "genuine", "Too young to judge": "young"}
_VERDICTS: Final[tuple[tuple[Verdict, str], ...]] = (
    ("worse", "Largest changes for the worse"),
    ("better", "Largest changes for the better"),
    ("unknown", "Largest changes of payments too young to judge"),
)
_ABOUT = (
    "For the better: a fraud is treated more strictly or a genuine payment less so. The largest"
    " amounts of each kind are listed; --changes writes all of them to a file."
)


def changes_section(backtest: Backtest) -> str:
    """The section; one sentence where candidate and current setting are the same."""
    question, comparison = backtest.question, backtest.comparison
    if question.candidate.decides_as(question.current):
        about = "The candidate is the current setting, so no decision changes."
        return section("Changed decisions", about)
    return section(
        "Changed decisions",
        _ABOUT,
        element("p", text(_total(backtest))),
        _moves(comparison.moves(), backtest.candidate.money[0].currency),
        *_lists(comparison),
    )


def _total(backtest: Backtest) -> str:
    current, comparison = backtest.question.current, backtest.comparison
    manifest = current.artifact.manifest
    return (
        f"{count(comparison.count())} of {count(backtest.history.rows.size)} payments are decided"
        f" otherwise than by the current setting (model {manifest.name} {manifest.version},"
        f" {current.model_name}; rules version {current.rules.version}, {current.rules_name}):"
        f" {count(comparison.count('better'))} for the better,"
        f" {count(comparison.count('worse'))} for the worse,"
        f" {count(comparison.count('unknown'))} too young to tell."
    )


def _moves(moves: tuple[Move, ...], currency: str) -> str:
    """Counts over all currencies; amounts of the main one alone."""
    head = (
        "From",
        "To",
        *(f"{name}<small>amount in {text(currency)}</small>" for name in _TRUTHS),
    )
    pairs = dict.fromkeys((move.before, move.after) for move in moves)
    rows = []
    for before, after in pairs:
        same = [move for move in moves if (move.before, move.after) == (before, after)]
        rows.append([text(before), text(after), *_tallies(same, currency)])
    return table(head, rows, texts=2)


def _tallies(moves: list[Move], currency: str) -> Iterator[str]:
    for name in _TRUTHS.values():
        tallies = {move.currency: getattr(move, name) for move in moves}
        main = tallies[currency].amount_minor if currency in tallies else 0
        payments = sum(tally.payments for tally in tallies.values())
        yield cell(count(payments), amount(main, currency))


def _lists(comparison: Comparison) -> list[str]:
    found = []
    for verdict, title in _VERDICTS:
        changes = comparison.largest(verdict, _SHOWN)
        if changes:
            found += [element("h3", text(title)), _listed(changes)]
    return found


def _listed(changes: tuple[DecisionChange, ...]) -> str:
    head = (
        "Payment",
        "Time, UTC",
        "Truth",
        "From",
        "To",
        "Rules",
        "Amount",
        "Score before",
        "after",
    )
    rows = [
        [
            code(change.transaction_id),
            text(change.time[:16].replace("T", " ")),
            text(change.truth),
            text(change.before),
            text(change.after),
            text(_rules(change)),
            text(amount(change.amount_minor, change.currency)),
            text(_score(change.score_before)),
            text(_score(change.score_after)),
        ]
        for change in changes
    ]
    return table(head, rows, texts=6)


def _rules(change: DecisionChange) -> str:
    before, after = (
        ", ".join(map(spoken, rules)) or NOTHING
        for rules in (change.rules_before, change.rules_after)
    )
    return before if before == after else f"{before} \N{RIGHTWARDS ARROW} {after}"


def _score(score: float | None) -> str:
    return NOTHING if score is None else f"{score:.3f}"
