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
    "cloudwatch:DescribeAlarms": "asked for by prefix, so it is about all of them",
    "cloudwatch:GetMetricData": "CloudWatch knows no resource for it",
    "ec2:DescribeAvailabilityZones": "EC2 knows no resource for it",
    "ec2:DescribeNetworkAcls": "EC2 knows no resource for it",
    "ec2:DescribeNetworkInterfaces": "EC2 knows no resource for it",
    "ec2:DescribeRouteTables": "EC2 knows no resource for it",
    "ec2:DescribeSecurityGroupRules": "EC2 knows no resource for it",
    "ec2:DescribeSecurityGroups": "EC2 knows no resource for it",
    "ec2:DescribeSubnets": "EC2 knows no resource for it",
    "ec2:DescribeVpcEndpoints": "EC2 knows no resource for it",
    "ec2:DescribeVpcs": "EC2 knows no resource for it",
    "kms:ListAliases": "KMS knows no resource for it",
    "logs:DescribeLogGroups": "asked for by prefix, so it is about all of them",
    "logs:DescribeResourcePolicies": "CloudWatch Logs knows no resource for it",
    "sts:GetCallerIdentity": "STS knows no resource for it",
}
"""The only reads that are allowed on every resource, and why each cannot be narrower."""

UNSCOPED_WRITES: Final[Mapping[str, str]] = {
    "cloudformation:CancelResourceRequest": "Cloud Control knows no resource",
    "cloudformation:CreateResource": "Cloud Control knows no resource",
    "cloudformation:DeleteResource": "Cloud Control knows no resource",
    "cloudformation:UpdateResource": "Cloud Control knows no resource",
}
"""The only writes that are allowed on every resource; they do nothing without the service's own."""


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


def preview_statements(scope: Scope) -> list[dict[str, Any]]:
    """What a preview needs: to read what there is."""
    return [
        allow("ReadWhatHasNoResource", list(UNSCOPED_READS), "*"),
        *_named(scope, write=False),
        allow("ReadBucket", list(_BUCKET_READS), scope.bucket_arn),
        allow("ReadKey", list(_KEY_READS), scope.key_arn),
        *_roles(scope, write=False),
    ]


def deploy_statements(scope: Scope) -> list[dict[str, Any]]:
    """What an update and a release need: to read, and to write all but the pipeline's own roles."""
    return [
        allow("ReadWhatHasNoResource", list(UNSCOPED_READS), "*"),
        allow("UseCloudControl", list(UNSCOPED_WRITES), "*"),
        *_named(scope, write=True),
        *_bucket(scope),
        *_key(scope),
        *_roles(scope, write=True),
        *network_statements(scope.account, scope.environment),
    ]


def _named(scope: Scope, *, write: bool) -> list[dict[str, Any]]:
    """The statements about what has a name of ours: reads, and writes if `write`."""
    return [
        allow(
            rights.sid,
            [*rights.read, *(rights.write if write else ())],
            [
                scope.account.arn(rights.service, part.replace("ENV", scope.environment))
                for part in rights.resources
            ],
        )
        for rights in NAMED
    ]


def _bucket(scope: Scope) -> list[dict[str, Any]]:
    """The bucket's settings, and its bundles and release records."""
    objects = [
        pulumi.Output.concat(scope.bucket_arn, f"/{prefix}/*") for prefix in ("bundles", "releases")
    ]
    return [
        allow("Bucket", [*_BUCKET_READS, *_BUCKET_WRITES], scope.bucket_arn),
        allow("BundlesAndReleases", list(_OBJECTS), objects),
    ]


def _key(scope: Scope) -> list[dict[str, Any]]:
    """The key that there is; a new one only with this environment's tags."""
    ours = {"StringEquals": {"aws:RequestTag/environment": scope.environment}}
    aliases = scope.account.arn("kms", f"alias/revstream-{scope.environment}")
    return [
        allow("MakeKey", ["kms:CreateKey", "kms:TagResource"], "*", condition=ours),
        allow("Key", [*_KEY_READS, *_KEY_WRITES], scope.key_arn),
        allow("KeyAlias", list(_ALIAS_WRITES), [aliases, scope.key_arn]),
    ]


def _roles(scope: Scope, *, write: bool) -> list[dict[str, Any]]:
    """The roles that the stack makes for others, and passing these on; nobody else's."""
    iam = pulumi.Output.concat("arn:", scope.account.partition, ":iam::", scope.account.account_id)
    roles = [pulumi.Output.concat(iam, f":role/{name}") for name in scope.role_names]
    pipeline = [
        pulumi.Output.concat(iam, f":role/revstream-{use}-{scope.environment}")
        for use in ("preview", "deploy")
    ]
    provider = pulumi.Output.concat(iam, ":oidc-provider/token.actions.githubusercontent.com")
    read = [
        allow("ReadRoles", list(_ROLE_READS), [*roles, *pipeline]),
        allow("ReadIdentityProvider", ["iam:GetOpenIDConnectProvider"], provider),
    ]
    if not write:
        return read
    return [
        *read,
        allow("Roles", list(_ROLE_WRITES), roles),
        allow(
            "PassRoles",
            ["iam:PassRole"],
            roles,
            condition={"StringEquals": {"iam:PassedToService": list(_ROLES_GO_TO)}},
        ),
    ]
