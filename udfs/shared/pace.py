"""Replays a file at a given rate: lets records through no faster than that."""

from collections.abc import Iterator
from time import monotonic, sleep, time_ns
from typing import Final

from pyflink.datastream import ProcessFunction, RuntimeContext

from udfs.shared.interpreter import ONE_CORE
from udfs.shared.metrics import group

PACED_SINCE_MS: Final = "paced_since_ms"
"""The gauge of when the first record at the rate passed, epoch ms: from it follows when each of
the others is due."""

_LONGEST_SLEEP_S: Final = 0.05
_SHORTEST_SLEEP_S: Final = 0.001
"""What is due within it passes together: to sleep and to wake costs more than to pass a few."""


class Pace(ProcessFunction):  # type: ignore[misc]
    """Passes records on at `rate_per_s`.

    Args:
        rate_per_s: records a second.
        after: records that pass at once, before the rate applies.
        rest_s: seconds between these and the others, in which what has queued is worked off.
        one_core: whether the Python threads of a process keep to one core.
    """

    def __init__(self, rate_per_s: int, after: int, rest_s: int, *, one_core: bool) -> None:
        self._rate_per_s = rate_per_s
        self._after, self._rest_s = after, rest_s
        self._one_core = one_core
        self._passed = 0
        self._started_s = 0.0

    def open(self, runtime_context: RuntimeContext) -> None:
        """Share the core of those that it hands the interpreter lock to."""
        if self._one_core:
            ONE_CORE.keep_to_it()
        self._paced_since = group(runtime_context).distribution(PACED_SINCE_MS)

    def process_element(self, value: str, ctx: ProcessFunction.Context) -> Iterator[str]:  # noqa: ARG002 - Flink's signature
        """Pass `value` on when it is its turn."""
        paced = self._passed - self._after
        if paced == 0:
            if self._after:
                wait_until(monotonic() + self._rest_s)
            self._started_s = monotonic()
            self._paced_since.update(time_ns() // 1_000_000)
        if paced > 0:
            wait_until(self._started_s + paced / self._rate_per_s)
        self._passed += 1
        yield value


def wait_until(due_s: float) -> None:
    """Sleep until a time of the monotonic clock; what is due within a millisecond waits for one."""
    # In slices: the thread also serves checkpoints between two records.
    while (left_s := due_s - monotonic()) > _LONGEST_SLEEP_S:
        # Never so long that less than the shortest is left.
        sleep(min(_LONGEST_SLEEP_S, left_s - _SHORTEST_SLEEP_S))
    if left_s > 0:
        sleep(max(left_s, _SHORTEST_SLEEP_S))
