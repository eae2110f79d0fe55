"""An application may do what its job does, on what it does it to, and nothing else."""

from typing import Any

import pulumi
import pytest

from infra.application_rights import UNSCOPED, ApplicationRights
from infra.aws_account import AwsAccount
from infra.components.application_role import ApplicationRole, ApplicationRoleArgs
from tests.infra import aws_actions
from tests.infra.cloud_outputs import ACCOUNT_ID, REGION, arn
from tests.infra.faults import faults
from tests.infra.mocks import Program, run
from tests.infra.policy_statements import Statement, statements

_PAYMENTS = arn("kinesis", "stream/payments-dev")
_CONSUMER = f"{_PAYMENTS}/consumer/fraud-dev:1700000000"
_DECISIONS = arn("kinesis", "stream/decisions-dev")
_KEY = arn("kms", "key/1111aaaa-22bb-33cc-44dd-5555eeee6666")
_GROUP = arn("logs", "log-group:/revstream/dev/fraud")
_CACHE, _USER = arn("elasticache", "serverlesscache:features-dev"), arn("elasticache", "user:w-dev")


@pytest.fixture(scope="module")
def made() -> Program:
    def program() -> None:
        rights = ApplicationRights(
            code_arn="arn:aws:s3:::code/bundles/*",
            input_arns=[_PAYMENTS],
            consumer_arns=[_CONSUMER],
            output_arns=[_DECISIONS],
            key_arns=[_KEY],
            log_group_arn=_GROUP,
            log_stream_arn=f"{_GROUP}:log-stream:application",
            vpc_id="vpc-1",
            subnet_ids=["subnet-1"],
            security_group_ids=["sg-1"],
            cache_arn=_CACHE,
            store_user_arn=_USER,
        )
        args = ApplicationRoleArgs(
            role_name="revstream-fraud-dev",
            application="revstream-fraud-dev",
            account=AwsAccount.of_credentials(REGION),
            rights=rights,
            propagation_s=60,
            tags={"project": "revstream", "environment": "dev", "managed-by": "pulumi"},
        )
        pulumi.export("arn", ApplicationRole("fraud", args).arn)

    return run(program)


@pytest.fixture(scope="module")
def allowed(made: Program) -> list[Statement]:
    every = statements(made.only("iam:Role"))
    return [each for each in every if each.place.startswith("policies")]


def _on(allowed: list[Statement], *actions: str) -> set[str]:
    """The resources on which all of `actions` are allowed, of whatever statement."""
    found = [set(each.resources) for each in allowed if set(actions) <= set(each.actions)]
    return set().union(*found)


def test_the_role_is_valid(made: Program) -> None:
    assert faults(made) == []


def test_only_this_application_of_this_account_may_take_the_role_on(made: Program) -> None:
    (trust,) = made.only("iam:Role").inputs["assumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "kinesisanalytics.amazonaws.com"}
    assert trust["Action"] == "sts:AssumeRole"
    application = arn("kinesisanalytics", "application/revstream-fraud-dev")
    assert trust["Condition"] == {
        "StringEquals": {"aws:SourceAccount": ACCOUNT_ID},
        "ArnEquals": {"aws:SourceArn": application},
    }


def test_it_subscribes_by_its_own_consumers_and_puts_to_its_own_outputs(
    allowed: list[Statement],
) -> None:
    assert _on(allowed, "kinesis:SubscribeToShard") == {_CONSUMER}
    assert _on(allowed, "kinesis:PutRecords") == {_DECISIONS}
    assert _on(allowed, "kinesis:ListShards") == {_PAYMENTS}


@pytest.mark.parametrize(
    "action",
    ["kinesis:GetRecords", "kinesis:RegisterStreamConsumer", "kinesis:PutRecord", "s3:PutObject"],
)
def test_it_may_not_do_what_its_job_does_not(allowed: list[Statement], action: str) -> None:
    assert _on(allowed, action) == set()


def test_it_reads_bundles_and_nothing_else_of_the_bucket(allowed: list[Statement]) -> None:
    s3 = {action for each in allowed for action in each.actions if action.startswith("s3:")}
    assert s3 == {"s3:GetObject", "s3:GetObjectVersion"}
    assert _on(allowed, *s3) == {"arn:aws:s3:::code/bundles/*"}


def test_it_uses_the_key_only_by_way_of_kinesis_and_s3(allowed: list[Statement]) -> None:
    (statement,) = [each for each in allowed if "kms:Decrypt" in each.actions]
    assert statement.resources == (_KEY,)
    via: dict[str, Any] = statement.content["Condition"]["StringEquals"]
    assert via == {
        "kms:ViaService": [f"kinesis.{REGION}.amazonaws.com", f"s3.{REGION}.amazonaws.com"]
    }


def test_it_logs_in_at_the_store_as_its_user_alone(allowed: list[Statement]) -> None:
    assert _on(allowed, "elasticache:Connect") == {_CACHE, _USER}


def test_it_uses_and_deletes_network_interfaces_of_its_own_network_alone(
    allowed: list[Statement],
) -> None:
    (statement,) = [each for each in allowed if "ec2:DeleteNetworkInterface" in each.actions]
    assert statement.content["Condition"] == {"ArnEquals": {"ec2:Vpc": arn("ec2", "vpc/vpc-1")}}
    assert _on(allowed, "ec2:CreateNetworkInterface") == {
        arn("ec2", "network-interface/*"),
        arn("ec2", "subnet/subnet-1"),
        arn("ec2", "security-group/sg-1"),
    }


def test_it_writes_to_its_log_stream_alone(allowed: list[Statement]) -> None:
    assert _on(allowed, "logs:PutLogEvents") == {f"{_GROUP}:log-stream:application"}


def test_every_action_is_one_that_aws_knows(allowed: list[Statement]) -> None:
    every = {action for each in allowed for action in each.actions}
    assert [action for action in sorted(every) if not aws_actions.exists(action)] == []


def test_what_is_allowed_on_everything_is_what_aws_knows_no_resource_for(
    allowed: list[Statement],
) -> None:
    wide = {action for each in allowed if "*" in each.resources for action in each.actions}
    assert wide == set(UNSCOPED)
    assert [action for action in sorted(wide) if aws_actions.knows_resources(action)] == []


def test_what_aws_knows_no_resource_for_is_allowed_on_everything_or_it_would_be_void(
    allowed: list[Statement],
) -> None:
    limited = [each for each in allowed if "*" not in each.resources]
    actions = {action for each in limited for action in each.actions}
    assert [each for each in sorted(actions) if not aws_actions.knows_resources(each)] == []
