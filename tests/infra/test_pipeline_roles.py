"""The pipeline may do what its tokens say, on what is the stack's, and cannot give itself more."""

import json
from collections.abc import Callable, Iterator
from fnmatch import fnmatch

import msgspec
import pytest
from ministack.core.iam_evaluator import EvalContext, evaluate_trust_policy

from infra.aws_account import AwsAccount
from infra.components.pipeline_roles import PipelineRoles, PipelineRolesArgs
from infra.existing_resources import ExistingConfig
from infra.pipeline_actions import UNSCOPED_READS, UNSCOPED_WRITES
from infra.pipeline_rights import DEPLOY, DRIFT, PREVIEW, Scope
from infra.stack_config import PipelineConfig, StackConfig
from infra.stack_config_reader import ConfigError, parse_stack_config
from infra.stack_program import program
from tests.infra import aws_actions
from tests.infra.bundles import write_bundle
from tests.infra.cloud_outputs import ACCOUNT_ID, REGION, arn
from tests.infra.cloud_schemas import is_native
from tests.infra.faults import faults
from tests.infra.github_tokens import (
    OWNER_ID,
    REPOSITORY,
    REPOSITORY_ID,
    SUBJECTS,
    deploying,
    of_pull_request,
)
from tests.infra.mocks import Program, run
from tests.infra.policy_statements import Statement, statements

_TAGS = {"project": "revstream", "environment": "dev", "managed-by": "pulumi"}
_ISSUER = "token.actions.githubusercontent.com"
_IAM_POLICY_CHARACTERS = 6_144
_READS = ("Describe", "Filter", "Get", "List")

# Of the scope that the tests give.
OURS = {"arn:aws:s3:::code", "arn:aws:s3:::code/bundles/*", "arn:aws:s3:::code/releases/*"}
OURS |= {arn("kms", "key/1111aaaa-22bb-33cc-44dd-5555eeee6666")}
# Statements that reach further than the environment's names and tags, each with the reason.
WITHOUT_NAME_OR_TAG = {
    "MakeNetwork": "what is being made has no id and no tags yet",
    "RulesOfOwnGroups": "a rule has no tags; it also needs the right on its group, which has",
}

# What handlers of a type ask for that no stack of this project makes them do.
NEVER_CALLED = {
    "ec2:AssociateSubnetCidrBlock": "no IPv6",
    "ec2:CreateVpcEncryptionControl": "no control of encryption in the network",
    "ec2:DescribeInstances": "no instances",
    "ec2:DescribeVpcEncryptionControls": "no control of encryption in the network",
    "ec2:DisassociateSubnetCidrBlock": "no IPv6",
    "ec2:ModifyVpcTenancy": "no instances",
    "elasticache:ModifyReplicationGroup": "no clusters of nodes",
    "firehose:TagDeliveryStream": "logs are delivered nowhere",
    "kinesis:UpdateMaxRecordSize": "records have the usual limit",
    "kinesis:UpdateStreamRecordDistributionStrategy": "the usual distribution",
    "kinesis:UpdateStreamWarmThroughput": "no throughput in advance",
    "kms:DisableKey": "the key is always on",
    "kms:DisableKeyRotation": "the key always rotates",
    "kms:EnableKey": "the key is always on",
    "kms:Encrypt": "no function has secrets in its environment",
    "kms:GenerateDataKeyWithoutPlaintext": "the applications' state has the service's key",
    "logs:CreateLogDelivery": "logs are delivered nowhere",
    "s3:REST.PUT.OBJECT": "not an action of IAM",
    "sns:PutDataProtectionPolicy": "no policy on contents",
    "vpc-lattice:CreateServiceNetworkVpcEndpointAssociation": "no service network",
    "vpc-lattice:DescribeServiceNetworkVpcEndpointAssociation": "no service network",
    "vpce:AllowMultiRegion": "endpoints of the one region",
    "elasticfilesystem:DescribeMountTargets": "no function mounts a file system",
    "s3files:ListMountTargets": "no function mounts a file system",
}
# Of the handlers that only read.
NEVER_CALLED_TO_READ = {"iam:PassRole": "a rule that is read passes no role on"}
# Whole families of the same kind.
NEVER_CALLED_FAMILIES = {
    "logs:": (
        "DataProtectionPolicy",
        "IndexPolicy",
        "ResourcePolicy",
        "BearerTokenAuthentication",
        "DeletionProtection",
    ),
    "lambda:": (
        "CapacityProvider",
        "CodeSigningConfig",
        "LayerVersion",
        "PublishVersion",
        "RecursionConfig",
        "RuntimeAlias",
        "RuntimeManagementConfig",
        "ScalingConfig",
    ),
    "iam:": ("AttachRolePolicy", "DetachRolePolicy", "PermissionsBoundary"),
}
# Types that only an administrator changes: the pipeline must not widen its own rights.
PIPELINES_OWN = ("iam:ManagedPolicy", "iam:OidcProvider")


