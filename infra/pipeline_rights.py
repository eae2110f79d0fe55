"""What the pipeline may do: what AWS's own table of each resource type says, on our names alone.

                 read                       write
preview role     everything of the stack    nothing
deploy role      everything of the stack    everything but the pipeline's own roles

Cloud Control, by which the native provider works, calls each service with the caller's rights.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pulumi

from infra.aws_account import AwsAccount
from infra.pipeline_network_rights import network_statements
from infra.pipeline_services import NAMED
from infra.policy_document import allow

UNSCOPED_READS: Final[Mapping[str, str]] = {
    "cloudformation:GetResource": "Cloud Control knows no resource",
    "cloudformation:GetResourceRequestStatus": "Cloud Control knows no resource",
    "cloudformation:ListResources": "Cloud Control knows no resource",
    "cloudwatch:GetMetricData": "CloudWatch knows no resource for it",
    "ec2:DescribeAvailabilityZones": "EC2 knows no resource for it",
    "ec2:DescribeNetworkAcls": "EC2 knows no resource for it",
    "ec2:DescribeNetworkInterfaces": "EC2 knows no resource for it",
    "ec2:DescribePrefixLists": "EC2 knows no resource for it",
    "ec2:DescribeRouteTables": "EC2 knows no resource for it",
    "ec2:DescribeSecurityGroupRules": "EC2 knows no resource for it",
    "ec2:DescribeSecurityGroups": "EC2 knows no resource for it",
    "ec2:DescribeSubnets": "EC2 knows no resource for it",
    "ec2:DescribeVpcEndpoints": "EC2 knows no resource for it",
    "ec2:DescribeVpcs": "EC2 knows no resource for it",
    "kms:ListAliases": "KMS knows no resource for it",
    "logs:DescribeIndexPolicies": "CloudWatch Logs knows no resource for it",
    "logs:DescribeResourcePolicies": "CloudWatch Logs knows no resource for it",
    "sts:GetCallerIdentity": "STS knows no resource for it",
}
"""The only reads that are allowed on every resource, and why each cannot be narrower."""

UNSCOPED_WRITES: Final[Mapping[str, str]] = {
    "cloudformation:CancelResourceRequest": "Cloud Control knows no resource",
    "cloudformation:CreateResource": "Cloud Control knows no resource",
    "cloudformation:DeleteResource": "Cloud Control knows no resource",
    "cloudformation:UpdateResource": "Cloud Control knows no resource",
    "kinesis:DisableEnhancedMonitoring": "Kinesis knows no resource for it",
    "kinesis:EnableEnhancedMonitoring": "Kinesis knows no resource for it",
    "kinesis:UpdateShardCount": "Kinesis knows no resource for it",
    "kinesis:UpdateStreamMode": "Kinesis knows no resource for it",
    "kinesisanalytics:CreateApplication": "it has no ARN before; its tags must be ours",
    "kms:CreateKey": "it has no ARN before; its tags must be ours",
}
"""The only writes that are allowed on every resource.

