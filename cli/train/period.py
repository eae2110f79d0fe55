"""Which payments `revstream train` trains on, and which it leaves out to test on."""

from collections.abc import Iterator
from dataclasses import dataclass

from events.shared.time_units import DAY_MS
from models.shared.training.period import Period, day
from trainset.table import TrainingTable

_TEST_MS = 7 * DAY_MS
_MOST_LEFT_OUT = 4
"""At most one part in so many of the history is left out unasked."""


@dataclass(frozen=True, slots=True)
class TrainPeriod:
    """What is trained on.

    Attributes:
        period: event times that are trained on.
        test: the payments after it, None where there are none.
        test_payments: how many they are.
        feedback_delay_ms: after which a fraud is known.
    """

    period: Period
    test: Period | None
    test_payments: int
    feedback_delay_ms: int

    def said(self) -> Iterator[str]:
        """What is trained on and what is left out, for people."""
        yield f"trained on {day(self.period.from_ms)} to {day(self.period.to_ms)} UTC"
        if self.test is None:
            yield (
                "NOTHING IS LEFT OUT to test on: every later figure of this history is optimistic;"
                " leave some of it out by --leave-out or --train-to"
            )
        else:
            yield (
                f"left out to test on: {self.test_payments:,} payments,"
                f" from {day(self.test.from_ms)}"
            )


def train_period(
    table: TrainingTable, from_ms: int | None, to_ms: int | None, leave_out_ms: int | None
) -> TrainPeriod:
    """What is asked for; unasked, the end of the history is left out.

    That is a week in which frauds are known, so a feedback delay and seven days, but at most a
    quarter of the history.

    Raises:
        ValueError: there are no payments, or none would be left to train on.
    """
    if not len(table):
        raise ValueError("training set: no payments, expected some to train on")
    first, end = int(table.event_time_ms.min()), int(table.event_time_ms.max()) + 1
    start = first if from_ms is None else from_ms
    if leave_out_ms is None:
        leave_out_ms = min(table.feedback_delay_ms + _TEST_MS, (end - start) // _MOST_LEFT_OUT)
    stop = end - leave_out_ms if to_ms is None else to_ms
    if not table.between(start, stop).size:
        fault = _nothing_left(start, stop, end, to_ms)
        raise ValueError(f"{fault}; the history is from {day(first)} to {day(end)} UTC")
    tested = table.between(stop, end).size
    test = Period(stop, end) if tested else None
    return TrainPeriod(Period(start, stop), test, int(tested), table.feedback_delay_ms)


def _nothing_left(start: int, stop: int, end: int, to_ms: int | None) -> str:
    """Which option it is that leaves no payment to train on."""
    if start >= end:
        return f"--train-from: no payment from {day(start)} UTC on"
    if to_ms is None:
        return "--leave-out: it leaves no payment to train on"
    return f"--train-to: no payment from {day(start)} to {day(stop)} UTC"