_PIPELINE = PipelineConfig(repository=REPOSITORY, owner_id=OWNER_ID, repository_id=REPOSITORY_ID)
_BY_NAMES = PipelineConfig(repository=REPOSITORY, subject="names")


def _made(pipeline: PipelineConfig = _PIPELINE, *, provider_exists: bool = False) -> Program:
    def make() -> None:
        scope = Scope(
            account=AwsAccount.of_credentials(REGION),
            environment="dev",
            role_names=[f"revstream-fraud-dev-{REGION}"],
            bucket_arn="arn:aws:s3:::code",
            key_arn=arn("kms", "key/1111aaaa-22bb-33cc-44dd-5555eeee6666"),
            existing=ExistingConfig(),
        )
        args = PipelineRolesArgs(
            repository=REPOSITORY,
            subject=pipeline.token_subject,
            branch="main",
            provider_exists=provider_exists,
            scope=scope,
            policy_arns=pipeline.policy_arns,
            tags=_TAGS,
        )
        PipelineRoles("pipeline", args)

    return run(make)


@pytest.fixture(scope="module")
def made() -> Program:
    return _made()


def _claims(made: Program, use: str) -> dict[str, str]:
    role = made.only("iam:Role", f"pipeline-{use}").inputs
    (trust,) = role["assumeRolePolicyDocument"]["Statement"]
    assert trust["Action"] == "sts:AssumeRoleWithWebIdentity"
    assert trust["Principal"] == {"Federated": arn("iam", f"oidc-provider/{_ISSUER}", region="")}
    assert list(trust["Condition"]) == ["StringEquals"]
    claims = trust["Condition"]["StringEquals"]
    return {key.removeprefix(f"{_ISSUER}:"): value for key, value in claims.items()}


def _is_trusted(made: Program, use: str, claims: dict[str, str]) -> bool:
    """Whether STS would give the role for a token with `claims`, as the emulator evaluates it."""
    role = made.only("iam:Role", f"pipeline-{use}")
    context = EvalContext(
        principal_arn=arn("iam", f"oidc-provider/{_ISSUER}", region=""),
        principal_type="WebIdentityUser",
        principal_account=ACCOUNT_ID,
        action="sts:AssumeRoleWithWebIdentity",
        resource_arn=role.outputs["arn"],
        region=REGION,
        service_context={f"{_ISSUER}:{name}": value for name, value in claims.items()},
    )
    trust = json.dumps(role.inputs["assumeRolePolicyDocument"])
    return bool(evaluate_trust_policy(trust, context.principal_arn, context))


def _statements(made: Program, names: tuple[str, ...]) -> Iterator[Statement]:
    for name in names:
        yield from statements(made.only("iam:ManagedPolicy", f"pipeline-{name}"))


def _actions(made: Program, names: tuple[str, ...]) -> set[str]:
    return {action for each in _statements(made, names) for action in each.actions}


def test_roles_policies_and_provider_are_valid(made: Program) -> None:
    assert faults(made) == []


def test_a_pull_request_of_the_repository_may_preview(made: Program) -> None:
    assert _claims(made, "preview") == {
        "aud": "sts.amazonaws.com",
        "sub": "repo:octo-org@65/octo-repo@74:pull_request",
    }


def test_a_schedule_on_the_branch_may_look_for_drift(made: Program) -> None:
    assert _claims(made, "drift") == {
        "aud": "sts.amazonaws.com",
        "sub": "repo:octo-org@65/octo-repo@74:ref:refs/heads/main",
    }


def test_looking_for_drift_changes_nothing_and_opens_no_bundle(made: Program) -> None:
    changing = {
        action for action in _actions(made, DRIFT) if not action.split(":")[1].startswith(_READS)
    }
    assert changing == {"kms:Decrypt"}
    (decrypt,) = [each for each in _statements(made, DRIFT) if "kms:Decrypt" in each.actions]
    via = decrypt.content["Condition"]["StringEquals"]["kms:ViaService"]
    assert via == f"lambda.{REGION}.amazonaws.com"
    (look,) = [each for each in _statements(made, DRIFT) if "s3:GetObject" in each.actions]
    assert look.resources == ("arn:aws:s3:::code/bundles/*",)


