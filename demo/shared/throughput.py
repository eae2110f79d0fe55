"""Decisions a second while the job runs flat out, from looks at its progress."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from jobs.shared.progress import JobProgress


@dataclass(frozen=True, slots=True)
class Sample:
    """How many payments had reached the decision at a moment of a monotonic clock."""

    at_s: float
    decided: int


class ProgressSamples:
    """Keeps a sample whenever the number of decided payments has changed.

    Args:
        clock_s: a monotonic clock in seconds.
    """

    def __init__(self, clock_s: Callable[[], float]) -> None:
        self._clock_s = clock_s
        self.samples: list[Sample] = []

    def note(self, progress: JobProgress) -> None:
        """Take one look."""
        if not self.samples or progress.records_decided != self.samples[-1].decided:
            self.samples.append(Sample(self._clock_s(), progress.records_decided))


def throughput_per_s(samples: Sequence[Sample], until: int) -> float | None:
    """Payments a second between the first decisions and the last sample before number `until`.

    Start-up is left out, warming up is not. None with fewer than two samples in between.
    """
    within = [sample for sample in samples if 0 < sample.decided <= until]
    if not within or within[-1].at_s <= within[0].at_s:
        return None
    first, last = within[0], within[-1]
    return round((last.decided - first.decided) / (last.at_s - first.at_s), 1)
