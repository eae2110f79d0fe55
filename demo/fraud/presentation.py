"""The summary for a person: tables and panels, no computation."""

from typing import Final

from rich.console import Console
from rich.table import Table

from demo.fraud.detection import Detection, Tally
from demo.fraud.latency_caption import latency_caption
from demo.fraud.plan import PUBLISHED_LIMIT_MS, PUBLISHED_MEAN_MS
from demo.fraud.summary import Summary
from demo.shared.tables import check_table, latency_cells, number_table, stage_table
from reporting.wording import false_alarms

_PUBLISHED: Final = (
    "The published case is another system with other payments; its figures are not measured here."
)
_ACTION_STYLES: Final = {"allow": "green", "flag": "yellow", "block": "red"}


def show_summary(console: Console, summary: Summary) -> None:
    """Show all tables of the summary."""
    console.print(_counts(summary))
    console.print(check_table(summary.checks))
    console.print(_tiers(summary.detection))
    console.print(_patterns(summary.detection))
    console.print(_latencies(summary))
    console.print(
        stage_table("Time in each stage, median microseconds", "a payment", summary.stage_us)
    )


def _counts(summary: Summary) -> Table:
    causes = ", ".join(f"{cause} {count}" for cause, count in summary.rejected_by_cause.items())
    table = number_table(
        "Payments", "", "records", "share", caption=f"rejected: {causes or 'none'}"
    )

    def row(name: str, count: int, style: str | None = None) -> None:
        share = count / max(1, summary.payments_in)
        table.add_row(name, f"{count:,}", f"{share:.2%}", style=style)

    for action, count in summary.decided.items():
        row(action, count, _ACTION_STYLES[action])
    row("rejected (dead letters)", summary.rejected)
    row("duplicates (changed nothing)", summary.duplicates)
    table.add_section()
    row("records in", summary.payments_in, "bold")
    table.add_section()
    row("of the decided: late, rules only", summary.late)
    if summary.labels:
        table.add_row("labels among the records", f"{summary.labels:,}", "")
    made, taken = summary.features_made, summary.features_written
    written = "not counted" if taken is None else f"{taken:,}"
    table.add_row(f"feature updates in the store, the newest of {made:,}", written, "")
    return table


def _tiers(found: Detection) -> Table:
    table = number_table(
        "Fraud stopped (stopped: flagged or blocked)",
        "",
        "decided",
        "detection rate",
        "false positives",
        "genuine among stopped",
        caption=(
            f"detection rate: of all {found.frauds:,} fraudulent payments; false positives: of all"
            f" {found.genuine:,} genuine ones. The model scores what the rules leave open. Of both:"
            f" {_false_alarms(found.both)}."
        ),
    )
    for name, tally in (("rules", found.rules), ("model", found.model), ("both", found.both)):
        table.add_row(name, *_tally(tally), style="bold" if name == "both" else None)
    return table


def _false_alarms(tally: Tally) -> str:
    return false_alarms(tally.genuine_stopped, tally.genuine_stopped + tally.frauds_stopped)


def _tally(tally: Tally) -> tuple[str, ...]:
    return (
        f"{tally.decided:,}",
        f"{tally.detection_rate:.1%} ({tally.frauds_stopped:,})",
        f"{tally.false_positive_rate:.2%} ({tally.genuine_stopped:,})",
        f"{tally.genuine_among_stopped:.1%}",
    )


def _patterns(found: Detection) -> Table:
    table = number_table(
        "By fraud pattern", "", "payments", "by rules", "by model", "missed", "stopped"
    )
    for name, tally in found.by_pattern.items():
        table.add_row(
            name.replace("_", " "),
            f"{tally.payments:,}",
            f"{tally.stopped_by_rules:,}",
            f"{tally.stopped_by_model:,}",
            f"{tally.missed:,}",
            f"{1 - tally.missed / max(1, tally.payments):.0%}",
        )
    return table


def _latencies(summary: Summary) -> Table:
    table = number_table(
        f"Latency at {summary.latency_rate_per_s} payments a second, in ms",
        "",
        "mean",
        "p50",
        "p95",
        "p99",
        caption=f"{latency_caption(summary)}. {_PUBLISHED}",
    )
    table.add_row(
        "in job: read to decided", *latency_cells(summary.in_job_latency_ms), style="bold"
    )
    if summary.end_to_end_latency_ms is not None:
        table.add_row("end to end: put to readable", *latency_cells(summary.end_to_end_latency_ms))
    limit = f"limit {PUBLISHED_LIMIT_MS}"
    table.add_row("published case", str(PUBLISHED_MEAN_MS), "", "", limit, style="dim")
    return table
