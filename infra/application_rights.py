"""What an application may do, statement by statement.

code object --> application --> output streams, store, log
input streams, consumers --^        (network interfaces in its own subnets)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pulumi

from infra.aws_account import AwsAccount
from infra.policy_document import allow

UNSCOPED: Final[Mapping[str, str]] = {
    "ec2:DescribeVpcs": "EC2 knows no resource for it",
    "ec2:DescribeSubnets": "EC2 knows no resource for it",
    "ec2:DescribeSecurityGroups": "EC2 knows no resource for it",
    "ec2:DescribeDhcpOptions": "EC2 knows no resource for it",
    "ec2:DescribeNetworkInterfaces": "EC2 knows no resource for it",
}
"""The only actions that are allowed on every resource, and why each cannot be narrower."""


@dataclass(frozen=True, kw_only=True)
class ApplicationRights:
    """What an application reads, writes and uses.

    Attributes:
        code_arn: ARN of the objects that may be its code.
        input_arns: of the streams it reads.
        consumer_arns: of the consumers it reads them by; without any it polls.
        output_arns: of the streams it writes to.
        key_arns: of the keys that encrypt streams and code.
        log_group_arn: of its log group, without `:*`.
        log_stream_arn: of its log stream.
        vpc_id: of its network.
        subnet_ids: where it has network interfaces.
        security_group_ids: of these interfaces.
        cache_arn: of the online store.
        store_user_arn: of the store's user it logs in as.
    """

    code_arn: pulumi.Input[str]
    input_arns: Sequence[pulumi.Input[str]]
    consumer_arns: Sequence[pulumi.Input[str]]
    output_arns: Sequence[pulumi.Input[str]]
    key_arns: Sequence[pulumi.Input[str]]
    log_group_arn: pulumi.Input[str]
    log_stream_arn: pulumi.Input[str]
    vpc_id: pulumi.Input[str]
    subnet_ids: Sequence[pulumi.Input[str]]
    security_group_ids: Sequence[pulumi.Input[str]]
    cache_arn: pulumi.Input[str]
    store_user_arn: pulumi.Input[str]


def application_statements(account: AwsAccount, rights: ApplicationRights) -> list[dict[str, Any]]:
    """The statements of the application's policy."""
    return [
        allow("ReadCode", ["s3:GetObject", "s3:GetObjectVersion"], rights.code_arn),
        *_streams(rights),
        _key(account, rights),
        *_log(account, rights),
        *_network(account, rights),
        allow("UseStore", ["elasticache:Connect"], [rights.cache_arn, rights.store_user_arn]),
    ]


def _streams(rights: ApplicationRights) -> list[dict[str, Any]]:
    if not rights.input_arns:
        return []
    describe = ["kinesis:DescribeStream", "kinesis:DescribeStreamSummary", "kinesis:ListShards"]
    subscribe = ["kinesis:DescribeStreamConsumer", "kinesis:SubscribeToShard"]
    poll = ["kinesis:GetRecords", "kinesis:GetShardIterator"]
    read = [
        allow("FindShards", describe, rights.input_arns),
        (
            allow("ReadByOwnConsumers", subscribe, rights.consumer_arns)
            if rights.consumer_arns
            else allow("ReadByPolling", poll, rights.input_arns)
        ),
    ]
    if not rights.output_arns:
        return read
    return [*read, allow("WriteResults", ["kinesis:PutRecords"], rights.output_arns)]


def _key(account: AwsAccount, rights: ApplicationRights) -> dict[str, Any]:
    """The keys by way of Kinesis and S3 alone: not to decrypt anything else under them."""
    services = [f"kinesis.{account.region}.amazonaws.com", f"s3.{account.region}.amazonaws.com"]
    return allow(
        "UseKeyThroughKinesisAndS3",
        ["kms:Decrypt", "kms:GenerateDataKey"],
        rights.key_arns,
        condition={"StringEquals": {"kms:ViaService": services}},
    )


def _log(account: AwsAccount, rights: ApplicationRights) -> list[dict[str, Any]]:
    every_group = account.arn("logs", "log-group:*")
    streams = pulumi.Output.concat(rights.log_group_arn, ":*")
    return [
        # The service looks its log group up by listing them.
        allow("FindLogGroup", ["logs:DescribeLogGroups"], every_group),
        allow("FindLogStream", ["logs:DescribeLogStreams"], streams),
        allow("WriteLog", ["logs:PutLogEvents"], rights.log_stream_arn),
    ]


def _network(account: AwsAccount, rights: ApplicationRights) -> list[dict[str, Any]]:
    """Interfaces in the subnets of the application, and none elsewhere."""

    def ec2(kind: str, resource_id: pulumi.Input[str]) -> pulumi.Output[str]:
        return account.arn("ec2", pulumi.Output.concat(f"{kind}/", resource_id))

    interfaces = account.arn("ec2", "network-interface/*")
    subnets = [ec2("subnet", each) for each in rights.subnet_ids]
    groups = [ec2("security-group", each) for each in rights.security_group_ids]
    return [
        allow("DescribeNetwork", list(UNSCOPED), "*"),
        allow("CreateInterfaces", ["ec2:CreateNetworkInterface"], [interfaces, *subnets, *groups]),
        allow(
            "UseOwnInterfaces",
            ["ec2:CreateNetworkInterfacePermission", "ec2:DeleteNetworkInterface"],
            interfaces,
            condition={"ArnEquals": {"ec2:Vpc": ec2("vpc", rights.vpc_id)}},
        ),
    ]
