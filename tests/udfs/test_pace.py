"""When the records of a file are let through: flat out, then a rest, then at the rate."""

from typing import Any

import pytest

from tests.udfs.keyed_context import KeyedContext
from udfs.shared import pace
from udfs.shared.pace import PACED_SINCE_MS, Pace


class Clock:
    """A clock that goes on by sleeping alone."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def monotonic(self) -> float:
        return self.now_s

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.now_s += seconds

    def time_ns(self) -> int:
        return round(self.now_s * 1e9)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    for name in ("monotonic", "sleep", "time_ns"):
        monkeypatch.setattr(pace, name, getattr(found, name))
    return found


def passed_at_s(clock: Clock, after: int, rest_s: int) -> tuple[list[float], Any]:
    """When each of six records passes at 10 a second, and the metrics."""
    context, paced = KeyedContext(0), Pace(10, after, rest_s, one_core=False)
    paced.open(context)
    found = []
    for number in range(6):
        assert list(paced.process_element(str(number), context)) == [str(number)]
        found.append(round(clock.now_s - 100, 3))
    return found, context.metrics


def test_records_before_the_rate_pass_at_once_and_the_others_after_a_rest(clock: Clock) -> None:
    found, metrics = passed_at_s(clock, after=3, rest_s=5)
    assert found == [0, 0, 0, 5, 5.1, 5.2]
    assert metrics.sums[PACED_SINCE_MS] == 105_000


def test_a_file_of_which_all_is_paced_begins_without_a_rest(clock: Clock) -> None:
    assert passed_at_s(clock, after=0, rest_s=5)[0] == [0, 0.1, 0.2, 0.3, 0.4, 0.5]
