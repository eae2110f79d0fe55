"""What the pipeline reads and writes, by service, of all whose ARN holds a name.

The actions are those that CloudFormation's table of each resource type says its handlers need,
without those for properties that no stack of this project has.
"""

from dataclasses import dataclass
from typing import Final


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
            "DescribeStreamConsumer DescribeStreamSummary GetResourcePolicy ListTagsForResource"
            " ListTagsForStream",
        ),
        write=_actions(
            "kinesis",
            "AddTagsToStream CreateStream DecreaseStreamRetentionPeriod DeleteResourcePolicy"
            " DeleteStream DeregisterStreamConsumer IncreaseStreamRetentionPeriod"
            " PutResourcePolicy RegisterStreamConsumer"
            " RemoveTagsFromStream StartStreamEncryption StopStreamEncryption TagResource"
            " UntagResource",
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
            " CreateApplicationSnapshot DeleteApplication"
            " DeleteApplicationSnapshot DeleteApplicationVpcConfiguration RollbackApplication"
            " StartApplication StopApplication TagResource UntagResource UpdateApplication"
            " UpdateApplicationMaintenanceConfiguration",
        ),
    ),
    ServiceRights(
        sid="Logs",
        service="logs",
        resources=("log-group:/revstream/ENV/*",),
        read=_actions(
            "logs",
            "DescribeLogStreams DescribeMetricFilters FilterLogEvents"
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
        read=_actions("cloudwatch", "DescribeAlarms ListTagsForResource"),
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
        resources=("function:shard-scaler-ENV",),
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
        resources=("rule/shard-scaler-ENV",),
        read=_actions("events", "DescribeRule ListTagsForResource ListTargetsByRule"),
        write=_actions(
            "events", "DeleteRule PutRule PutTargets RemoveTargets TagResource UntagResource"
        ),
    ),
)
"""By service, what is scoped by the names of its resources."""
