"""IAM takes the pipeline's policies, whatever a stack has and is called."""

import json
from collections.abc import Callable
from typing import Any, Final

import pytest

from infra.stack_config import StackConfig
from infra.stack_program import program
from infra.stream_names import STREAMS
from tests.infra.bundles import write_bundle
from tests.infra.cloud_outputs import arn
from tests.infra.mocks import Program, run
from tests.infra.serving_stack import serving

Configured = Callable[..., StackConfig]

_CHARACTERS: Final = 6_144
_POLICIES_OF_A_ROLE: Final = 10
_FOR_THE_STATE: Final = 2  # Bucket and smoke test, which the stack does not know.
_STACK: Final[dict[str, Any]] = {
    "environment": "twenty-characters-xx",
    "streams": {"shards": 1, "max_shards": 4},
    "recommendations": {"enabled": True},
    "probe": {"enabled": True},
    "serving": serving(),
    "pipeline": {"repository": "acme/payments", "subject": "names"},
}
_FOUND: Final[dict[str, Any]] = {
    "vpc_id": "vpc-0123456789abcdef0",
    "subnet_ids": [f"subnet-0123456789abcdef{number}" for number in range(3)],
    "route_table_ids": [f"rtb-0123456789abcdef{number}" for number in range(3)],
    "streams": {
        name: {"arn": arn("kinesis", f"stream/corporate-{name}-stream")} for name in STREAMS
    },
    "permissions_boundary_arn": arn("iam", f"policy/{'b' * 128}", region=""),
}


@pytest.fixture(scope="module", params=[{}, _FOUND], ids=["all-made", "all-found"])
def made(
    request: pytest.FixtureRequest,
    stack_config: Configured,
    tmp_path_factory: pytest.TempPathFactory,
) -> Program:
    jobs = ("fraud", "recommendations", "probe")
    bundle = write_bundle(tmp_path_factory.mktemp("dist"), jobs=jobs)
    config = stack_config(**_STACK, existing=request.param)
    return run(lambda: program(config, bundle))


def test_no_policy_is_too_long(made: Program) -> None:
    lengths = {
        each.name: len(json.dumps(each.inputs["policyDocument"], separators=(",", ":")))
        for each in made.of("iam:ManagedPolicy")
    }
    assert {name: length for name, length in lengths.items() if length > _CHARACTERS} == {}


def test_a_role_has_room_for_policies_of_others(made: Program) -> None:
    deploy = made.only("iam:Role", "pipeline-deploy").inputs
    assert len(deploy["managedPolicyArns"]) <= _POLICIES_OF_A_ROLE - _FOR_THE_STATE