def test_only_the_environment_and_on_the_branch_may_deploy(made: Program) -> None:
    assert _claims(made, "deploy") == {
        "aud": "sts.amazonaws.com",
        "sub": "repo:octo-org@65/octo-repo@74:environment:dev",
        "ref": "refs/heads/main",
    }


@pytest.mark.parametrize(("form", "pipeline"), [("ids", _PIPELINE), ("names", _BY_NAMES)])
def test_a_recorded_token_is_trusted_by_a_stack_that_expects_its_form_and_by_no_other(
    form: str, pipeline: PipelineConfig
) -> None:
    made = _made(pipeline)
    other = "names" if form == "ids" else "ids"
    assert _is_trusted(made, "deploy", deploying(form))
    assert _is_trusted(made, "preview", of_pull_request(form))
    assert not _is_trusted(made, "deploy", deploying(other))
    assert not _is_trusted(made, "preview", of_pull_request(other))


def test_an_account_that_knows_github_already_gets_no_second_provider() -> None:
    known = _made(provider_exists=True)
    assert known.of("iam:OidcProvider") == ()
    assert _claims(known, "preview")["sub"] == f"{SUBJECTS['ids']}:pull_request"


def test_a_preview_changes_nothing(made: Program) -> None:
    policy_arns = made.only("iam:Role", "pipeline-preview").inputs["managedPolicyArns"]
    assert policy_arns == [
        arn("iam", f"policy/revstream-{name}-dev-{REGION}", region="")
        for name in ("read", "read-platform")
    ]
    names = {action.split(":")[1] for action in _actions(made, PREVIEW)}
    assert [name for name in sorted(names) if not name.startswith(_READS)] == ["Decrypt"]


def test_a_role_has_the_further_policies_that_the_stack_names_for_it() -> None:
    state = arn("iam", "policy/state-of-pulumi", region="")
    pipeline = msgspec.structs.replace(_PIPELINE, policy_arns={"drift": (state,)})
    made = _made(pipeline)
    assert made.only("iam:Role", "pipeline-drift").inputs["managedPolicyArns"][-1] == state
    assert state not in made.only("iam:Role", "pipeline-deploy").inputs["managedPolicyArns"]


@pytest.mark.parametrize(
    ("role", "policy_arn", "fault"),
    [
        ("review", "arn:aws:iam::111122223333:policy/state", "review: no such role; known are"),
        ("drift", "state", "drift: 'state': arn:aws:iam::ACCOUNT:policy/NAME is expected"),
    ],
)
def test_a_further_policy_is_an_arn_and_of_a_role_of_the_pipeline(
    stack_config: Callable[..., StackConfig], role: str, policy_arn: str, fault: str
) -> None:
    with pytest.raises(ConfigError, match=rf"pipeline\.policy_arns\.{fault}"):
        stack_config(pipeline={"policy_arns": {role: [policy_arn]}})


def test_a_preview_reads_no_records_and_no_objects(made: Program) -> None:
    assert not _actions(made, PREVIEW) & {"kinesis:GetRecords", "s3:GetObject"}
    (decrypt,) = [each for each in _statements(made, PREVIEW) if "kms:Decrypt" in each.actions]
    via = decrypt.content["Condition"]["StringEquals"]["kms:ViaService"]
    assert via == f"lambda.{REGION}.amazonaws.com"


def test_each_policy_is_short_enough_for_iam(made: Program) -> None:
    policies = made.of("iam:ManagedPolicy")
    assert len(policies) > 3
    for each in policies:
        text = json.dumps(each.inputs["policyDocument"], separators=(",", ":"))
        assert len(text) <= _IAM_POLICY_CHARACTERS, each.name


def test_the_pipeline_cannot_give_itself_more(made: Program) -> None:
    own = {
        arn("iam", f"role/revstream-{use}-dev-{REGION}", region="")
        for use in ("preview", "drift", "deploy")
    }
    for each in _statements(made, DEPLOY):
        writes = [name for name in each.actions if not name.split(":")[1].startswith(_READS)]
        if writes:
            assert not own & set(each.resources), each
    assert not _actions(made, DEPLOY) & {
        "iam:AttachRolePolicy",
        "iam:CreatePolicy",
        "iam:CreatePolicyVersion",
        "iam:UpdateOpenIDConnectProviderThumbprint",
    }


def test_what_is_written_has_this_environment_s_name_or_tags(made: Program) -> None:
    writing = [
        each
        for each in _statements(made, DEPLOY)
        if not all(name.split(":")[1].startswith(_READS) for name in each.actions)
    ]
    named = [
        each for each in writing if "*" not in each.resources and "Condition" not in each.content
    ]
    assert len(named) > 10
    for each in named:
        foreign = [name for name in each.resources if "dev" not in name and name not in OURS]
        assert foreign == [] or each.content["Sid"] in WITHOUT_NAME_OR_TAG, each


