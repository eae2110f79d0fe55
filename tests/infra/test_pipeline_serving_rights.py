"""The pipeline of a stack that answers requests may make all of it, by name, and no more."""

from collections.abc import Callable, Iterator
from fnmatch import fnmatch

import pytest

from infra.pipeline_rights import DEPLOY, READ_SERVING, WRITE_SERVING
from infra.stack_config import StackConfig
from infra.stack_program import program
from tests.infra import aws_actions
from tests.infra.bundles import write_bundle
from tests.infra.cloud_outputs import arn
from tests.infra.faults import faults
from tests.infra.mocks import Program, run
from tests.infra.policy_statements import Statement, statements
from tests.infra.serving_stack import serving

_KINDS = ("applicationautoscaling", "ecs", "elasticloadbalancingv2", "wafv2")
# What handlers of these types ask for that no stack makes them do, by what it begins with.
_NEVER_CALLED = {
    "amplify:": "the firewall stands before a load balancer",
    "apigateway:": "the same",
    "apprunner:": "the same",
    "appsync:": "the same",
    "bedrock-agentcore:": "the same",
    "cognito-idp:": "the same, and nobody logs in at it",
    "ec2:DescribeIpamPools": "no pools of addresses",
    "ec2:AssociateVerified": "the firewall stands before a load balancer",
    "ec2:DescribeVerified": "the same",
    "ec2:DisassociateVerified": "the same",
    "ec2:GetVerified": "the same",
    "application-autoscaling:DeleteScheduledAction": "nothing scales by the clock",
    "application-autoscaling:PutScheduledAction": "the same",
    "ecs:PutAccountSetting": "the account's own",
    "elasticloadbalancing:DeregisterTargets": "ECS registers tasks by its own role",
    "elasticloadbalancing:RegisterTargets": "the same",
    "elasticloadbalancing:ModifyCapacityReservation": "no capacity is reserved",
    "elasticloadbalancing:ModifyIpPools": "no pools of addresses",
    "lambda:": "no function is scaled",
    "payments:": "not an action of IAM",
    "wafv2:GetPermissionPolicy": "no group of rules is shared",
    "wafv2:PutPermissionPolicy": "the same",
}


@pytest.fixture(scope="module")
def made(
    stack_config: Callable[..., StackConfig], tmp_path_factory: pytest.TempPathFactory
) -> Program:
    bundle = write_bundle(tmp_path_factory.mktemp("dist"))
    pipeline = {"repository": "acme/payments", "subject": "names"}
    config = stack_config(serving=serving(), pipeline=pipeline)
    return run(lambda: program(config, bundle))


def _allowed(made: Program, names: tuple[str, ...]) -> Iterator[Statement]:
    for name in names:
        yield from statements(made.only("iam:ManagedPolicy", f"pipeline-{name}"))


def _needed(made: Program, *handlers: str) -> set[str]:
    types = {one.type for one in made.custom if one.type.split(":")[1] in _KINDS}
    assert len(types) == 10
    every = {action for each in types for action in aws_actions.needed(each, *handlers)}
    return {action for action in every if not action.startswith(tuple(_NEVER_CALLED))}


def test_it_keeps_every_guarantee(made: Program) -> None:
    assert faults(made) == []


def test_the_rights_to_deploy_suffice_for_every_type_of_it(made: Program) -> None:
    every = (*DEPLOY, READ_SERVING, WRITE_SERVING)
    allowed = {action for one in _allowed(made, every) for action in one.actions}
    needed = _needed(made, "create", "read", "update", "delete")
    assert len(needed) > 50
    assert sorted(needed - allowed) == []


def test_the_rights_to_preview_and_to_look_for_drift_read_all_of_it_and_change_nothing(
    made: Program,
) -> None:
    actions = {action for one in _allowed(made, (READ_SERVING,)) for action in one.actions}
    changing = [
        each for each in actions if not each.split(":")[1].startswith(("Describe", "Get", "List"))
    ]
    assert changing == []
    for use in ("preview", "drift"):
        given = made.only("iam:Role", f"pipeline-{use}").inputs["managedPolicyArns"]
        assert [each for each in given if "serving" in each] == [
            made.only("iam:ManagedPolicy", f"pipeline-{READ_SERVING}").id
        ]
    writes = {"elasticloadbalancing:CreateWebACLAssociation", "wafv2:AssociateWebACL"}
    writes |= {"elasticloadbalancing:DeleteWebACLAssociation", "wafv2:DisassociateWebACL"}
    by_read = _needed(made, "read") - writes - {"elasticloadbalancing:SetWebACL", "kms:DescribeKey"}
    assert sorted(by_read - actions) == []


def test_its_names_are_those_that_the_pipeline_may_write(made: Program) -> None:
    patterns = [
        pattern
        for one in _allowed(made, (WRITE_SERVING,))
        for pattern in one.resources
        if pattern != "*"
    ]
    outputs = {
        str(value)
        for one in made.custom
        if one.type.split(":")[1] in ("ecs", "elasticloadbalancingv2", "wafv2")
        for key, value in one.outputs.items()
        if key.lower().endswith("arn") and key not in one.inputs
    }
    named = {each for each in outputs if "serving-dev" in each}
    assert len(named) >= 5
    assert [each for each in sorted(named) if not any(fnmatch(each, p) for p in patterns)] == []


def test_its_roles_are_passed_to_tasks_and_are_written_by_the_pipeline(made: Program) -> None:
    every = list(_allowed(made, DEPLOY))
    (passing,) = [one for one in every if "iam:PassRole" in one.actions]
    assert (
        "ecs-tasks.amazonaws.com"
        in passing.content["Condition"]["StringEquals"]["iam:PassedToService"]
    )
    for role in ("serving", "serving-start"):
        name = made.only("iam:Role", role).inputs["roleName"]
        assert arn("iam", f"role/{name}", region="") in passing.resources
