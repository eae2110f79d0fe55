"""What became of a history that was read before the live source."""

from msgspec import Struct

from jobs.shared.progress import JobProgress


class HistoryCounts(Struct, frozen=True, kw_only=True):
    """What became of a history that was read before, by the counters of its job.

    Attributes:
        records: lines read, labels among them.
        decided: payments that the job remembers, late ones among them.
        late: payments decided without history.
        rejected: records that are no payments and no labels.
    """

    records: int
    decided: int
    late: int
    rejected: int


def history_counts(seen: JobProgress) -> HistoryCounts:
    """The counts in the last look at the job that read the history."""
    counters = seen.counters
    return HistoryCounts(
        records=seen.records_read,
        # The counters of decisions are published with the next one: the last ones lack.
        decided=seen.records_decided,
        late=counters.get("late", 0),
        rejected=counters.get("rejected", 0),
    )