Those of Cloud Control do nothing without the service's own.
"""


_BY_TAG: Final = ("kinesisanalytics:CreateApplication", "kms:CreateKey")
_WRITES_ANYWHERE: Final = tuple(each for each in UNSCOPED_WRITES if each not in _BY_TAG)
_GROUPS: Final = "log-group:*"
_ELASTICACHE: Final = "elasticache.amazonaws.com"
_ROLES_GO_TO: Final = ("kinesisanalytics.amazonaws.com", "lambda.amazonaws.com")
_ROLE_READS: Final = (
    "iam:GetRole",
    "iam:GetRolePolicy",
    "iam:ListAttachedRolePolicies",
    "iam:ListRolePolicies",
)
_ROLE_WRITES: Final = (
    "iam:CreateRole",
    "iam:DeleteRole",
    "iam:DeleteRolePolicy",
    "iam:PutRolePolicy",
    "iam:TagRole",
    "iam:UntagRole",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateRole",
    "iam:UpdateRoleDescription",
)
_POLICY_READS: Final = (
    "iam:GetPolicy",
    "iam:GetPolicyVersion",
    "iam:ListEntitiesForPolicy",
    "iam:ListPolicyVersions",
)
_DASHBOARD_WRITES: Final = ("cloudwatch:DeleteDashboards", "cloudwatch:PutDashboard")
_KEY_READS: Final = (
    "kms:DescribeKey",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListResourceTags",
)
_KEY_WRITES: Final = (
    "kms:CreateGrant",  # ElastiCache takes one on the caller's behalf.
    "kms:Decrypt",
    "kms:EnableKeyRotation",
    "kms:GenerateDataKey",
    "kms:PutKeyPolicy",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateKeyDescription",
)
_ALIAS_WRITES: Final = ("kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias")
_BUCKET_READS: Final = tuple(
    f"s3:{name}"
    for name in (
        "GetAccelerateConfiguration",
        "GetBucketAcl",
        "GetBucketCORS",
        "GetBucketLocation",
        "GetBucketLogging",
        "GetBucketObjectLockConfiguration",
        "GetBucketOwnershipControls",
        "GetBucketPolicy",
        "GetBucketPublicAccessBlock",
        "GetBucketRequestPayment",
        "GetBucketTagging",
        "GetBucketVersioning",
        "GetBucketWebsite",
        "GetEncryptionConfiguration",
        "GetLifecycleConfiguration",
        "GetReplicationConfiguration",
        "ListBucket",
        "ListBucketVersions",
    )
)
_BUCKET_WRITES: Final = tuple(
    f"s3:{name}"
    for name in (
        "CreateBucket",
        "DeleteBucket",
        "DeleteBucketPolicy",
        "PutBucketOwnershipControls",
        "PutBucketPolicy",
        "PutBucketPublicAccessBlock",
        "PutBucketTagging",
        "PutBucketVersioning",
        "PutEncryptionConfiguration",
        "PutLifecycleConfiguration",
    )
)
_OBJECTS: Final = (
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:GetObject",
    "s3:GetObjectTagging",
    "s3:GetObjectVersion",
    "s3:PutObject",
    "s3:PutObjectTagging",
)


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What is ours.

    Attributes:
        account: where the stack is.
        environment: of the stack, with which the names of all its resources end.
        role_names: of the roles that the stack makes for others, not for the pipeline.
        bucket_arn: of the bucket of bundles and release records.
        key_arn: of the key of the environment.
    """

    account: AwsAccount
    environment: str
    role_names: Sequence[str]
    bucket_arn: pulumi.Input[str]
    key_arn: pulumi.Input[str]


def pipeline_policies(scope: Scope) -> dict[str, list[dict[str, Any]]]:
    """The policies by name; several, as IAM takes 6,144 characters in one."""
    return {
        "read": [
            allow("ReadWhatHasNoResource", list(UNSCOPED_READS), "*"),
            # Groups are looked up by listing them.
            allow("FindLogGroups", ["logs:DescribeLogGroups"], scope.account.arn("logs", _GROUPS)),
            *_named(scope, write=False),
            allow("ReadDashboard", ["cloudwatch:GetDashboard"], _dashboard(scope)),
            allow("ReadNetwork", ["ec2:DescribeVpcAttribute"], scope.account.arn("ec2", "vpc/*")),
            allow("ReadBucket", list(_BUCKET_READS), scope.bucket_arn),
            allow("ReadKey", list(_KEY_READS), scope.key_arn),
            _read_function_environment(scope),
            *_read_identities(scope),
        ],
        "write-services": _named(scope, write=True),
        "write-platform": [
            allow("WriteWhatHasNoResource", list(_WRITES_ANYWHERE), "*"),
            allow("Dashboard", list(_DASHBOARD_WRITES), _dashboard(scope)),
            *_bucket(scope),
            *_key(scope),
            *_roles(scope),
            *network_statements(scope.account, scope.environment),
        ],
    }


