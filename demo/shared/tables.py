"""Tables on the console that every demo has."""

from collections.abc import Iterable

from rich.table import Table

from demo.shared.checks import Check
from demo.shared.latency import Latency


def number_table(title: str, *columns: str, caption: str | None = None) -> Table:
    """A table whose first column is text and whose others are numbers."""
    table = Table(title=title, caption=caption, title_justify="left", caption_justify="left")
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left")
    return table


def check_table(checks: Iterable[Check]) -> Table:
    """What must hold, and whether it does."""
    table = number_table("What must hold", "", "found", "expected", "")
    for check in checks:
        verdict = "[green]yes[/]" if check.holds else "[bold red]NO[/]"
        table.add_row(check.what, f"{check.found:,}", f"{check.expected:,}", verdict)
    return table


def latency_cells(latency: Latency) -> tuple[str, ...]:
    """Mean, p50, p95 and p99 in milliseconds."""
    return (
        f"{latency.mean:,.1f}",
        *(f"{value:,.0f}" for value in (latency.p50, latency.p95, latency.p99)),
    )


def stage_table(title: str, row: str, stage_us: dict[str, float]) -> Table:
    """Median time of each stage."""
    table = number_table(title, "", *(name.replace("_", " ") for name in stage_us))
    table.add_row(row, *(f"{value:,.0f}" for value in stage_us.values()))
    return table
