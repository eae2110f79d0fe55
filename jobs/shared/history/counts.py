"""When the counters of a job that reads a history can be taken for those of all of it."""

from time import monotonic
from typing import Final

from jobs.shared.history.read import is_read
from jobs.shared.progress import JobProgress

SETTLED_S: Final = 2.0
"""Workers tell of their counters once a second, in bundles of their own."""


class ReadAndCounted:
    """Whether the history is read, and no counter has moved for a while; told every look.

    Args:
        settled_s: how long.
    """

    def __init__(self, settled_s: float = SETTLED_S) -> None:
        self._settled_s = settled_s
        self._counts: tuple[int, dict[str, int]] | None = None
        self._since_s = 0.0

    def __call__(self, seen: JobProgress) -> bool:
        """Take one look."""
        now_s = monotonic()
        counts = (seen.records_decided, dict(seen.counters))
        if not is_read(seen) or counts != self._counts:
            self._counts, self._since_s = counts, now_s
            return False
        return now_s - self._since_s >= self._settled_s
