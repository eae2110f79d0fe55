"""What a run and `revstream history finish` say of a history: its counts, and what is wrong."""

from jobs.fraud.history_counts import HistoryCounts


def history_line(history: HistoryCounts) -> str:
    """The counts for a person."""
    return (
        f"{history.records:,} records of history: {history.decided:,} decided,"
        f" {history.late:,} of them late, {history.rejected:,} rejected"
    )


def history_warnings(history: HistoryCounts) -> list[str]:
    """Why the job remembers less than the history was meant to give it."""
    if not history.records:
        return ["the history has no records: the job starts without memory"]
    lines = []
    if history.rejected:
        lines.append(
            f"{history.rejected:,} of {history.records:,} records of the history were rejected;"
            " sink.history=file:DIR keeps the dead letters, which say why"
        )
    if not history.decided:
        lines.append(
            f"none of the {history.records:,} records of the history is a payment that was"
            " decided: the job starts without memory"
        )
    return lines
