"""Latency counts from when a payment was due, at the rates that a job can keep up with."""

from pathlib import Path
from unittest.mock import patch

import pytest

from bench.engines.schedule import Schedule, SentOnSchedule, Step, schedule_of
from bench.latency import Plan, told


def test_a_schedule_is_written_and_read_as_one_word() -> None:
    schedule = Schedule(1_000, (Step(580, 58), Step(5_790, 579)))
    assert schedule_of(schedule.written()) == schedule
    assert schedule.payments == 7_370


@pytest.mark.parametrize("word", ["", "x", "10,5", "10,5@", "-1,5@5"])
def test_a_word_of_another_form_is_refused(word: str) -> None:
    with pytest.raises(ValueError, match=r"expected WARM_UP,PAYMENTS@PER_S"):
        schedule_of(word)


def test_each_step_begins_where_the_one_before_it_ends() -> None:
    schedule = Schedule(7, (Step(2, 1), Step(2, 10)))
    assert list(schedule.due_s()) == pytest.approx([0.0, 1.0, 2.0, 2.1])


def test_a_payment_that_the_job_takes_late_is_late_by_its_own_time(tmp_path: Path) -> None:
    stage = SentOnSchedule(Schedule(1, (Step(3, 10),)), tmp_path / "lags", one_core=False)
    now_s = [100.0]
    with (
        patch("bench.engines.schedule.monotonic", lambda: now_s[0]),
        patch("udfs.shared.pace.monotonic", lambda: now_s[0]),
        patch("udfs.shared.pace.sleep", lambda s: now_s.__setitem__(0, now_s[0] + s)),
    ):
        stage.open(None)
        for stood_still_s in (0.0, 0.0, 0.25, 0.0):
            now_s[0] += stood_still_s
            assert list(stage.process_element("payment", None)) == ["payment"]
    lags_s = stage.lags_s
    assert list(lags_s) == pytest.approx([0.0, 0.15, 0.05])


def test_a_rate_that_the_job_cannot_keep_up_with_is_left_out() -> None:
    schedule = Plan(100, 10.0, (58, 2_000), (0.5, 0.8)).schedule(1_900.0)
    assert [step.per_s for step in schedule.steps] == [58, 950, 1_520]


def test_percentiles_are_those_of_the_ordered_latencies() -> None:
    found = told([float(number) for number in reversed(range(1_000))])
    assert found == {
        "mean": 499.5,
        "p50": 500.0,
        "p95": 950.0,
        "p99": 990.0,
        "p99_9": 999.0,
        "payments": 1_000,
    }
