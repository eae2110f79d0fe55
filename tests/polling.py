"""Waiting for what a server or a job of a test will come to."""

from collections.abc import Callable
from time import monotonic, sleep
from typing import TypeVar

FoundT = TypeVar("FoundT")

_POLL_S = 0.2


def polled(
    look: Callable[[], FoundT],
    timeout_s: float,
    lacking: Callable[[], str],
    poll_s: float = _POLL_S,
) -> FoundT:
    """What `look` finds as soon as it is true.

    Args:
        look: asks once.
        timeout_s: how long it is asked.
        lacking: what to say when that was not enough.
        poll_s: how long it is left alone after each answer.

    Raises:
        TimeoutError: it was not.
    """
    deadline_s = monotonic() + timeout_s
    while monotonic() < deadline_s:
        found = look()
        if found:
            return found
        sleep(poll_s)
    raise TimeoutError(lacking())
