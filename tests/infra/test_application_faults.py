"""A stack whose applications cannot be is refused before any cloud call."""

from pathlib import Path
from typing import Any

import pytest

from infra.application_faults import bundle_faults
from infra.stack_config_reader import ConfigError, parse_stack_config
from tests.infra.example_bundle import bundle


def _faults(**values: Any) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as refused:
        parse_stack_config({"environment": "dev", "region": "eu-central-1", **values})
    return refused.value.faults


def test_every_fault_of_the_applications_is_reported_at_once() -> None:
    assert _faults(
        fraud={
            "parallelism": 129,
            "parallelism_per_kpu": 0,
            "checkpoint_interval_ms": 0,
            "metrics_level": "OPERATOR",
        },
        alarms={"lag_ms": -1, "email": "nobody"},
        log_retention_days=31,
        pipeline={"repository": "name"},
    ) == (
        "fraud.parallelism: 129: 1 to 128 is expected",
        "fraud.parallelism_per_kpu: 0: 1 to 8 is expected",
        "fraud.checkpoint_interval_ms: 0: at least 1 is expected",
        "fraud.metrics_level: OPERATOR: APPLICATION is expected, the only level at which the"
        " alarms on the job's own metrics see them",
        "alarms.lag_ms: -1: 0 or more is expected",
        "alarms.email: 'nobody': an address is expected",
        "log_retention_days: 31: one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545,"
        " 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653 is expected",
        "pipeline.repository: 'name': OWNER/NAME is expected",
    )


def test_parallelism_may_reach_the_key_groups_that_the_stack_gives_the_job() -> None:
    config = parse_stack_config(
        {
            "environment": "dev",
            "region": "eu-central-1",
            "fraud": {"parallelism": 200, "properties": {"job.max_parallelism": "256"}},
        }
    )
    assert config.fraud.parallelism == 200


def test_a_system_whose_job_is_not_in_the_bundle_is_named_with_the_bundle(tmp_path: Path) -> None:
    config = parse_stack_config(
        {"environment": "dev", "region": "eu-central-1", "recommendations": {"enabled": True}}
    )
    assert list(bundle_faults(config, bundle(tmp_path))) == [
        "recommendations.enabled: true: the bundle revstream-0123456789abcdef.zip has no job"
        " recommendations, only fraud"
    ]
    assert list(bundle_faults(config, bundle(tmp_path, "fraud", "recommendations"))) == []
