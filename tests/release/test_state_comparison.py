"""The lines that people see of a state lock that does not fit."""

import json
from pathlib import Path
from typing import Any, Final

from release.state_comparison import going_back, going_forward

_LOCK: Final = Path(__file__).parents[2] / "jobs" / "fraud.state-lock.json"


def _lock(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON value
    return {**json.loads(_LOCK.read_text()), **changes}


def test_a_job_reads_its_own_state() -> None:
    assert going_forward(_lock(), _lock()) == []
    assert going_back(_lock(), _lock()) == []


def test_a_change_has_its_reason_and_the_way_out() -> None:
    (line,) = going_forward(_lock(), _lock(max_parallelism=256))
    assert "max parallelism: 128 -> 256" in line
    assert "keep job.max_parallelism at 128" in line


def test_going_back_is_about_the_state_that_was_written() -> None:
    (line,) = going_back(_lock(max_parallelism=256), _lock())
    assert line.startswith("going back: max parallelism: 256 -> 128")


def test_a_lock_of_another_form_fits_nothing() -> None:
    (line,) = going_forward({"job": "fraud"}, _lock())
    assert "not of this version's form" in line
