"""What the pipeline may do: what AWS's own table of each resource type says, on our names alone.

                 read                       write
preview role     everything of the stack    nothing
drift role       the same, that bundles are there   nothing
deploy role      everything of the stack    everything but the pipeline's own roles

Cloud Control, by which the native provider works, calls each service with the caller's rights.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pulumi

from infra.aws_account import AwsAccount
from infra.existing_resources import ExistingConfig
from infra.pipeline_actions import (
    ALIAS_WRITES,
    BUCKET_READS,
    BUCKET_WRITES,
    DASHBOARD_WRITES,
    KEY_READS,
    KEY_WRITES,
    MADE_BY_TAG,
    OBJECT_ACTIONS,
    OBJECT_READS,
    POLICY_READS,
    ROLE_READS,
    ROLE_WRITES,
    STREAM_ENCRYPTION,
    UNSCOPED_READS,
    WRITES_ANYWHERE,
)
from infra.pipeline_existing_rights import (
    existing_stream_reads,
    existing_stream_writes,
    role_statements,
)
from infra.pipeline_network_rights import network_statements
from infra.pipeline_services import NAMED
from infra.pipeline_serving_rights import (
    LINKED_ROLES,
    TAKES_ROLES,
    serving_reads,
    serving_writes,
)
from infra.policy_document import Condition, Values, allow

_STORE_READER: Final = "store-reader"
_GROUPS: Final = "log-group:*"
_ELASTICACHE: Final = "elasticache.amazonaws.com"
_ROLES_GO_TO: Final = ("kinesisanalytics.amazonaws.com", "lambda.amazonaws.com")


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What is ours.

    Attributes:
        account: where the stack is.
        environment: of the stack, with which the names of all its resources end, or with it and
            the region where an account has something once for all regions.
        role_names: of the roles that the stack makes for others, not for the pipeline.
        bucket_arn: of the bucket of bundles and release records.
        key_arn: of the key of the environment.
        existing: what the stack uses and did not make.
        serves: whether the stack answers requests.
    """

    account: AwsAccount
    environment: str
    role_names: Sequence[str]
    bucket_arn: pulumi.Input[str]
    key_arn: pulumi.Input[str]
    existing: ExistingConfig
    serves: bool = False

    @property
    def preview(self) -> tuple[str, ...]:
        """The policies of the role for a preview."""
        return (*PREVIEW, READ_SERVING) if self.serves else PREVIEW

    @property
    def drift(self) -> tuple[str, ...]:
        """The policies of the role that compares what is there with what the stack made."""
        return (*DRIFT, READ_SERVING) if self.serves else DRIFT

    @property
    def deploy(self) -> tuple[str, ...]:
        """The policies of the role for an update and a release."""
        return (*DEPLOY, READ_SERVING, WRITE_SERVING) if self.serves else DEPLOY

    def named_in_account(self, name: str) -> str:
        """`name` as the stack has it where names are of the account, not of a region."""
        return f"{name}-{self.environment}-{self.account.region}"


def pipeline_policies(scope: Scope) -> dict[str, list[dict[str, Any]]]:
    """The policies by name; several, as IAM takes 6,144 characters in one and ten on a role."""
    bucket, account = scope.bucket_arn, scope.account
    serving = {
        READ_SERVING: serving_reads(account, scope.environment),
        WRITE_SERVING: serving_writes(account, scope.environment),
    }
    return {
        **(serving if scope.serves else {}),
        "read": [
            allow("ReadWhatHasNoResource", list(UNSCOPED_READS), "*"),
            # Groups are looked up by listing them.
            allow("FindLogGroups", ["logs:DescribeLogGroups"], scope.account.arn("logs", _GROUPS)),
            *_named(scope, write=False),
            *existing_stream_reads(scope.account, scope.environment, scope.existing),
        ],
        "read-platform": [
            allow("ReadDashboard", ["cloudwatch:GetDashboard"], _dashboard(scope)),
            allow("ReadNetwork", ["ec2:DescribeVpcAttribute"], scope.account.arn("ec2", "vpc/*")),
            allow("ReadBucket", list(BUCKET_READS), bucket),
            allow("ReadKey", list(KEY_READS), scope.key_arn),
            _read_function_environment(scope),
            *_read_identities(scope),
        ],
        # Without the right to decrypt, which a stack's key asks for, these show no contents.
        "look-at-bundles": [
            allow("LookAtBundles", list(OBJECT_READS), pulumi.Output.concat(bucket, "/bundles/*"))
        ],
        "write-services": _named(scope, write=True),
        "write-platform": [
            *existing_stream_writes(scope.account, scope.environment, scope.existing),
            allow("WriteWhatHasNoResource", list(WRITES_ANYWHERE), "*"),
            allow("Dashboard", list(DASHBOARD_WRITES), _dashboard(scope)),
            *_bucket(scope),
            *_key(scope),
        ],
        "write-roles": _roles(scope),
        "write-network": network_statements(scope.account, scope.environment, scope.existing),
    }


READ_SERVING: Final = "read-serving"
WRITE_SERVING: Final = "write-serving"

PREVIEW: Final = ("read", "read-platform")
"""The policies of the role for a preview of a stack that answers no requests."""

DRIFT: Final = (*PREVIEW, "look-at-bundles")
"""The policies of the role that compares what is there with what the stack made, likewise."""

DEPLOY: Final = (*PREVIEW, "write-services", "write-platform", "write-roles", "write-network")
"""The policies of the role for an update and a release, likewise."""


def _named(scope: Scope, *, write: bool) -> list[dict[str, Any]]:
    """The statements about what has a name of ours."""
    return [
        allow(
            rights.sid,
            rights.write if write else rights.read,
            [
                scope.account.arn(rights.service, part.replace("ENV", scope.environment))
                for part in rights.resources
            ],
        )
        for rights in NAMED
    ]


