"""How many requests one may make: a bucket that fills at a rate and holds so many."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Final

_FORGET_FROM: Final = 1_024


@dataclass(frozen=True)
class RateLimit:
    """A limit of one key.

    Attributes:
        per_s: requests a second that it may go on making.
        burst: requests that it may make at once after a pause; at least 1.
    """

    per_s: float
    burst: int

    def __post_init__(self) -> None:
        """Refuse what nobody could keep.

        Raises:
            ValueError: a rate of 0, or no request at all.
        """
        if self.per_s <= 0:
            raise ValueError(f"rate limit: {self.per_s} a second; expected more than 0")
        if self.burst < 1:
            raise ValueError(f"burst: {self.burst} requests; expected at least 1")


class TokenBuckets:
    """A bucket for each key; full at its first request.

    A bucket that is full again is as one that there is not. Such are forgotten whenever there are
    twice as many as were left the last time, so that what is kept is of the keys that asked within
    the time in which a bucket fills.

    Args:
        limit: of each.
        clock_s: seconds that only grow.
    """

    def __init__(self, limit: RateLimit, clock_s: Callable[[], float] = monotonic) -> None:
        self._limit = limit
        self._clock_s = clock_s
        self._buckets: dict[str, tuple[float, float]] = {}
        self._forget_at = _FORGET_FROM

    def __len__(self) -> int:
        """How many are kept."""
        return len(self._buckets)

    def wait_s(self, key: str, cost: int = 1) -> float:
        """Take `cost` requests, or take none and say in how many seconds there will be as many.

        0 where they were taken. What costs more than a full bucket is taken from a full one, which
        then fills up from below 0: otherwise it could never be had.
        """
        limit, now_s = self._limit, self._clock_s()
        if len(self._buckets) >= self._forget_at:
            self._forget_full(now_s)
        level = self._level(self._buckets.get(key, (float(limit.burst), now_s)), now_s)
        needed = min(cost, limit.burst)
        if level < needed:
            self._buckets[key] = level, now_s
            return (needed - level) / limit.per_s
        self._buckets[key] = level - cost, now_s
        return 0.0

    def _level(self, bucket: tuple[float, float], now_s: float) -> float:
        level, at_s = bucket
        return min(self._limit.burst, level + (now_s - at_s) * self._limit.per_s)

    def _forget_full(self, now_s: float) -> None:
        burst = self._limit.burst
        self._buckets = {
            key: bucket
            for key, bucket in self._buckets.items()
            if self._level(bucket, now_s) < burst
        }
        self._forget_at = max(_FORGET_FROM, 2 * len(self._buckets))
