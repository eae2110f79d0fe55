"""The summary for a person: tables and a panel, no computation."""

from rich.console import Console, Group
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from demo.recommendations.exhibits import ShownShopper
from demo.recommendations.method_words import METHOD_WORDS
from demo.recommendations.quality import Quality
from demo.recommendations.store_census import is_stored
from demo.recommendations.summary import Summary
from demo.shared.shown_values import instant
from demo.shared.tables import check_table, latency_cells, number_table, stage_table
from reporting.printable import printable

_SHOWN_ITEMS = 6


def show_summary(console: Console, summary: Summary) -> None:
    """Show all tables of the summary."""
    console.print(_counts(summary))
    console.print(check_table(summary.checks))
    console.print(_quality(summary.quality, summary.ranker))
    console.print(_latencies(summary))
    console.print(
        stage_table("Time in each stage, median microseconds", "an event", summary.stage_us)
    )


def _counts(summary: Summary) -> Table:
    causes = ", ".join(f"{cause} {count}" for cause, count in summary.rejected_by_cause.items())
    caption = f"rejected: {causes or 'none'}"
    table = number_table("Shopping events", "", "records", "share", caption=caption)

    def row(name: str, count: int, style: str | None = None) -> None:
        share = count / max(1, summary.events_in)
        table.add_row(name, f"{count:,}", f"{share:.2%}", style=style)

    row("accepted", summary.accepted, "green")
    row("late (changed nothing)", summary.late)
    row("duplicates (changed nothing)", summary.duplicates)
    row("rejected (dead letters)", summary.rejected)
    table.add_section()
    row("records in", summary.events_in, "bold")
    table.add_section()
    row("of the accepted: links between ids", summary.links)
    table.add_row("records of the catalogue besides", f"{summary.catalogue_records:,}", "")
    of_whom = f"{summary.users:,} users and {summary.sessions:,} sessions without one"
    table.add_row(f"lists made, for {of_whom}", f"{summary.lists_written:,}", "")
    table.add_row("lists that the store took", f"{summary.lists_stored:,}", "")
    return table


def _quality(found: Quality, ranker: str | None) -> Table:
    by = f"ordered by {ranker}" if ranker else "ordered by their rough score, without a ranker"
    table = number_table(
        f"Next items among the first {found.k}",
        "",
        f"HR@{found.k}",
        "95 %",
        f"MRR@{found.k}",
        "95 %",
        caption=(
            f"{found.questions:,} next items of {found.visits:,} visits; lists {by}. The other"
            " methods were built anew every six hours from the visits that were over."
        ),
    )
    for name, (shown, _) in METHOD_WORDS.items():
        hit, mrr = found.hit_rate[name], found.mrr[name]
        table.add_row(
            shown,
            f"{hit.mean:.1%}",
            f"{hit.interval.low or 0:.1%} to {hit.interval.high or 0:.1%}",
            f"{mrr.mean:.3f}",
            f"{mrr.interval.low or 0:.3f} to {mrr.interval.high or 0:.3f}",
        )
    return table


def _latencies(summary: Summary) -> Table:
    table = number_table(
        f"Latency at {summary.rate_per_s} records a second, in ms",
        "",
        "mean",
        "p50",
        "p95",
        "p99",
        caption=(
            f"of {summary.lists_measured:,} lists; flat out {summary.throughput_per_s:,.0f} events"
            " a second"
        ),
    )
    table.add_row("in job: read to list made", *latency_cells(summary.in_job_ms))
    to_store = latency_cells(summary.event_to_store_ms)
    table.add_row("event due to list read in the store", *to_store, style="bold")
    return table


def show_shopper(shopper: ShownShopper) -> Panel:
    """What a shopper did last, and what they get."""
    steps, items = Table.grid(padding=(0, 2)), Table.grid(padding=(0, 2))
    for step in shopper.steps:
        event = step.moment.event
        place = f"was place {step.place} of the list" if step.place else ""
        steps.add_row(instant(event.event_time_ms)[11:19], event.event_type, event.item_id, place)
    for number, item in enumerate(shopper.made.items[:_SHOWN_ITEMS], start=1):
        items.add_row(str(number), _plain(item.item_id), f"{item.score:.3f}", _plain(item.reason))
    verdict = (
        "[green]the store has the same list[/]"
        if is_stored(shopper.made, shopper.stored)
        else "[bold red]the store has another list[/]"
    )
    head = f"recommendations:{_plain(shopper.key)}, last visit: {shopper.visit.behaviour}"
    content = Group(head, "", steps, "", "gets", items, "", verdict)
    return Panel(content, title=shopper.title, title_align="left")


def _plain(text: str) -> str:
    """Text of others: neither the terminal nor Rich obeys it."""
    return escape(printable(text))