def _dashboard(scope: Scope) -> pulumi.Output[str]:
    """ARN of the stack's dashboard, which is in no region."""
    account, name = scope.account, scope.named_in_account("revstream")
    return pulumi.Output.concat(
        "arn:", account.partition, ":cloudwatch::", account.account_id, f":dashboard/{name}"
    )


def _bucket(scope: Scope) -> list[dict[str, Any]]:
    """The bucket's settings, and its bundles and release records."""
    objects = [
        pulumi.Output.concat(scope.bucket_arn, f"/{prefix}/*") for prefix in ("bundles", "releases")
    ]
    return [
        allow("Bucket", list(BUCKET_WRITES), scope.bucket_arn),
        allow("BundlesAndReleases", list(OBJECT_ACTIONS), objects),
    ]


def _key(scope: Scope) -> list[dict[str, Any]]:
    """The key, used by services alone; a new one, or a new application, by its tags."""
    account, found = scope.account, scope.existing.key_arn is not None
    ours = {"StringEquals": {"aws:RequestTag/environment": scope.environment}}
    made = [action for action in MADE_BY_TAG if not (found and action == "kms:CreateKey")]
    services = [f"{each}.{account.region}.amazonaws.com" for each in ("lambda", "s3")]
    granted = {"Bool": {"kms:GrantIsForAWSResource": "true"}}
    return [
        allow("MakeWithOwnTags", made, "*", condition=ours),
        *([] if found else _own_key(scope, ours)),
        allow(
            "UseKeyThroughLambdaAndS3",
            ["kms:Decrypt", "kms:GenerateDataKey"],
            scope.key_arn,
            condition={"StringEquals": {"kms:ViaService": services}},
        ),
        # ElastiCache and Lambda take a grant on the caller's behalf.
        allow("LetServicesUseKey", ["kms:CreateGrant"], scope.key_arn, condition=granted),
        allow("EncryptStreamsByKey", list(STREAM_ENCRYPTION), scope.key_arn),
    ]


def _own_key(scope: Scope, ours: Condition) -> list[dict[str, Any]]:
    """Changing the key, where the stack made it."""
    account = scope.account
    alias = account.arn("kms", f"alias/revstream-{scope.environment}")
    return [
        allow("TagNewKey", ["kms:TagResource"], account.arn("kms", "key/*"), condition=ours),
        allow("Key", list(KEY_WRITES), scope.key_arn),
        allow("KeyAlias", list(ALIAS_WRITES), [alias, scope.key_arn]),
    ]


def _read_function_environment(scope: Scope) -> dict[str, Any]:
    """The key by way of Lambda alone, which shows the settings of a function only with it."""
    by_lambda = {"kms:ViaService": f"lambda.{scope.account.region}.amazonaws.com"}
    return allow(
        "ReadFunctions", ["kms:Decrypt"], scope.key_arn, condition={"StringEquals": by_lambda}
    )


def _read_identities(scope: Scope) -> list[dict[str, Any]]:
    """All roles and policies of the stack, the pipeline's own included, to see them change."""
    policies = [
        _iam(scope, f"policy/{scope.named_in_account(f'revstream-{name}')}")
        for name in (*scope.deploy, DRIFT[-1], _STORE_READER)
    ]
    pipeline = [
        _iam(scope, f"role/{scope.named_in_account(f'revstream-{use}')}")
        for use in ("preview", "deploy", "drift")
    ]
    provider = _iam(scope, "oidc-provider/token.actions.githubusercontent.com")
    return [
        allow("ReadRoles", list(ROLE_READS), [*_role_arns(scope), *pipeline]),
        allow("ReadPolicies", list(POLICY_READS), policies),
        allow("ReadIdentityProvider", ["iam:GetOpenIDConnectProvider"], provider),
    ]


def _roles(scope: Scope) -> list[dict[str, Any]]:
    """The roles that the stack makes for others, and passing these on; nobody else's."""
    roles = _role_arns(scope)
    boundary_arn = scope.existing.permissions_boundary_arn
    passed_to = [*_ROLES_GO_TO, *([TAKES_ROLES] if scope.serves else [])]
    to_services = {"StringEquals": {"iam:PassedToService": passed_to}}
    return [
        *role_statements(roles, ROLE_WRITES, boundary_arn),
        allow("PassRoles", ["iam:PassRole"], roles, condition=to_services),
        # ElastiCache's own role, which the first cache of an account makes.
        _linked_role(scope, "MakeRoleOfElastiCache", [_ELASTICACHE]),
        *([_linked_role(scope, "MakeRolesOfServing", LINKED_ROLES)] if scope.serves else []),
    ]


def _linked_role(scope: Scope, sid: str, services: Sequence[str]) -> dict[str, Any]:
    """The roles of services' own."""
    names = services[0] if len(services) == 1 else list(services)
    return allow(
        sid,
        ["iam:CreateServiceLinkedRole"],
        _one_or_many([_iam(scope, f"role/aws-service-role/{each}/*") for each in services]),
        condition={"StringEquals": {"iam:AWSServiceName": names}},
    )


def _one_or_many(arns: list[pulumi.Output[str]]) -> Values:
    return arns[0] if len(arns) == 1 else arns


def _role_arns(scope: Scope) -> list[pulumi.Output[str]]:
    return [_iam(scope, f"role/{name}") for name in scope.role_names]


def _iam(scope: Scope, resource: str) -> pulumi.Output[str]:
    """ARN of something of IAM, which is in no region."""
    account = scope.account
    return pulumi.Output.concat(
        "arn:", account.partition, ":iam::", account.account_id, ":", resource
    )
