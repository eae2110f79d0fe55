"""What an application may do, statement by statement.

code object --> application --> output streams, store, log
input streams, consumers --^        (network interfaces in its own subnets)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pulumi

from infra.iam_policy import Statement

UNSCOPED: Final[Mapping[str, str]] = {
    "ec2:DescribeVpcs": "EC2 knows no resource for it",
    "ec2:DescribeSubnets": "EC2 knows no resource for it",
    "ec2:DescribeSecurityGroups": "EC2 knows no resource for it",
    "ec2:DescribeDhcpOptions": "EC2 knows no resource for it",
    "ec2:DescribeNetworkInterfaces": "EC2 knows no resource for it",
}
"""The only actions that are allowed on every resource, and why each cannot be narrower."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """Where everything of a stack is.

    Attributes:
        partition: `aws`, `aws-cn` or `aws-us-gov`.
        region: such as `eu-central-1`.
        id: twelve digits.
    """

    partition: pulumi.Input[str]
    region: str
    id: pulumi.Input[str]

    def arn(self, service: str, resource: pulumi.Input[str]) -> pulumi.Output[str]:
        """ARN of `resource` of `service`, in this region."""
        return pulumi.Output.concat(
            "arn:", self.partition, f":{service}:{self.region}:", self.id, ":", resource
        )


@dataclass(frozen=True, kw_only=True)
class ApplicationRights:
    """What an application reads, writes and uses.

    Attributes:
        code_arn: ARN of the objects that may be its code.
        input_arns: of the streams it reads.
        consumer_arns: of the consumers it reads them by.
        output_arns: of the streams it writes to.
        key_arn: of the key that encrypts streams and code.
        log_group_arn: of its log group, without `:*`.
        log_stream_arn: of its log stream.
        vpc_arn: of its network.
        subnet_arns: where it has network interfaces.
        security_group_arns: of these interfaces.
        cache_arn: of the online store.
        store_user_arn: of the store's user it logs in as.
    """

    code_arn: pulumi.Input[str]
    input_arns: Sequence[pulumi.Input[str]]
    consumer_arns: Sequence[pulumi.Input[str]]
    output_arns: Sequence[pulumi.Input[str]]
    key_arn: pulumi.Input[str]
    log_group_arn: pulumi.Input[str]
    log_stream_arn: pulumi.Input[str]
    vpc_arn: pulumi.Input[str]
    subnet_arns: Sequence[pulumi.Input[str]]
    security_group_arns: Sequence[pulumi.Input[str]]
    cache_arn: pulumi.Input[str]
    store_user_arn: pulumi.Input[str]


def application_statements(account: Account, rights: ApplicationRights) -> list[Statement]:
    """The statements of the application's policy."""
    return [
        Statement(
            sid="ReadCode",
            actions=("s3:GetObject", "s3:GetObjectVersion"),
            resources=(rights.code_arn,),
        ),
        *_streams(rights),
        _key(account, rights),
        *_log(account, rights),
        *_network(account, rights),
        Statement(
            sid="UseStore",
            actions=("elasticache:Connect",),
            resources=(rights.cache_arn, rights.store_user_arn),
        ),
    ]


def _streams(rights: ApplicationRights) -> list[Statement]:
    read = [
        Statement(
            sid="FindShards",
            actions=(
                "kinesis:DescribeStream",
                "kinesis:DescribeStreamSummary",
                "kinesis:ListShards",
            ),
            resources=rights.input_arns,
        ),
        Statement(
            sid="ReadByOwnConsumers",
            actions=("kinesis:DescribeStreamConsumer", "kinesis:SubscribeToShard"),
            resources=rights.consumer_arns,
        ),
    ]
    if not rights.output_arns:
        return read
    write = Statement(
        sid="WriteResults", actions=("kinesis:PutRecords",), resources=rights.output_arns
    )
    return [*read, write]


def _key(account: Account, rights: ApplicationRights) -> Statement:
    """The key by way of Kinesis and S3 alone: not to decrypt anything else under it."""
    services = [f"kinesis.{account.region}.amazonaws.com", f"s3.{account.region}.amazonaws.com"]
    return Statement(
        sid="UseKeyThroughKinesisAndS3",
        actions=("kms:Decrypt", "kms:GenerateDataKey"),
        resources=(rights.key_arn,),
        conditions={"StringEquals": {"kms:ViaService": services}},
    )


def _log(account: Account, rights: ApplicationRights) -> list[Statement]:
    return [
        # The service looks its log group up by listing them.
        Statement(
            sid="FindLogGroup",
            actions=("logs:DescribeLogGroups",),
            resources=(account.arn("logs", "log-group:*"),),
        ),
        Statement(
            sid="FindLogStream",
            actions=("logs:DescribeLogStreams",),
            resources=(pulumi.Output.concat(rights.log_group_arn, ":*"),),
        ),
        Statement(
            sid="WriteLog", actions=("logs:PutLogEvents",), resources=(rights.log_stream_arn,)
        ),
    ]


def _network(account: Account, rights: ApplicationRights) -> list[Statement]:
    """Interfaces in the subnets of the application, and none elsewhere."""
    interfaces = account.arn("ec2", "network-interface/*")
    return [
        Statement(sid="DescribeNetwork", actions=tuple(UNSCOPED), resources=("*",)),
        Statement(
            sid="CreateInterfaces",
            actions=("ec2:CreateNetworkInterface",),
            resources=(interfaces, *rights.subnet_arns, *rights.security_group_arns),
        ),
        Statement(
            sid="UseOwnInterfaces",
            actions=("ec2:CreateNetworkInterfacePermission", "ec2:DeleteNetworkInterface"),
            resources=(interfaces,),
            conditions={"ArnEquals": {"ec2:Vpc": rights.vpc_arn}},
        ),
    ]
