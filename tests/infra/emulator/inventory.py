"""Everything that there is in the emulated account, to see what was left behind."""

from collections.abc import Iterator
from typing import Final

from tests.infra.emulator.aws_calls import Aws

# Service, operation, list in its answer, name of an entry.
_LISTS: Final = (
    ("budgets", "describe_budgets", "Budgets", "BudgetName"),
    ("cloudwatch", "describe_alarms", "MetricAlarms", "AlarmName"),
    ("cloudwatch", "list_dashboards", "DashboardEntries", "DashboardName"),
    ("ec2", "describe_route_tables", "RouteTables", "RouteTableId"),
    ("ec2", "describe_security_groups", "SecurityGroups", "GroupId"),
    ("ec2", "describe_subnets", "Subnets", "SubnetId"),
    ("ec2", "describe_vpc_endpoints", "VpcEndpoints", "VpcEndpointId"),
    ("ec2", "describe_vpcs", "Vpcs", "VpcId"),
    ("elasticache", "describe_serverless_caches", "ServerlessCaches", "ServerlessCacheName"),
    ("elasticache", "describe_user_groups", "UserGroups", "UserGroupId"),
    ("elasticache", "describe_users", "Users", "UserId"),
    ("events", "list_rules", "Rules", "Name"),
    ("iam", "list_open_id_connect_providers", "OpenIDConnectProviderList", "Arn"),
    ("iam", "list_roles", "Roles", "RoleName"),
    ("kms", "list_aliases", "Aliases", "AliasName"),
    ("lambda", "list_functions", "Functions", "FunctionName"),
    ("logs", "describe_log_groups", "logGroups", "logGroupName"),
    ("s3", "list_buckets", "Buckets", "Name"),
    ("sns", "list_topics", "Topics", "TopicArn"),
)


def inventory(aws: Aws) -> frozenset[str]:
    """One line for each thing in the account; keys that wait for their deletion are left out."""
    return frozenset((*_listed(aws), *_streams(aws), *_keys(aws), *_policies(aws)))


def _listed(aws: Aws) -> Iterator[str]:
    for service, operation, key, name in _LISTS:
        given = {"AccountId": aws.account} if service == "budgets" else {}
        for entry in aws(service, operation, **given).get(key, ()):
            yield f"{service} {name} {entry[name]}"


def _streams(aws: Aws) -> Iterator[str]:
    for name in aws("kinesis", "list_streams")["StreamNames"]:
        yield f"kinesis StreamName {name}"


def _keys(aws: Aws) -> Iterator[str]:
    for key in aws("kms", "list_keys")["Keys"]:
        metadata = aws("kms", "describe_key", KeyId=key["KeyId"])["KeyMetadata"]
        if metadata["KeyState"] != "PendingDeletion":
            yield f"kms KeyId {key['KeyId']}"


def _policies(aws: Aws) -> Iterator[str]:
    for policy in aws("iam", "list_policies", Scope="Local")["Policies"]:
        yield f"iam PolicyArn {policy['Arn']}"
