"""Percentiles of the job's time over the last hour, from counts by bucket.

A bucket is 5 % wider than the one before it, so that a percentile is told at most 5 % too high.
"""

from collections import Counter, deque
from collections.abc import Iterable, Sequence
from math import ceil, log
from typing import Final

from msgspec import Struct

SPAN_S: Final = 3_600
SLOT_S: Final = 5

_RATIO: Final = 1.05
_LOG_RATIO: Final = log(_RATIO)


class Percentiles(Struct, frozen=True):
    """Percentiles in milliseconds, and of how many decisions."""

    count: int
    p50_ms: float
    p99_ms: float


class Latencies:
    """Counts by bucket and slot of time."""

    def __init__(self) -> None:
        self._slots: deque[tuple[int, Counter[int]]] = deque(maxlen=SPAN_S // SLOT_S)

    def add(self, second: int, in_job_us: int) -> None:
        """A decision took `in_job_us`; seconds do not go back."""
        slot = second // SLOT_S
        if not self._slots or self._slots[-1][0] < slot:
            self._slots.append((slot, Counter()))
        self._slots[-1][1][_bucket(in_job_us)] += 1

    def last(self, now_s: int, seconds: int) -> Percentiles | None:
        """Of the last `seconds`; None where nothing came."""
        since = (now_s - seconds) // SLOT_S
        return _percentiles(counts for slot, counts in self._slots if slot >= since)

    def series(self, now_s: int, seconds: int, step_s: int) -> Sequence[Percentiles | None]:
        """Of each step up to now, the oldest first; None where nothing came.

        Args:
            now_s: now.
            seconds: how far back, a multiple of `step_s`.
            step_s: length of a step, a multiple of `SLOT_S`.
        """
        first_s = now_s - seconds
        steps: list[list[Counter[int]]] = [[] for _ in range(seconds // step_s)]
        for slot, counts in self._slots:
            number = (slot * SLOT_S - first_s) // step_s
            if 0 <= number < len(steps):
                steps[number].append(counts)
        return [_percentiles(step) for step in steps]


def _percentiles(of: Iterable[Counter[int]]) -> Percentiles | None:
    merged: Counter[int] = Counter()
    for counts in of:
        merged.update(counts)
    total = merged.total()
    if not total:
        return None
    return Percentiles(
        total, _nearest(merged, ceil(0.5 * total)), _nearest(merged, ceil(0.99 * total))
    )


def _nearest(counts: Counter[int], rank: int) -> float:
    below = 0
    for bucket in sorted(counts):
        below += counts[bucket]
        if below >= rank:
            return _RATIO ** (bucket + 1) / 1_000
    raise ValueError(f"rank {rank} of {counts.total()} values")


def _bucket(us: int) -> int:
    return int(log(max(us, 1)) / _LOG_RATIO)
