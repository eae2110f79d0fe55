"""When each payment of a file is sent: in steps, each of a rate of its own, whatever the job does.

::

    payments |            ......../  579/s      due: where the line is
             |    ......./  58/s                lag: how much later a payment left
             |   | pause, so that nothing of the warm-up is still on its way
             |  /  warm-up, flat out
             +-----------------------> time

A job that stands still takes no payments meanwhile, and those that waited are late through no fault
of their own: their lag is part of their latency.
"""

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Final

from pyflink.datastream import ProcessFunction

from udfs.shared.interpreter import ONE_CORE
from udfs.shared.pace import wait_until

PAUSE_S: Final = 3.0
_STEP: Final = re.compile(r"(\d+)@(\d+)")


@dataclass(frozen=True)
class Step:
    """So many payments at a rate.

    Attributes:
        payments: in the step.
        per_s: how many a second.
    """

    payments: int
    per_s: int


@dataclass(frozen=True)
class Schedule:
    """What is sent when.

    Attributes:
        warm_up: payments that are sent at once.
        steps: after it, one after the other.
    """

    warm_up: int
    steps: tuple[Step, ...]

    @property
    def payments(self) -> int:
        """All of them."""
        return self.warm_up + sum(step.payments for step in self.steps)

    def due_s(self) -> Iterator[float]:
        """Times after the pause at which the payments after the warm-up are due."""
        began_s = 0.0
        for step in self.steps:
            for number in range(step.payments):
                yield began_s + number / step.per_s
            began_s += step.payments / step.per_s

    def written(self) -> str:
        """As one word, see `schedule_of`."""
        return ",".join([str(self.warm_up), *(f"{s.payments}@{s.per_s}" for s in self.steps)])


def schedule_of(word: str) -> Schedule:
    """The schedule of a word.

    >>> schedule_of("1000,580@58,5790@579").steps[1]
    Step(payments=5790, per_s=579)

    Raises:
        ValueError: the word has another form.
    """
    warm_up, *steps = word.split(",")
    found = [_STEP.fullmatch(step) for step in steps]
    if not warm_up.isdigit() or not all(found):
        raise ValueError(f"{word!r}: expected WARM_UP,PAYMENTS@PER_S,...")
    return Schedule(int(warm_up), tuple(Step(int(one[1]), int(one[2])) for one in found if one))


class SentOnSchedule(ProcessFunction):  # type: ignore[misc]
    """Passes records on when they are due, and writes at its end how late each one left.

    Args:
        schedule: when records are due.
        lags: file for the lags in seconds, 8 bytes each, of the records after the warm-up.
        one_core: as of `Pace`.
    """

    def __init__(self, schedule: Schedule, lags: Path, *, one_core: bool) -> None:
        self._schedule, self._path, self._one_core = schedule, lags, one_core

    def open(self, runtime_context: object) -> None:  # noqa: ARG002 - Flink's signature
        """Begin."""
        if self._one_core:
            ONE_CORE.keep_to_it()
        self._due_s = self._schedule.due_s()
        self._passed = 0
        self._began_s = 0.0
        self.lags_s = array("d")

    def close(self) -> None:
        """Write the lags, and beside them when the first record after the warm-up was due."""
        self._path.write_bytes(self.lags_s.tobytes())
        began = array("d", [self._began_s])
        self._path.with_suffix(".began").write_bytes(began.tobytes())

    def process_element(self, value: str, ctx: ProcessFunction.Context) -> Iterator[str]:  # noqa: ARG002 - Flink's signature
        """Pass `value` on when it is due."""
        if self._passed == self._schedule.warm_up:
            self._began_s = monotonic() + PAUSE_S
        if self._passed >= self._schedule.warm_up:
            due_s = self._began_s + next(self._due_s)
            # What that makes a payment late is part of its lag.
            wait_until(due_s)
            self.lags_s.append(monotonic() - due_s)
        self._passed += 1
        yield value
