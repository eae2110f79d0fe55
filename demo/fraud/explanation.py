"""Panels about single payments: one that was blocked and why, one card read back."""

from collections.abc import Mapping

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from demo.fraud.example import telling_features
from demo.fraud.store_census import ReadBack, differing
from demo.shared.shown_values import instant, shown
from events.fraud.decision import Decision, Reason
from events.shared.feature_value import WrittenValue
from events.shared.time_units import DAY_S
from reporting.printable import printable
from simulator.files import Truth


def explanation(decision: Decision, truth: Truth) -> Panel:
    """Why a payment was blocked, and what it really was."""
    score = "not scored" if decision.score is None else f"score {decision.score:.3f}"
    who = (
        f"[bold]{_plain(decision.transaction_id)}[/] of {_plain(decision.card_id)}"
        f" at {_plain(decision.merchant_id)}"
    )
    what = f"[bold red]{decision.action}[/] by {decision.tier}, {score}"
    hits = [f"  rule {_plain(hit.id)} v{hit.version}: {hit.action}" for hit in decision.rule_hits]
    lines = [
        f"{who}, {instant(decision.event_time_ms)}",
        f"{what}; in truth {truth.pattern or 'genuine'}",
        *hits,
        *(f"  because {_because(reason)}" for reason in decision.reasons),
    ]
    model = decision.model
    traces = (
        f"model {_plain(model.name)} {_plain(model.version)}, sha256 {model.sha256[:16]}...;"
        f" trace {_plain(str(decision.trace_id))}"
    )
    features = _grid(telling_features(decision))
    return _panel("One blocked payment", Group("\n".join(lines), "", features, "", traces))


def _because(reason: Reason) -> str:
    text = _plain(reason.text)
    if reason.contribution is None:
        return text
    return f"{text}  [dim](adds {reason.contribution:.2f} to the score)[/]"


def _plain(text: str) -> str:
    """Text of others: neither the terminal nor Rich obeys it."""
    return escape(printable(text))


def store_panel(back: ReadBack) -> Panel:
    """One card's features as the store has them, beside its newest decision."""
    wrong = differing(back)
    verdict = (
        "[green]equal to the card's newest decision in every feature[/]"
        if not wrong
        else f"[bold red]differs in {', '.join(wrong)}[/]"
    )
    head = (
        f"features:card:{_plain(back.card_id)} as of {instant(back.stored.event_time_ms)},"
        f" schema version {back.stored.schema_version}, forgotten in"
        f" {back.stored.ttl_s / DAY_S:.0f} days"
    )
    return _panel("One card, from the store", Group(head, verdict, "", _grid(back.stored.values)))


def _panel(title: str, content: RenderableType) -> Panel:
    return Panel(content, title=title, title_align="left")


def _grid(values: Mapping[str, WrittenValue]) -> Table:
    """Names and values in two pairs of columns."""
    table = Table.grid(padding=(0, 2))
    for justify in ("left", "right", "left", "right"):
        table.add_column(justify=justify)
    cells = [cell for name, value in values.items() for cell in (name, shown(value))]
    for start in range(0, len(cells), 4):
        table.add_row(*cells[start : start + 4])
    return table
