"""What a run and `revstream history finish` say of a history: its counts, and what is wrong."""

from typing import Final, NamedTuple

from jobs.shared.history.summary import HistoryCounts


class HistoryWords(NamedTuple):
    """How a system says what became of the records of a history; `{0}` is the counts.

    Attributes:
        done: with how many something was done.
        nothing: that there is none of them.
    """

    done: str
    nothing: str


PAYMENTS: Final = HistoryWords(
    done="{0.decided:,} decided, {0.late:,} of them late",
    nothing="none of the {0.records:,} records of the history is a payment that was decided",
)
SHOPPING: Final = HistoryWords(
    done="{0.decided:,} accepted, {0.late:,} late",
    nothing="none of the {0.records:,} records of the history is an event that was accepted",
)


def history_line(history: HistoryCounts, words: HistoryWords = PAYMENTS) -> str:
    """The counts for a person."""
    done = words.done.format(history)
    return f"{history.records:,} records of history: {done}, {history.rejected:,} rejected"


def history_warnings(history: HistoryCounts, words: HistoryWords = PAYMENTS) -> list[str]:
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
        lines.append(f"{words.nothing.format(history)}: the job starts without memory")
    return lines
