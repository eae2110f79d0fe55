"""The network's ways to AWS, each for this environment's resources and this account alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pulumi
from pulumi_aws_native import ec2

from infra.container_source import IMAGE_READS, REGISTRY_LOGIN, SECRET_READ
from infra.policy_document import allow, policy
from infra.tags import tag_list

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from infra.aws_account import AwsAccount
    from infra.container_source import ContainerSource
    from infra.existing_resources import Service

# In the policy of an endpoint, which can name no role; the condition on the account narrows it.
_EVERYBODY: Final = "*"
# Metrics have no ARN.
_ANY_METRIC: Final = "*"
_STREAM_ACTIONS: Final = (
    "kinesis:DescribeStream",
    "kinesis:DescribeStreamSummary",
    "kinesis:ListShards",
    "kinesis:GetShardIterator",
    "kinesis:GetRecords",
    "kinesis:PutRecord",
    "kinesis:PutRecords",
    "kinesis:DescribeStreamConsumer",
    "kinesis:SubscribeToShard",
)
_LOG_ACTIONS: Final = ("logs:DescribeLogStreams", "logs:PutLogEvents")
# A token for a registry is for all of its images; which may be read is said apart.
_ANY_IMAGE: Final = "*"
# AWS asks for it on `log-group::log-stream:`, whichever group is looked for.
_EVERY_GROUP: Final = "log-group:*"
# Metrics of the job go out under this namespace, which Managed Flink chooses.
_METRICS_NAMESPACE: Final = "AWS/KinesisAnalytics"


@dataclass(frozen=True)
class EndpointsArgs:
    """What is reached, from where.

    Attributes:
        name: of the network.
        account: whose identities may use the endpoints.
        vpc_id: of the network.
        subnet_ids: in which the interface endpoints have an address each.
        route_table_ids: of these subnets, for the gateway of S3.
        security_group_id: of the interface endpoints; None if there are none to make.
        services: what is reached by an endpoint that is made here.
        streams: full names of the streams.
        log_groups: prefix of the names of the log groups.
        code_bucket_arn: of the bucket that may be read.
        tags: of every endpoint.
        container: what a container is started from; None where none is.
    """

    name: str
    account: AwsAccount
    vpc_id: pulumi.Input[str]
    subnet_ids: Sequence[pulumi.Input[str]]
    route_table_ids: Sequence[pulumi.Input[str]]
    security_group_id: pulumi.Input[str] | None
    services: Collection[Service]
    streams: Sequence[str]
    log_groups: str
    code_bucket_arn: pulumi.Input[str]
    tags: Mapping[str, str]
    container: ContainerSource | None = None


class NetworkEndpoints(pulumi.ComponentResource):
    """Interface endpoints of Kinesis, CloudWatch Logs and CloudWatch, and the gateway of S3.

    Of these only the ones that are asked for.
    """

    def __init__(
        self, name: str, args: EndpointsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("revstream:infra:NetworkEndpoints", name, None, opts)
        statements: dict[Service, list[dict[str, Any]]] = {
            "kinesis-streams": [_of_streams(args)],
            "logs": [_of_logs(args), _of_log_groups(args)],
            "monitoring": [_of_metrics(args)],
        }
        if args.container is not None:
            image = _of_image(args, args.container)
            statements |= {"ecr.api": image, "ecr.dkr": image}
            statements["secretsmanager"] = _of_secret(args, args.container)
        for service, allowed in statements.items():
            if service in args.services:
                self._interface(service, args, *allowed)
        if "s3" in args.services:
            self._gateway_of_s3(args)
        self.register_outputs({})

    def _interface(
        self, service: Service, args: EndpointsArgs, *statements: dict[str, Any]
    ) -> None:
        ec2.VpcEndpoint(
            service,
            vpc_id=args.vpc_id,
            service_name=f"com.amazonaws.{args.account.region}.{service}",
            vpc_endpoint_type=ec2.VpcEndpointType.INTERFACE,
            private_dns_enabled=True,
            subnet_ids=list(args.subnet_ids),
            security_group_ids=[args.security_group_id] if args.security_group_id else None,
            policy_document=policy(*statements),
            tags=tag_list(args.tags, f"{args.name}-{service}"),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _gateway_of_s3(self, args: EndpointsArgs) -> None:
        ec2.VpcEndpoint(
            "s3",
            vpc_id=args.vpc_id,
            service_name=f"com.amazonaws.{args.account.region}.s3",
            vpc_endpoint_type=ec2.VpcEndpointType.GATEWAY,
            route_table_ids=list(args.route_table_ids),
            policy_document=policy(_of_code(args), *_of_image_layers(args)),
            tags=tag_list(args.tags, f"{args.name}-s3"),
            opts=pulumi.ResourceOptions(parent=self),
        )


def _of_streams(args: EndpointsArgs) -> dict[str, Any]:
    streams = [args.account.arn("kinesis", f"stream/{name}") for name in args.streams]
    consumers = [args.account.arn("kinesis", f"stream/{name}/consumer/*") for name in args.streams]
    return _for_account("StreamsOfThisEnvironment", _STREAM_ACTIONS, [*streams, *consumers], args)


def _of_logs(args: EndpointsArgs) -> dict[str, Any]:
    groups = [args.account.arn("logs", f"log-group:{args.log_groups}*")]
    actions = [*_LOG_ACTIONS, *(["logs:CreateLogStream"] if args.container else [])]
    return _for_account("LogsOfThisEnvironment", actions, groups, args)


def _of_log_groups(args: EndpointsArgs) -> dict[str, Any]:
    every = [args.account.arn("logs", _EVERY_GROUP)]
    return _for_account("FindLogGroups", ["logs:DescribeLogGroups"], every, args)


def _of_metrics(args: EndpointsArgs) -> dict[str, Any]:
    namespace = {"cloudwatch:namespace": _METRICS_NAMESPACE}
    return _for_account(
        "MetricsOfTheJobs", ["cloudwatch:PutMetricData"], [_ANY_METRIC], args, namespace
    )


def _of_code(args: EndpointsArgs) -> dict[str, Any]:
    objects = pulumi.Output.concat(args.code_bucket_arn, "/*")
    return _for_account("CodeOfThisEnvironment", ["s3:GetObject"], [objects], args)


def _of_image(args: EndpointsArgs, container: ContainerSource) -> list[dict[str, Any]]:
    return [
        _for_account("TokenOfRegistry", [REGISTRY_LOGIN], [_ANY_IMAGE], args),
        _for_account("Image", IMAGE_READS, [container.repository_arn], args),
    ]


def _of_secret(args: EndpointsArgs, container: ContainerSource) -> list[dict[str, Any]]:
    return [_for_account("Secret", [SECRET_READ], container.secret_arns, args)]


def _of_image_layers(args: EndpointsArgs) -> list[dict[str, Any]]:
    """The layers of images, in a bucket of AWS's own in the region.

    ECR signs the requests for them, so that whose they are cannot be asked.
    """
    if args.container is None:
        return []
    bucket = f":s3:::prod-{args.account.region}-starport-layer-bucket/*"
    layers = pulumi.Output.concat("arn:", args.account.partition, bucket)
    return [allow("ImageLayers", ["s3:GetObject"], [layers], principal=_EVERYBODY)]


def _for_account(
    sid: str,
    actions: Sequence[str],
    resources: Sequence[pulumi.Input[str]],
    args: EndpointsArgs,
    further: Mapping[str, pulumi.Input[str]] | None = None,
) -> dict[str, Any]:
    equal = {"aws:PrincipalAccount": args.account.account_id, **(further or {})}
    return allow(sid, actions, resources, principal=_EVERYBODY, condition={"StringEquals": equal})
