"""What counts as healthy, and from when on."""

import pytest
from msgspec.structs import replace

from release.limits import Limits
from release.measurements import Health, Measurements, judge

LIMITS = Limits(soak_ms=300_000, healthy_ms=1_800_000, lag_ms=60_000)
GOOD = Measurements(
    checkpoint_bytes=1e6,
    checkpoint_ms=500.0,
    failed_checkpoints=0.0,
    restarts=0.0,
    lag_ms={"payments-dev": 40.0, "labels-dev": None},
)


@pytest.mark.parametrize(
    ("running_ms", "expected"),
    [(0, Health.NOT_YET), (299_999, Health.NOT_YET), (300_000, Health.HEALTHY)],
)
def test_what_works_is_healthy_once_it_was_watched_for_long_enough(
    running_ms: int, expected: Health
) -> None:
    assert judge(GOOD, running_ms, LIMITS)[0] is expected


@pytest.mark.parametrize("running_ms", [0, 300_000, 1_800_000])
@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ({"failed_checkpoints": 1.0}, "1 checkpoints failed"),
        ({"restarts": 2.0}, "the job restarted 2 times"),
    ],
)
def test_a_failed_checkpoint_or_a_restart_is_unhealthy_at_once(
    running_ms: int, fault: dict[str, float], why: str
) -> None:
    assert judge(replace(GOOD, **fault), running_ms, LIMITS) == (Health.UNHEALTHY, why)


@pytest.mark.parametrize(
    "missing",
    [
        {"checkpoint_bytes": None},
        {"checkpoint_bytes": -1.0},
        {"failed_checkpoints": None},
        {"restarts": None},
        {"lag_ms": {"payments-dev": 60_001.0}},
        {"lag_ms": {"payments-dev": None}},
        {"lag_ms": {"payments-dev": 40.0, "labels-dev": 60_001.0}},
    ],
)
def test_what_is_missing_is_waited_for_and_then_unhealthy(missing: dict[str, object]) -> None:
    measured = replace(GOOD, **missing)
    assert judge(measured, 300_000, LIMITS)[0] is Health.NOT_YET
    assert judge(measured, 1_799_999, LIMITS)[0] is Health.NOT_YET
    assert judge(measured, 1_800_000, LIMITS)[0] is Health.UNHEALTHY


def test_a_stream_that_nobody_writes_to_reports_no_lag_and_keeps_nobody_waiting() -> None:
    measured = replace(GOOD, lag_ms={"payments-dev": 60_000.0, "labels-dev": None})
    assert judge(measured, 300_000, LIMITS)[0] is Health.HEALTHY
