"""Waiting for what a cluster will say at some time."""

from collections.abc import Callable
from time import monotonic, sleep
from typing import TypeVar

FoundT = TypeVar("FoundT")

_POLL_S = 0.2


def polled(look: Callable[[], FoundT], timeout_s: float, lacking: Callable[[], str]) -> FoundT:
    """What `look` finds as soon as it is true.

    Args:
        look: asks once.
        timeout_s: how long it is asked.
        lacking: what to say when that was not enough.

    Raises:
        TimeoutError: it was not.
    """
    deadline_s = monotonic() + timeout_s
    while monotonic() < deadline_s:
        found = look()
        if found:
            return found
        sleep(_POLL_S)
    raise TimeoutError(lacking())
