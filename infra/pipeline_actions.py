"""What the pipeline does to everything, with the reason, and to bucket, key and identities.

What it does to what has a name of ours is in `infra.pipeline_services`.
"""

from collections.abc import Mapping
from typing import Final

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


MADE_BY_TAG: Final = ("kinesisanalytics:CreateApplication", "kms:CreateKey")
WRITES_ANYWHERE: Final = tuple(each for each in UNSCOPED_WRITES if each not in MADE_BY_TAG)
ROLE_READS: Final = (
    "iam:GetRole",
    "iam:GetRolePolicy",
    "iam:ListAttachedRolePolicies",
    "iam:ListRolePolicies",
)
ROLE_WRITES: Final = (
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
POLICY_READS: Final = (
    "iam:GetPolicy",
    "iam:GetPolicyVersion",
    "iam:ListEntitiesForPolicy",
    "iam:ListPolicyVersions",
)
DASHBOARD_WRITES: Final = ("cloudwatch:DeleteDashboards", "cloudwatch:PutDashboard")
KEY_READS: Final = (
    "kms:DescribeKey",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListResourceTags",
)
KEY_WRITES: Final = (
    "kms:EnableKeyRotation",
    "kms:PutKeyPolicy",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateKeyDescription",
)
# Kinesis asks for these on the stream and on the key.
STREAM_ENCRYPTION: Final = ("kinesis:StartStreamEncryption", "kinesis:StopStreamEncryption")
ALIAS_WRITES: Final = ("kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias")
BUCKET_READS: Final = tuple(
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
BUCKET_WRITES: Final = tuple(
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
OBJECT_READS: Final = ("s3:GetObject", "s3:GetObjectTagging")
OBJECT_ACTIONS: Final = (
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:GetObject",
    "s3:GetObjectTagging",
    "s3:GetObjectVersion",
    "s3:PutObject",
    "s3:PutObjectTagging",
)
