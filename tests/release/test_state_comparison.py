"""The lines that people see of a state lock that does not fit."""

import json
from pathlib import Path
from typing import Any, Final

from release.ports import KeptState
from release.state_comparison import going_back, going_forward

_LOCK: Final = Path(__file__).parents[2] / "jobs" / "fraud" / "state-lock.json"


_STREAMS: Final = {
    "source": {"uri": "kinesis:payments", "consumer_arn": "arn"},
    "labels": {"uri": "kinesis:labels", "consumer_arn": "arn"},
    "sink": {"uri": "kinesis"},
    "aws": {"region": "eu-central-1"},
    "store": {"url": "redis://store:6379"},
}


def _lock(**changes: Any) -> KeptState:  # noqa: ANN401 - any JSON value
    return KeptState({**json.loads(_LOCK.read_text()), **changes}, {})


def _told(**properties: str) -> KeptState:
    groups: dict[str, dict[str, str]] = {group: dict(each) for group, each in _STREAMS.items()}
    for name, value in properties.items():
        group, _, key = name.partition("_")
        groups.setdefault(group, {})[key] = value
    return KeptState(json.loads(_LOCK.read_text()), groups)


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
    (line,) = going_forward(KeptState({"job": "fraud"}, {}), _lock())
    assert "not of this version's form" in line


def test_a_property_that_switches_off_an_operator_loses_its_state_as_new_code_does() -> None:
    assert going_forward(_told(), _told()) == []
    lines = going_forward(_told(), _told(labels_uri="none"))
    assert any("labels-source" in line for line in lines)
    assert going_forward(_told(labels_uri="none"), _told()) == []


def test_another_execution_mode_loses_every_history() -> None:
    lines = going_forward(_told(), _told(job_execution_mode="process"))
    assert any("execution" in line for line in lines)


def test_what_no_property_says_is_as_the_code_of_each_version_has_it() -> None:
    newer = KeptState(_lock(max_parallelism=256).lock, _told().properties)
    (line,) = going_forward(_told(), newer)
    assert "max parallelism: 128 -> 256" in line


def test_a_property_of_another_version_says_nothing_of_the_state() -> None:
    assert going_forward(_told(decision_gone="7"), _told()) == []


def test_properties_that_cannot_be_read_leave_it_unknown_which_state_there_is() -> None:
    (line,) = going_forward(_told(job_max_parallelism="many"), _told())
    assert "job.max_parallelism: 'many'" in line