def test_the_key_is_used_by_services_alone(made: Program) -> None:
    uses = {"kms:Decrypt", "kms:GenerateDataKey", "kms:CreateGrant"}
    conditions = [
        each.condition_keys for each in _statements(made, DEPLOY) if uses & set(each.actions)
    ]
    assert conditions
    assert all(keys & {"kms:ViaService", "kms:GrantIsForAWSResource"} for keys in conditions)


def test_roles_are_passed_only_where_they_belong(made: Program) -> None:
    (statement,) = [each for each in _statements(made, DEPLOY) if "iam:PassRole" in each.actions]
    assert statement.resources == (arn("iam", f"role/revstream-fraud-dev-{REGION}", region=""),)
    assert statement.content["Condition"]["StringEquals"]["iam:PassedToService"] == [
        "kinesisanalytics.amazonaws.com",
        "lambda.amazonaws.com",
    ]


def test_every_action_is_one_that_aws_knows(made: Program) -> None:
    unknown = [each for each in sorted(_actions(made, DEPLOY)) if not aws_actions.exists(each)]
    assert unknown == []


def test_what_is_allowed_on_everything_is_what_aws_knows_no_resource_for(made: Program) -> None:
    every = _statements(made, DEPLOY)
    wide = {action for each in every if "*" in each.resources for action in each.actions}
    assert wide == {*UNSCOPED_READS, *UNSCOPED_WRITES}
    assert [each for each in sorted(wide) if aws_actions.knows_resources(each)] == []


def test_what_aws_knows_no_resource_for_is_allowed_on_everything_or_it_would_be_void(
    made: Program,
) -> None:
    limited = [each for each in _statements(made, DEPLOY) if "*" not in each.resources]
    actions = {action for each in limited for action in each.actions}
    assert [each for each in sorted(actions) if not aws_actions.knows_resources(each)] == []


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Program:
    config = parse_stack_config(
        {
            "environment": "dev",
            "region": REGION,
            "streams": {"shards": 1, "max_shards": 2},
            "alarms": {"email": "on-call@example.com"},
            "pipeline": {
                "repository": REPOSITORY,
                "owner_id": OWNER_ID,
                "repository_id": REPOSITORY_ID,
            },
            "payment_producers": ["arn:aws:iam::222233334444:root"],
        }
    )
    dist = tmp_path_factory.mktemp("dist")
    return run(lambda: program(config, write_bundle(dist)))


def _called(action: str) -> bool:
    service, _, name = action.partition(":")
    families = NEVER_CALLED_FAMILIES.get(f"{service}:", ())
    return action not in NEVER_CALLED and not any(part in name for part in families)


@pytest.mark.parametrize(
    ("policies", "handlers"),
    [(PREVIEW, ("read",)), (DRIFT, ("read",)), (DEPLOY, ("create", "read", "update", "delete"))],
    ids=["preview", "drift", "deploy"],
)
def test_the_rights_suffice_for_every_type_that_a_stack_makes(
    made: Program,
    everything: Program,
    policies: tuple[str, ...],
    handlers: tuple[str, ...],
) -> None:
    allowed = _actions(made, policies)
    types = {each.type for each in everything.custom if is_native(each.type)}
    own = {each for each in types if each.endswith(PIPELINES_OWN)}
    lacking = {
        action
        for each in types
        for action in aws_actions.needed(each, *(("read",) if each in own else handlers))
        if _called(action) and action not in allowed
    }
    spared = set(NEVER_CALLED_TO_READ) if handlers == ("read",) else set()
    assert sorted(lacking - spared) == []


def test_names_that_a_stack_gives_are_those_that_its_pipeline_may_write(
    everything: Program,
) -> None:
    patterns = [
        pattern
        for each in _statements(everything, DEPLOY)
        if not all(name.split(":")[1].startswith(_READS) for name in each.actions)
        for pattern in each.resources
        if pattern != "*"
    ]
    # The pipeline's own; and a subscription, for which IAM takes the ARN of its topic.
    left_out = ("pipeline", "iam:ManagedPolicy", "iam:OidcProvider", "sns:Subscription")
    arns = {
        str(value).removesuffix(":*")
        for each in everything.custom
        if is_native(each.type) and not any(word in str(each) for word in left_out)
        for key, value in each.outputs.items()
        if key.lower().endswith("arn") and key not in each.inputs and str(value).startswith("arn:")
    }
    assert len(arns) > 20
    uncovered = [arn for arn in sorted(arns) if not any(fnmatch(arn, p) for p in patterns)]
    assert uncovered == []
