"""What was there before a stack is used, neither made nor changed, and granted by its own ARN."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from infra.bundle.manifest import BundleRef
from infra.stack_config import StackConfig
from infra.stack_config_reader import parse_stack_config
from infra.stack_outputs import read_outputs
from infra.stack_program import program
from tests.infra import aws_actions
from tests.infra.bundles import write_bundle
from tests.infra.cloud_outputs import arn
from tests.infra.faults import faults
from tests.infra.mocks import Program, run
from tests.infra.policy_statements import Statement, statements

Configured = Callable[..., StackConfig]

_VPC: Final = "vpc-0123456789abcdef0"
_SUBNETS: Final = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
_TABLE: Final = "rtb-0123456789abcdef0"
_GROUP: Final = "sg-0123456789abcdef0"
_KEY: Final = arn("kms", "key/9999aaaa-22bb-33cc-44dd-5555eeee6666")
_PAYMENTS_KEY: Final = arn("kms", "key/8888aaaa-22bb-33cc-44dd-5555eeee6666")
_PAYMENTS: Final = arn("kinesis", "stream/corp-payments-dev")
_DECISIONS: Final = arn("kinesis", "stream/corp-decisions")
_BOUNDARY: Final = arn("iam", "policy/corp/boundary", region="")
_PRODUCER: Final = "arn:aws:iam::222233334444:role/checkout"
_EXISTING: Final[dict[str, Any]] = {
    "vpc_id": _VPC,
    "subnet_ids": _SUBNETS,
    "route_table_ids": [_TABLE],
    "endpoints": ["logs", "monitoring"],
    "endpoint_security_group_ids": [_GROUP],
    "key_arn": _KEY,
    "streams": {
        "payments": {"arn": _PAYMENTS, "key_arn": _PAYMENTS_KEY, "retention_hours": 72},
        "decisions": {"arn": _DECISIONS},
    },
    "permissions_boundary_arn": _BOUNDARY,
}


@pytest.fixture(scope="module")
def fraud_bundle(tmp_path_factory: pytest.TempPathFactory) -> BundleRef:
    return write_bundle(tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def made(fraud_bundle: BundleRef) -> Program:
    config = parse_stack_config(
        {
            "environment": "dev",
            "region": "eu-central-1",
            "streams": {"shards": 1, "max_shards": 4},
            "pipeline": {"repository": "acme/payments", "subject": "names"},
            "existing": _EXISTING,
        }
    )
    return run(lambda: program(config, fraud_bundle))


def _statement(made: Program, role: str, sid: str) -> Statement:
    (found,) = [
        each for each in statements(made.only("iam:Role", role)) if each.content.get("Sid") == sid
    ]
    return found


def _pipeline(made: Program) -> list[Statement]:
    return [each for policy in made.of("iam:ManagedPolicy") for each in statements(policy)]


def test_a_stack_in_a_network_with_a_key_and_streams_that_are_there_is_valid(
    made: Program,
) -> None:
    assert faults(made) == []


def test_nothing_is_made_of_what_is_there_already(made: Program) -> None:
    for kind in ("Vpc", "Subnet", "RouteTable", "SubnetRouteTableAssociation"):
        assert made.of(f"ec2:{kind}") == ()
    assert made.of("kms:Key") == made.of("kms:Alias") == ()
    streams = {each.name for each in made.of("kinesis:Stream")}
    assert streams == {"labels", "dead-letters", "late-payments", "features"}


def test_no_resource_of_the_stack_is_one_that_was_there(made: Program) -> None:
    found = {_VPC, *_SUBNETS, _TABLE, _GROUP, _KEY, _PAYMENTS_KEY, _PAYMENTS, _DECISIONS, _BOUNDARY}
    own = {each.id for each in made.custom}
    own |= {str(each.outputs["arn"]) for each in made.custom if "arn" in each.outputs}
    assert len(own) > 40
    assert own & found == set()


def test_only_the_endpoints_that_are_missing_are_made(made: Program) -> None:
    assert {each.name for each in made.of("ec2:VpcEndpoint")} == {"kinesis-streams", "s3"}
    kinesis = made.only("ec2:VpcEndpoint", "kinesis-streams").inputs
    assert (kinesis["vpcId"], kinesis["subnetIds"]) == (_VPC, _SUBNETS)
    assert made.only("ec2:VpcEndpoint", "s3").inputs["routeTableIds"] == [_TABLE]
    outward = made.only("ec2:SecurityGroup", "application").inputs["securityGroupEgress"]
    own = made.only("ec2:SecurityGroup", "endpoints").id
    reached = [rule.get("destinationSecurityGroupId") for rule in outward]
    assert reached[:2] == [_GROUP, own]


def test_a_network_that_reaches_everything_gets_no_endpoint(
    stack_config: Configured, fraud_bundle: BundleRef
) -> None:
    existing = {**_EXISTING, "endpoints": ["kinesis-streams", "logs", "monitoring", "s3"]}
    del existing["route_table_ids"]
    config = stack_config(existing=existing)
    made = run(lambda: program(config, fraud_bundle))
    assert made.of("ec2:VpcEndpoint") == ()
    assert "endpoints" not in {each.name for each in made.of("ec2:SecurityGroup")}
    assert faults(made) == []


def test_the_job_is_told_the_streams_that_are_there(made: Program) -> None:
    outputs = read_outputs(made.exports)
    fraud = outputs.applications["fraud"]
    assert fraud.properties["source"]["uri"] == "kinesis:corp-payments-dev"
    assert fraud.properties["sink"]["decisions_stream"] == "corp-decisions"
    assert fraud.input_consumers == {"corp-payments-dev": "fraud-dev", "labels-dev": "fraud-dev"}
    assert outputs.streams["decisions"] == "corp-decisions"
    lag = made.only("cloudwatch:Alarm", "fraud-payments-lag").inputs["dimensions"]
    assert {"name": "StreamName", "value": "corp-payments-dev"} in lag


def test_the_application_may_use_exactly_what_it_was_given(made: Program) -> None:
    labels = arn("kinesis", "stream/labels-dev")
    assert _statement(made, "fraud", "FindShards").resources == (_PAYMENTS, labels)
    assert _statement(made, "fraud", "WriteResults").resources[0] == _DECISIONS
    assert _statement(made, "fraud", "UseKeyThroughKinesisAndS3").resources == (
        _KEY,
        _PAYMENTS_KEY,
    )
    interfaces = _statement(made, "fraud", "CreateInterfaces").resources
    assert [each for each in interfaces if "subnet" in each] == [
        arn("ec2", f"subnet/{each}") for each in _SUBNETS
    ]


def test_the_load_changes_no_stream_that_was_there(made: Program) -> None:
    scaled = made.only("lambda:Function").inputs["environment"]["variables"]
    assert [name for value in scaled.values() for name in json.loads(value)] == [
        "dead-letters-dev",
        "features-dev",
        "labels-dev",
        "late-payments-dev",
    ]


def test_every_role_is_bounded(made: Program) -> None:
    boundaries = {each.name: each.inputs.get("permissionsBoundary") for each in made.of("iam:Role")}
    assert len(boundaries) >= 4
    assert set(boundaries.values()) == {_BOUNDARY}


def test_the_pipeline_makes_no_role_without_the_boundary(made: Program) -> None:
    makes = [each for each in _pipeline(made) if "iam:CreateRole" in each.actions]
    assert [each.content["Condition"] for each in makes] == [
        {"StringEquals": {"iam:PermissionsBoundary": _BOUNDARY}}
    ]
    allowed = {action for each in _pipeline(made) for action in each.actions}
    assert "iam:DeleteRolePermissionsBoundary" not in allowed


def test_the_pipeline_can_neither_change_nor_delete_what_was_there(made: Program) -> None:
    allowed = {action for each in _pipeline(made) if each.allows for action in each.actions}
    assert not allowed & {
        "ec2:CreateVpc",
        "ec2:DeleteSubnet",
        "ec2:DeleteVpc",
        "ec2:ModifyVpcAttribute",
        "kms:CreateKey",
        "kms:PutKeyPolicy",
        "kms:ScheduleKeyDeletion",
    }
    (denial,) = [each for each in _pipeline(made) if not each.allows]
    assert denial.resources == (_PAYMENTS, _DECISIONS)
    assert {"kinesis:DeleteStream", "kinesis:StopStreamEncryption"} <= set(denial.actions)
    assert "kinesis:DeregisterStreamConsumer" not in denial.actions


def test_the_pipelines_policies_are_short_enough_and_of_actions_that_aws_knows(
    made: Program,
) -> None:
    for each in made.of("iam:ManagedPolicy"):
        text = json.dumps(each.inputs["policyDocument"], separators=(",", ":"))
        assert len(text) <= 6_144, each.name
    actions = {action for each in _pipeline(made) for action in each.actions}
    assert [each for each in sorted(actions) if not aws_actions.exists(each)] == []


def test_a_stream_of_another_account_is_refused(
    stack_config: Configured, fraud_bundle: BundleRef
) -> None:
    foreign = arn("kinesis", "stream/theirs", account="222233334444")
    config = stack_config(existing={"streams": {"labels": {"arn": foreign}}})
    with pytest.raises(ValueError, match=r"existing\.streams\.labels\.arn: .* 111122223333 is"):
        run(lambda: program(config, fraud_bundle))


def test_producers_of_other_accounts_may_put_payments_and_nothing_else(
    stack_config: Configured, fraud_bundle: BundleRef
) -> None:
    config = stack_config(payment_producers=[_PRODUCER])
    made = run(lambda: program(config, fraud_bundle))
    assert faults(made) == []
    payments = arn("kinesis", "stream/payments-dev")
    policy = made.only("kinesis:ResourcePolicy")
    (put,) = statements(policy)
    assert (policy.inputs["resourceArn"], put.resources) == (payments, (payments,))
    assert put.principals == (_PRODUCER,)
    assert [action for action in put.actions if "Put" in action] == [
        "kinesis:PutRecord",
        "kinesis:PutRecords",
    ]


def test_producers_may_encrypt_payments_by_the_key_and_nothing_else(
    stack_config: Configured, fraud_bundle: BundleRef
) -> None:
    config = stack_config(payment_producers=[_PRODUCER])
    made = run(lambda: program(config, fraud_bundle))
    (use,) = [each for each in statements(made.only("kms:Key")) if _PRODUCER in each.principals]
    assert use.actions == ("kms:GenerateDataKey",)
    assert use.content["Condition"]["StringEquals"] == {
        "kms:ViaService": "kinesis.eu-central-1.amazonaws.com",
        "kms:EncryptionContext:aws:kinesis:arn": arn("kinesis", "stream/payments-dev"),
    }


def test_a_stack_without_anything_of_its_owner_has_no_boundary_and_no_policy_on_a_stream(
    stack_config: Configured, tmp_path: Path
) -> None:
    made = run(lambda: program(stack_config(), write_bundle(tmp_path)))
    assert made.of("kinesis:ResourcePolicy") == ()
    assert not [each for each in made.of("iam:Role") if "permissionsBoundary" in each.inputs]
