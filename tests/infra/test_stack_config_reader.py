"""A stack's values are read whole or refused with every fault."""

import pytest

from infra.stack_config import StackConfig, StreamConfig
from infra.stack_config_reader import ConfigError, parse_stack_config


def _faults(**values: object) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as refused:
        parse_stack_config({"environment": "dev", "region": "eu-central-1", **values})
    return refused.value.faults


def test_a_stack_of_two_values_has_every_default() -> None:
    config = parse_stack_config({"environment": "dev", "region": "eu-central-1"})
    assert config == StackConfig(environment="dev", region="eu-central-1")
    assert config.stream("payments") == StreamConfig(shards=4, retention_hours=24)
    assert config.named("payments") == "payments-dev"


def test_an_unknown_key_is_named_with_its_place() -> None:
    assert _faults(fraud={"paralellism": 4}) == (
        "Object contains unknown field `paralellism` - at `$.fraud`",
    )


def test_every_fault_of_the_streams_is_reported_at_once() -> None:
    faults = _faults(
        streams={"mode": "ON_DEMAND", "shards": 4},
        stream_overrides={"labels": {"shards": 0, "retention_hours": 12}},
    )
    assert faults == (
        "streams.shards: 4: none is expected with mode ON_DEMAND",
        "stream_overrides.labels.shards: 0: at least 1 is expected with mode PROVISIONED",
        "stream_overrides.labels.retention_hours: 12: 24 to 8760 is expected",
    )


def test_an_environment_that_cannot_be_part_of_a_name_is_refused() -> None:
    assert "environment: 'Dev!'" in _faults(environment="Dev!")[0]
