"""What is read of CloudWatch's figures."""

from typing import Final

import pytest

from release.aws.metrics import CloudWatch
from release.measurements import HistoryRead
from tests.infra.emulator.server import EmulatedAws
from tests.release.meters import EmulatedMeter, Minute
from tests.release.simulated_clock import MINUTE_MS, SimulatedClock

_CLOCK: Final = SimulatedClock()
_CONSUMERS: Final = {"payments-figures": "fraud"}


def _record(
    aws: EmulatedAws,
    application: str,
    restarts: list[int],
    reader: tuple[str, str] = ("payments-figures", "fraud"),
) -> CloudWatch:
    client = aws.client("cloudwatch")
    begin_ms = _CLOCK.now_ms()
    for minute, number in enumerate(restarts):
        figures = {"fullRestarts": float(number), "lastCheckpointSize": 100.0 * minute}
        at_ms = begin_ms + minute * MINUTE_MS
        EmulatedMeter(client).record(Minute(at_ms, application, figures, *reader, 10.0 * minute))
    later = SimulatedClock()
    later.leap(len(restarts) * MINUTE_MS)
    return CloudWatch(client, later)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("restarts", "fresh", "expected"),
    [([3, 3, 4], False, 1), ([3, 3, 4], True, 4), ([0, 0, 0], True, 0), ([2, 2, 2], False, 0)],
)
def test_a_counter_of_a_new_job_begins_at_0_and_of_a_running_one_where_it_was(
    aws: EmulatedAws, restarts: list[int], expected: int, *, fresh: bool
) -> None:
    metrics = _record(aws, f"counts-{restarts}-{fresh}", restarts)
    since_ms = _CLOCK.now_ms()
    measured = metrics.measure(f"counts-{restarts}-{fresh}", _CONSUMERS, since_ms, fresh=fresh)
    assert measured.restarts == expected


def test_a_minute_that_had_begun_before_does_not_count(aws: EmulatedAws) -> None:
    metrics = _record(aws, "minutes", [9, 0, 0])
    measured = metrics.measure("minutes", _CONSUMERS, _CLOCK.now_ms() + 1, fresh=True)
    assert measured.restarts == 0


def test_the_newest_value_is_the_one_of_a_gauge(aws: EmulatedAws) -> None:
    metrics = _record(aws, "gauges", [0, 0, 0])
    measured = metrics.measure("gauges", _CONSUMERS, _CLOCK.now_ms(), fresh=True)
    assert measured.checkpoint_bytes == 200.0
    assert measured.lag_ms == {"payments-figures": 20.0}


def test_what_was_not_measured_is_none(aws: EmulatedAws) -> None:
    metrics = _record(aws, "nothing", [])
    measured = metrics.measure("absent", {"absent": "fraud"}, _CLOCK.now_ms(), fresh=True)
    assert measured.restarts is None
    assert measured.checkpoint_ms is None
    assert measured.lag_ms == {"absent": None}


def test_a_stream_that_is_polled_is_as_far_behind_as_what_was_got_is_old(aws: EmulatedAws) -> None:
    metrics = _record(aws, "polled", [0, 0, 0], ("payments-polled", ""))
    measured = metrics.measure("polled", {"payments-polled": ""}, _CLOCK.now_ms(), fresh=True)
    assert measured.lag_ms == {"payments-polled": 20.0}


def test_how_far_a_history_is_read_is_what_its_gauges_last_said(aws: EmulatedAws) -> None:
    client = aws.client("cloudwatch")
    begin_ms = _CLOCK.now_ms()
    # The second attempt begins before the end again.
    for minute, whole in enumerate((0.0, 1.0, 1.0, 0.0, 2.0, 2.0, 2.0)):
        figures = {
            "history_read": whole,
            "history_newest_ms": 1_767_225_600_000.0 + minute,
            "history_records": 100.0 * minute,
        }
        at_ms = begin_ms + minute * MINUTE_MS
        EmulatedMeter(client).record(Minute(at_ms, "reads", figures, "s", "", 0.0))
    found = []
    for minutes in range(1, 8):
        clock = SimulatedClock()
        clock.leap(minutes * MINUTE_MS)
        found.append(CloudWatch(client, clock).history("reads", begin_ms, 3))  # type: ignore[arg-type]
    assert [look is not None and look.is_whole for look in found] == [False] * 6 + [True]
    assert found[-1] == HistoryRead(is_whole=True, newest_ms=1_767_225_600_006.0, records=600.0)
    assert CloudWatch(client, clock).history("other", begin_ms, 3) is None  # type: ignore[arg-type]
