"""Settings that a system adds to those of every job are read, checked and described as one."""

from dataclasses import dataclass

import pytest

from jobs.shared.properties import SettingsError, setting
from jobs.shared.property_values import integer
from jobs.shared.settings import JobSettings, load


@dataclass(frozen=True, kw_only=True)
class _ListSettings(JobSettings):
    """Of a system that has one setting of its own."""

    lists_length: int = setting(integer(1, 100), "items in a list", default=20)


_JOB = {"name": "lists", "system": "lists"}


def test_a_system_s_own_setting_stands_beside_those_of_every_job() -> None:
    groups = {"source": {"uri": "file:events.jsonl"}, "job": _JOB, "lists": {"length": "5"}}
    settings = load(_ListSettings, groups)
    assert (settings.lists_length, settings.job_name, settings.from_kinesis) == (5, "lists", False)


def test_faults_of_both_are_reported_at_once() -> None:
    groups = {"source": {"uri": "kinesis:events"}, "job": _JOB, "lists": {"length": "0"}}
    with pytest.raises(SettingsError) as refused:
        load(_ListSettings, groups)
    assert refused.value.faults == (
        "lists.length: '0': an integer of 1 to 100 is expected",
        "source.consumer_arn: missing, enhanced fan-out needs a consumer",
        "aws.region: missing, Kinesis needs a region (or aws.endpoint)",
    )


def test_a_setting_of_another_system_is_unknown() -> None:
    groups = {"source": {"uri": "file:events.jsonl"}, "job": _JOB, "labels": {"uri": "none"}}
    with pytest.raises(SettingsError) as refused:
        load(_ListSettings, groups)
    assert refused.value.faults == ("labels.uri: unknown property",)
