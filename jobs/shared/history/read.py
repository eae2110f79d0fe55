"""What a look at a running job says of the history that it reads."""

from dataclasses import replace

from events.shared.history_gauges import (
    HISTORY_NEWEST_MS,
    HISTORY_PROGRESS,
    HISTORY_READ,
    HISTORY_RECORDS,
)
from jobs.shared.progress import JobProgress, WatchedOperators


def watched_history(operators: WatchedOperators) -> WatchedOperators:
    """The operators that are looked at, with those that know how far the history is."""
    of_history = {HISTORY_PROGRESS: (HISTORY_RECORDS, HISTORY_NEWEST_MS, HISTORY_READ)}
    counters = {**operators.counters, **of_history}
    return replace(operators, counters=counters, attempt_of=HISTORY_PROGRESS)


def is_read(seen: JobProgress) -> bool:
    """Whether the job as it runs now has read all of the history.

    What an attempt before the last restart had read is not in a savepoint of the next one.
    """
    said = seen.counters.get(HISTORY_READ, 0)
    return said > 0 and seen.attempt is not None and said == seen.attempt + 1


def newest_ms(seen: JobProgress | None) -> int:
    """The newest event time of the history, 0 without a payment or a look."""
    return 0 if seen is None else seen.counters.get(HISTORY_NEWEST_MS, 0)


def of_history(seen: JobProgress) -> JobProgress:
    """The look as one at a history, whose records Flink's own figure has twice."""
    return replace(seen, phase="history", records_read=seen.counters.get(HISTORY_RECORDS, 0))
