"""What a run of the fraud job says at its end: its counts, and what is implausible in them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from cli.run.causes import causes
from cli.run.history_report import history_line, history_warnings
from jobs.fraud.run_summary import LateBehind, RunSummary
from reporting.printable import printable

IMPLAUSIBLE_SHARE: Final = 0.05
"""Of rejected, repeated or late payments, above which a run warns."""

_STOPPED_SHARE: Final = 0.5
_FEWEST_DECIDED: Final = 100
"""Below that a share of stopped payments says nothing."""


def counts(summary: RunSummary) -> list[str]:
    """The counts as lines for a person."""
    rejected, payments = sum(summary.rejected.values()), _payments(summary)
    decided = {
        "allowed": summary.decided["allow"],
        "flagged": summary.decided["flag"],
        "blocked": summary.decided["block"],
        "rejected": rejected,
        "duplicates": summary.duplicates,
    }
    shown = ", ".join(f"{count:,} {name}" for name, count in decided.items())
    lines = [] if summary.history is None else [history_line(summary.history)]
    lines += [f"{payments:,} payments in: {shown}", *causes("rejected", summary.rejected)]
    if summary.late:
        lines.append(f"  late, decided by the rules alone: {summary.late:,} of the decided")
    if summary.labels_in:
        labels_rejected = sum(summary.labels_rejected.values())
        lines.append(f"{summary.labels_in:,} labels in: {labels_rejected:,} rejected")
        lines += causes("rejected", summary.labels_rejected)
    if summary.counted_from == "job counters":
        lines.append(
            "  by the job's counters at the last look at it, up to some seconds before its end"
        )
    return lines


def faults(summary: RunSummary) -> list[str]:
    """Why the run is no success, though the job ended well."""
    payments, rejected = _payments(summary), sum(summary.rejected.values())
    if payments and rejected == payments:
        return [f"every one of {payments:,} payments was rejected: no payment was decided"]
    missing = payments - summary.accounted
    if missing and summary.counted_from == "result files":
        return [f"{payments:,} payments in, but results of {summary.accounted:,}: {-missing:+,}"]
    return []


def warnings(summary: RunSummary) -> list[str]:
    """A line for each share that hints at a fault of the data."""
    history = [] if summary.history is None else history_warnings(summary.history)
    return [*history, *_warnings(summary)]


def _warnings(summary: RunSummary) -> Iterator[str]:
    payments, decided = _payments(summary), sum(summary.decided.values())
    rejected = sum(summary.rejected.values())
    if not payments:
        yield "the source has no payments"
        return
    if IMPLAUSIBLE_SHARE * payments < rejected < payments:
        yield f"{_share(rejected, payments)} were rejected; the dead letters say why"
    if summary.duplicates > IMPLAUSIBLE_SHARE * payments:
        yield (
            f"{_share(summary.duplicates, payments)} are duplicates: does the transaction_id"
            " name one payment only?"
        )
    if summary.late > IMPLAUSIBLE_SHARE * decided:
        yield f"{_share(summary.late, decided)} came late{_behind(summary.late_behind)}"
    stopped = decided - summary.decided["allow"]
    if decided >= _FEWEST_DECIDED and stopped > _STOPPED_SHARE * decided:
        yield f"{_share(stopped, decided)} were flagged or blocked: does the model fit the data?"
    labels, labels_rejected = summary.labels_in or 0, sum(summary.labels_rejected.values())
    if labels_rejected > IMPLAUSIBLE_SHARE * labels:
        yield f"{labels_rejected:,} of {labels:,} labels were rejected; the dead letters say why"


def _behind(behind: LateBehind | None) -> str:
    """The payment whose time made the others late, if it is known."""
    if behind is None:
        return ""
    time = datetime.fromtimestamp(behind.event_time_ms / 1000, UTC)
    of = "a record" if behind.transaction_id is None else f"'{printable(behind.transaction_id)}'"
    when = f"{time:%Y-%m-%d %H:%M:%S} UTC"
    return f", {behind.payments:,} of them behind {of} of {when}: is that time right?"


def _payments(summary: RunSummary) -> int:
    return summary.accounted if summary.payments_in is None else summary.payments_in


def _share(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,} payments ({part / whole:.1%})"
