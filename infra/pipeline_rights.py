"""What the pipeline may do: what AWS's own table of each resource type says, on our names alone.

                 read                       write
preview role     everything of the stack    nothing
deploy role      everything of the stack    everything but the pipeline's own roles

Cloud Control, by which the native provider works, calls each service with the caller's rights.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pulumi

from infra.application_rights import Account
from infra.iam_policy import Statement

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

    account: Account
    environment: str
    role_names: Sequence[str]
    bucket_arn: pulumi.Input[str]
    key_arn: pulumi.Input[str]


@dataclass(frozen=True, kw_only=True)
class ServiceRights:
    """Actions on the resources of one service.

    Attributes:
        sid: what they are about.
        resources: parts of ARNs after the account, `ENV` for the environment.
        service: of the ARNs.
        read: actions that change nothing.
        write: actions that create, change and delete.
    """

    sid: str
    service: str
    resources: tuple[str, ...]
    read: tuple[str, ...]
    write: tuple[str, ...]


def _actions(service: str, names: str) -> tuple[str, ...]:
    return tuple(f"{service}:{name}" for name in names.split())


NAMED: Final = (
    ServiceRights(
        sid="Streams",
        service="kinesis",
        resources=("stream/*-ENV", "stream/*-ENV/consumer/*"),
        read=_actions(
            "kinesis",
            "DescribeStreamConsumer DescribeStreamSummary ListTagsForResource ListTagsForStream",
        ),
        write=_actions(
            "kinesis",
            "AddTagsToStream CreateStream DecreaseStreamRetentionPeriod DeleteStream"
            " DeregisterStreamConsumer DisableEnhancedMonitoring EnableEnhancedMonitoring"
            " IncreaseStreamRetentionPeriod RegisterStreamConsumer RemoveTagsFromStream"
            " StartStreamEncryption StopStreamEncryption TagResource UntagResource"
            " UpdateShardCount UpdateStreamMode",
        ),
    ),
    ServiceRights(
        sid="Applications",
        service="kinesisanalytics",
        resources=("application/revstream-*-ENV",),
        read=_actions(
            "kinesisanalytics",
            "DescribeApplication DescribeApplicationOperation DescribeApplicationSnapshot"
            " DescribeApplicationVersion ListApplicationOperations ListApplicationSnapshots"
            " ListApplicationVersions ListTagsForResource",
        ),
        write=_actions(
            "kinesisanalytics",
            "AddApplicationCloudWatchLoggingOption AddApplicationVpcConfiguration"
            " CreateApplication CreateApplicationSnapshot DeleteApplication"
            " DeleteApplicationSnapshot DeleteApplicationVpcConfiguration RollbackApplication"
            " StartApplication StopApplication TagResource UntagResource UpdateApplication"
            " UpdateApplicationMaintenanceConfiguration",
        ),
    ),
    ServiceRights(
        sid="Logs",
        service="logs",
        resources=("log-group:/revstream/ENV/*", "log-group:/aws/lambda/revstream-*-ENV*"),
        read=_actions(
            "logs",
            "DescribeIndexPolicies DescribeLogStreams DescribeMetricFilters FilterLogEvents"
            " GetDataProtectionPolicy ListTagsForResource",
        ),
        write=_actions(
            "logs",
            "AssociateKmsKey CreateLogGroup CreateLogStream DeleteLogGroup DeleteLogStream"
            " DeleteMetricFilter DeleteRetentionPolicy DisassociateKmsKey PutMetricFilter"
            " PutRetentionPolicy TagResource UntagResource",
        ),
    ),
    ServiceRights(
        sid="Alarms",
        service="cloudwatch",
        resources=("alarm:revstream-*-ENV",),
        read=_actions("cloudwatch", "ListTagsForResource"),
        write=_actions("cloudwatch", "DeleteAlarms PutMetricAlarm TagResource UntagResource"),
    ),
    ServiceRights(
        sid="AlarmTopic",
        service="sns",
        resources=("revstream-*-ENV",),
        read=_actions(
            "sns",
            "GetDataProtectionPolicy GetSubscriptionAttributes GetTopicAttributes"
            " ListSubscriptionsByTopic ListTagsForResource",
        ),
        write=_actions(
            "sns",
            "CreateTopic DeleteTopic SetSubscriptionAttributes SetTopicAttributes Subscribe"
            " TagResource Unsubscribe UntagResource",
        ),
    ),
    ServiceRights(
        sid="Store",
        service="elasticache",
        resources=("serverlesscache:*-ENV", "user:*-ENV", "usergroup:*-ENV"),
        read=_actions(
            "elasticache",
            "DescribeServerlessCaches DescribeUserGroups DescribeUsers ListTagsForResource",
        ),
        write=_actions(
            "elasticache",
            "AddTagsToResource CreateServerlessCache CreateUser CreateUserGroup"
            " DeleteServerlessCache DeleteUser DeleteUserGroup ModifyServerlessCache ModifyUser"
            " ModifyUserGroup RemoveTagsFromResource",
        ),
    ),
    ServiceRights(
        sid="ShardScalers",
        service="lambda",
        resources=("function:revstream-*-ENV",),
        read=_actions(
            "lambda",
            "GetFunction GetFunctionCodeSigningConfig GetFunctionRecursionConfig GetPolicy"
            " GetRuntimeManagementConfig",
        ),
        write=_actions(
            "lambda",
            "AddPermission CreateFunction DeleteFunction DeleteFunctionConcurrency"
            " PutFunctionConcurrency RemovePermission TagResource UntagResource"
            " UpdateFunctionCode UpdateFunctionConfiguration",
        ),
    ),
    ServiceRights(
        sid="Schedules",
        service="events",
        resources=("rule/revstream-*-ENV",),
        read=_actions("events", "DescribeRule ListTagsForResource ListTargetsByRule"),
        write=_actions(
            "events", "DeleteRule PutRule PutTargets RemoveTargets TagResource UntagResource"
        ),
    ),
)
"""By service, what is scoped by the names of its resources."""


def named_statements(scope: Scope, *, write: bool) -> list[Statement]:
    """The statements about what has a name of ours: reads, and writes if `write`."""
    return [
        Statement(
            sid=rights.sid,
            actions=(*rights.read, *(rights.write if write else ())),
            resources=[
                scope.account.arn(rights.service, part.replace("ENV", scope.environment))
                for part in rights.resources
            ],
        )
        for rights in NAMED
    ]