PREVIEW: Final = ("read",)
"""The policies of the role for a preview."""

DEPLOY: Final = ("read", "write-services", "write-platform")
"""The policies of the role for an update and a release."""


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
    account, name = scope.account, f"revstream-{scope.environment}"
    return pulumi.Output.concat(
        "arn:", account.partition, ":cloudwatch::", account.account_id, f":dashboard/{name}"
    )


def _bucket(scope: Scope) -> list[dict[str, Any]]:
    """The bucket's settings, and its bundles and release records."""
    objects = [
        pulumi.Output.concat(scope.bucket_arn, f"/{prefix}/*") for prefix in ("bundles", "releases")
    ]
    return [
        allow("Bucket", list(_BUCKET_WRITES), scope.bucket_arn),
        allow("BundlesAndReleases", list(_OBJECTS), objects),
    ]


def _key(scope: Scope) -> list[dict[str, Any]]:
    """The key that there is; a new one, or a new application, only with this environment's tags."""
    ours = {"StringEquals": {"aws:RequestTag/environment": scope.environment}}
    aliases = scope.account.arn("kms", f"alias/revstream-{scope.environment}")
    return [
        allow("MakeWithOwnTags", list(_BY_TAG), "*", condition=ours),
        allow("TagNewKey", ["kms:TagResource"], scope.account.arn("kms", "key/*"), condition=ours),
        allow("Key", list(_KEY_WRITES), scope.key_arn),
        allow("KeyAlias", list(_ALIAS_WRITES), [aliases, scope.key_arn]),
    ]


def _read_function_environment(scope: Scope) -> dict[str, Any]:
    """The key by way of Lambda alone, which shows the settings of a function only with it."""
    by_lambda = {"kms:ViaService": f"lambda.{scope.account.region}.amazonaws.com"}
    return allow(
        "ReadFunctions", ["kms:Decrypt"], scope.key_arn, condition={"StringEquals": by_lambda}
    )


def _read_identities(scope: Scope) -> list[dict[str, Any]]:
    """All roles and policies of the stack, the pipeline's own included, to see them change."""
    own_policies = [_iam(scope, f"policy/revstream-{name}-{scope.environment}") for name in DEPLOY]
    pipeline = [
        _iam(scope, f"role/revstream-{use}-{scope.environment}") for use in ("preview", "deploy")
    ]
    provider = _iam(scope, "oidc-provider/token.actions.githubusercontent.com")
    return [
        allow("ReadRoles", list(_ROLE_READS), [*_role_arns(scope), *pipeline]),
        allow("ReadPolicies", list(_POLICY_READS), own_policies),
        allow("ReadIdentityProvider", ["iam:GetOpenIDConnectProvider"], provider),
    ]


def _roles(scope: Scope) -> list[dict[str, Any]]:
    """The roles that the stack makes for others, and passing these on; nobody else's."""
    roles = _role_arns(scope)
    to_services = {"StringEquals": {"iam:PassedToService": list(_ROLES_GO_TO)}}
    return [
        allow("Roles", list(_ROLE_WRITES), roles),
        allow("PassRoles", ["iam:PassRole"], roles, condition=to_services),
        # ElastiCache's own role, which the first cache of an account makes.
        allow(
            "MakeRoleOfElastiCache",
            ["iam:CreateServiceLinkedRole"],
            _iam(scope, f"role/aws-service-role/{_ELASTICACHE}/*"),
            condition={"StringEquals": {"iam:AWSServiceName": _ELASTICACHE}},
        ),
    ]


def _role_arns(scope: Scope) -> list[pulumi.Output[str]]:
    return [_iam(scope, f"role/{name}") for name in scope.role_names]


def _iam(scope: Scope, resource: str) -> pulumi.Output[str]:
    """ARN of something of IAM, which is in no region."""
    account = scope.account
    return pulumi.Output.concat(
        "arn:", account.partition, ":iam::", account.account_id, ":", resource
    )
