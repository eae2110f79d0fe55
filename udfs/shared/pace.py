"""Replays a file at a given rate: lets records through no faster than that."""

from collections.abc import Iterator
from time import monotonic, sleep

from pyflink.datastream import ProcessFunction

_LONGEST_SLEEP_S = 0.05


class Pace(ProcessFunction):  # type: ignore[misc]
    """Passes records on at `rate_per_s`.

    Args:
        rate_per_s: records a second.
        after: records that pass at once, before the rate applies.
    """

    def __init__(self, rate_per_s: int, after: int) -> None:
        self._rate_per_s = rate_per_s
        self._after = after
        self._passed = 0
        self._started_s = 0.0

    def process_element(self, value: str, ctx: ProcessFunction.Context) -> Iterator[str]:  # noqa: ARG002 - Flink's signature
        """Pass `value` on when it is its turn."""
        paced = self._passed - self._after
        if paced == 0:
            self._started_s = monotonic()
        if paced > 0:
            self._wait_until(self._started_s + paced / self._rate_per_s)
        self._passed += 1
        yield value

    @staticmethod
    def _wait_until(due_s: float) -> None:
        # In slices: the thread also serves checkpoints between two records.
        while (left_s := due_s - monotonic()) > 0:
            sleep(min(left_s, _LONGEST_SLEEP_S))
