"""A store that goes away in the middle of a run."""

from collections.abc import Callable

from jobs.shared.progress import JobProgress


class Outage:
    """Takes the store away early in the run, and gives it back once most events are done with.

    Most, because the count of a task that has finished is not renewed any more.

    Args:
        count: events of the run.
        away: takes it away.
        back: gives it back.
    """

    def __init__(self, count: int, away: Callable[[], None], back: Callable[[], None]) -> None:
        self._count = count
        self._away, self._back = away, back
        self.seen: list[str] = []

    def __call__(self, progress: JobProgress) -> None:
        """Look at how far the job is."""
        if not self.seen and progress.records_decided >= self._count // 6:
            self._away()
            self.seen.append("gone")
        if self.seen == ["gone"] and progress.records_decided >= self._count * 2 // 3:
            self._back()
            self.seen.append("back")
