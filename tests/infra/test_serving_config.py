"""What a stack says of who answers requests is checked before any call to AWS."""

from collections.abc import Callable
from typing import Any

import pytest

from infra.stack_config import StackConfig
from infra.stack_config_reader import ConfigError
from tests.infra.cloud_outputs import ACCOUNT_ID, REGION, arn
from tests.infra.serving_stack import IMAGE, KEYS_SECRET, serving

Configured = Callable[..., StackConfig]


def _faults(stack_config: Configured, **values: Any) -> tuple[str, ...]:  # noqa: ANN401 - as in YAML
    with pytest.raises(ConfigError) as refused:
        stack_config(**values)
    return refused.value.faults


def test_values_that_are_whole_are_taken(stack_config: Configured) -> None:
    config = stack_config(serving=serving(cpu_units=2_048, memory_mib=4_096))
    source = config.serving.source
    assert source is not None
    assert source.repository_arn == arn("ecr", "repository/revstream/serving")
    assert config.role_names["serving-start"] == f"revstream-serving-start-dev-{REGION}"


def test_without_a_secret_to_sign_with_the_tasks_have_that_of_the_keys_alone(
    stack_config: Configured,
) -> None:
    source = stack_config(serving=serving()).serving.source
    assert source is not None
    assert source.secrets == {"REVSTREAM_KEYS": KEYS_SECRET}


def test_it_is_off_and_has_no_roles_unless_it_is_switched_on(stack_config: Configured) -> None:
    config = stack_config()
    assert config.serving.source is None
    assert not [each for each in config.role_names if "serving" in each]


def test_all_that_is_missing_is_said_at_once(stack_config: Configured) -> None:
    faults = _faults(stack_config, serving={"enabled": True}, fraud={"enabled": False})
    assert [fault.partition(":")[0] for fault in faults] == [
        "serving.image",
        "serving.certificate_arn",
        "serving.keys_secret_arn",
        "serving.client_cidrs",
        "serving.enabled",
    ]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"image": IMAGE.partition("@")[0] + ":latest"}, "serving.image: "),
        ({"image": IMAGE.replace(REGION, "us-east-1")}, "serving.image: "),
        ({"image": f"docker.io/revstream@sha256:{'0' * 64}"}, "serving.image: "),
        ({"certificate_arn": arn("iam", "server-certificate/x")}, "serving.certificate_arn: "),
        ({"keys_secret_arn": KEYS_SECRET[:-7]}, "serving.keys_secret_arn: "),
        ({"keys_secret_arn": f"arn:aws:ssm:{REGION}:{ACCOUNT_ID}:parameter/x"}, "serving.keys_"),
        ({"signing_secret_arn": KEYS_SECRET[:-7]}, "serving.signing_secret_arn: "),
        ({"client_cidrs": ["0.0.0.0/0"]}, "serving.client_cidrs: '0.0.0.0/0': a private range"),
        ({"client_cidrs": ["10.0.0.1/8"]}, "serving.client_cidrs: '10.0.0.1/8': "),
        ({"cpu_units": 1_000}, "serving.cpu_units: 1000: one of 256, 512, 1024, 2048, 4096"),
        ({"memory_mib": 1_024}, "serving.memory_mib: 1024: 2048 to 8192 in steps of 1024"),
        ({"most_tasks": 1}, "serving.most_tasks: 1: at least least_tasks, 2, expected"),
        ({"requests_per_5_minutes": 10}, "serving.requests_per_5_minutes: 10: 100 to"),
    ],
)
def test_a_value_that_cannot_be_right_is_named_with_what_is_expected(
    stack_config: Configured, changes: dict[str, Any], fault: str
) -> None:
    (said,) = _faults(stack_config, serving=serving(**changes))
    assert said.startswith(fault)
    assert "expected" in said
