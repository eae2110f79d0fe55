"""What a run of the recommendation job says at its end: its counts, and what is implausible."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from cli.run.causes import causes
from cli.run.history_report import SHOPPING, history_line, history_warnings
from jobs.recommendations.run_summary import RunSummary

IMPLAUSIBLE_SHARE: Final = 0.05
"""Of rejected, repeated or late events, above which a run warns."""

_FEWEST_ACCEPTED: Final = 100
"""Below that it says nothing that no list was made."""


def counts(summary: RunSummary) -> list[str]:
    """The counts as lines for a person."""
    events, rejected = _events(summary), sum(summary.rejected.values())
    lines = [] if summary.history is None else [history_line(summary.history, SHOPPING)]
    lines.append(
        f"{events:,} events in: {summary.accepted:,} accepted, {summary.late:,} late,"
        f" {summary.duplicates:,} duplicates, {rejected:,} rejected"
    )
    lines += causes("rejected", summary.rejected)
    if summary.links:
        lines.append(f"  identity links: {summary.links:,} of the accepted")
    if summary.items_in:
        items_rejected = sum(summary.items_rejected.values())
        lines.append(f"{summary.items_in:,} items in: {items_rejected:,} rejected")
        lines += causes("rejected", summary.items_rejected)
    lines.append(f"{summary.lists:,} lists{_listed(summary)}")
    if summary.counted_from == "job counters":
        lines.append(
            "  by the job's counters at the last look at it, up to some seconds before its end"
        )
    return lines


def faults(summary: RunSummary) -> list[str]:
    """Why the run is no success, though the job ended well."""
    events, rejected = _events(summary), sum(summary.rejected.values())
    if events and rejected == events:
        return [f"every one of {events:,} events was rejected: no list was made"]
    missing = events - summary.accounted
    if missing and summary.counted_from == "result files":
        return [f"{events:,} events in, but results of {summary.accounted:,}: {-missing:+,}"]
    return []


def warnings(summary: RunSummary) -> list[str]:
    """A line for each share that hints at a fault of the data."""
    history = [] if summary.history is None else history_warnings(summary.history, SHOPPING)
    return [*history, *_warnings(summary)]


def _warnings(summary: RunSummary) -> Iterator[str]:
    events, rejected = _events(summary), sum(summary.rejected.values())
    if not events:
        yield "the source has no events"
        return
    if IMPLAUSIBLE_SHARE * events < rejected < events:
        yield f"{_share(rejected, events)} were rejected; the dead letters say why"
    if summary.duplicates > IMPLAUSIBLE_SHARE * events:
        yield (
            f"{_share(summary.duplicates, events)} are duplicates: does the event_id name one"
            " event only?"
        )
    if summary.late > IMPLAUSIBLE_SHARE * events:
        yield f"{_share(summary.late, events)} came too late to count{_behind(summary)}"
    if summary.accepted >= _FEWEST_ACCEPTED and not summary.lists:
        yield "no list was made: are there views, carts and purchases among the events?"
    items, items_rejected = summary.items_in or 0, sum(summary.items_rejected.values())
    if items_rejected > IMPLAUSIBLE_SHARE * items:
        yield f"{items_rejected:,} of {items:,} items were rejected; the dead letters say why"


def _behind(summary: RunSummary) -> str:
    """The time of the event that made the others late, if it is known."""
    mover = summary.late_behind
    if mover is None:
        return ""
    time = datetime.fromtimestamp(mover.event_time_ms / 1000, UTC)
    when = f"{time:%Y-%m-%d %H:%M:%S} UTC"
    return f", {mover.late:,} of them behind an event of {when}: is that time right?"


def _listed(summary: RunSummary) -> str:
    if summary.users_listed is None or summary.sessions_listed is None:
        return ""
    return (
        f" for {summary.users_listed:,} users and {summary.sessions_listed:,} sessions without one"
    )


def _events(summary: RunSummary) -> int:
    return summary.accounted if summary.events_in is None else summary.events_in


def _share(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,} events ({part / whole:.1%})"
