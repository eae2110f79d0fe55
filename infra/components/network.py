"""The private network: no way to the internet, and to AWS only through endpoints.

subnet per zone --application SG--443--> endpoints SG: kinesis-streams, logs, monitoring
                        |----------443--> S3 gateway: the code bucket, read only
                        +---------6379--> store SG: the online store <--6379-- store-reader SG
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network
from itertools import islice
from typing import TYPE_CHECKING, Final, get_args

import pulumi
import pulumi_aws_native as aws_native
from pulumi_aws_native import ec2

from infra.components.network_endpoints import EndpointsArgs, NetworkEndpoints
from infra.components.network_firewall import FirewallArgs, NetworkFirewall
from infra.existing_resources import CONTAINER_SERVICES, Service
from infra.tags import tag_list

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from infra.aws_account import AwsAccount
    from infra.container_source import ContainerSource
    from infra.existing_resources import ExistingConfig
    from infra.stack_config import NetworkConfig

# Three zones at most, and a quarter of the range in reserve.
_SUBNET_BITS: Final = 2


_SERVICES: Final[tuple[Service, ...]] = get_args(Service)


@dataclass(frozen=True)
class NetworkArgs:
    """What the network is for.

    Attributes:
        name: of the network, such as `revstream-dev`.
        account: where it is.
        config: its range and zones, if it is made.
        existing: what of it is there already.
        streams: full names of the streams that may be used from inside.
        log_groups: prefix of the names of the log groups that may be written from inside.
        code_bucket_arn: of the bucket that may be read from inside.
        tags: of everything in it.
        container: what is started inside as a container; None where nothing is.
    """

    name: str
    account: AwsAccount
    config: NetworkConfig
    existing: ExistingConfig
    streams: Sequence[str]
    log_groups: str
    code_bucket_arn: pulumi.Input[str]
    tags: Mapping[str, str]
    container: ContainerSource | None = None


class Network(pulumi.ComponentResource):
    """A private network, or what the applications and the store need in one that is there.

    Attributes:
        vpc_id: of the network.
        subnet_ids: of its private subnets, one a zone.
        application_security_group_id: for the applications, which may reach endpoints and store.
        store_security_group_id: for the online store, which applications and readers may reach.
        store_reader_security_group_id: for who reads the store and may reach nothing else.
        endpoint_security_group_ids: of all interface endpoints.
        made_endpoint_security_group_id: of those that the stack made; None if it made none.
    """

    vpc_id: pulumi.Output[str]
    subnet_ids: list[pulumi.Output[str]]
    application_security_group_id: pulumi.Output[str]
    store_security_group_id: pulumi.Output[str]
    store_reader_security_group_id: pulumi.Output[str]
    endpoint_security_group_ids: list[pulumi.Input[str]]
    made_endpoint_security_group_id: pulumi.Output[str] | None

    def __init__(
        self, name: str, args: NetworkArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("revstream:infra:Network", name, None, opts)
        if args.existing.vpc_id is None:
            route_table_ids: list[pulumi.Input[str]] = [self._make(name, args)]
        else:
            self.vpc_id = pulumi.Output.from_input(args.existing.vpc_id)
            self.subnet_ids = [pulumi.Output.from_input(each) for each in args.existing.subnet_ids]
            route_table_ids = [*args.existing.route_table_ids]
        firewall = self._let_through(name, args, route_table_ids)
        self.application_security_group_id = firewall.application_id
        self.store_security_group_id = firewall.store_id
        self.store_reader_security_group_id = firewall.store_reader_id
        self.endpoint_security_group_ids = firewall.endpoint_group_ids
        self.made_endpoint_security_group_id = firewall.endpoints_id
        self.register_outputs({"vpc_id": self.vpc_id, "subnet_ids": self.subnet_ids})

    def _make(self, name: str, args: NetworkArgs) -> pulumi.Output[str]:
        """Make the network and its subnets; the id of their route table."""
        inside = pulumi.ResourceOptions(parent=self)
        vpc = ec2.Vpc(
            name,
            cidr_block=args.config.cidr,
            enable_dns_support=True,
            # Both are needed for the endpoints to answer under AWS's own names.
            enable_dns_hostnames=True,
            tags=tag_list(args.tags, args.name),
            opts=inside,
        )
        table = ec2.RouteTable(
            name, vpc_id=vpc.vpc_id, tags=tag_list(args.tags, args.name), opts=inside
        )
        self.vpc_id = vpc.vpc_id
        route_table_id: pulumi.Output[str] = table.route_table_id
        self.subnet_ids = self._subnets(args, route_table_id)
        return route_table_id

    def _let_through(
        self, name: str, args: NetworkArgs, route_table_ids: Sequence[pulumi.Input[str]]
    ) -> NetworkFirewall:
        """The security groups, and the endpoints that are not there already."""
        inside = pulumi.ResourceOptions(parent=self)
        unused = () if args.container else CONTAINER_SERVICES
        services = [each for each in _SERVICES if each not in (*args.existing.endpoints, *unused)]
        firewall = NetworkFirewall(
            name,
            FirewallArgs(
                name=args.name,
                region=args.account.region,
                vpc_id=self.vpc_id,
                makes_endpoints=services not in ([], ["s3"]),
                existing_endpoint_groups=args.existing.endpoint_security_group_ids,
                tags=args.tags,
            ),
            opts=inside,
        )
        NetworkEndpoints(
            name,
            EndpointsArgs(
                name=args.name,
                account=args.account,
                vpc_id=self.vpc_id,
                subnet_ids=self._endpoint_subnet_ids(args),
                route_table_ids=route_table_ids,
                security_group_id=firewall.endpoints_id,
                services=services,
                streams=args.streams,
                log_groups=args.log_groups,
                code_bucket_arn=args.code_bucket_arn,
                tags=args.tags,
                container=args.container,
            ),
            opts=inside,
        )
        return firewall

    def _endpoint_subnet_ids(self, args: NetworkArgs) -> list[pulumi.Output[str]]:
        """Where the endpoints have an address; in a network that was there, in every subnet."""
        if args.existing.vpc_id is not None:
            return self.subnet_ids
        return self.subnet_ids[: args.config.endpoint_zone_count]

    def _subnets(
        self, args: NetworkArgs, route_table_id: pulumi.Output[str]
    ) -> list[pulumi.Output[str]]:
        """A private subnet in each of the first zones of the region."""
        zones = aws_native.get_azs_output(region=args.account.region).azs
        inside = pulumi.ResourceOptions(parent=self)
        subnet_ids = []
        for index, block in enumerate(subnet_blocks(args.config)):
            subnet = ec2.Subnet(
                f"private-{index}",
                vpc_id=self.vpc_id,
                cidr_block=block,
                availability_zone=zones[index],
                map_public_ip_on_launch=False,
                tags=tag_list(args.tags, f"{args.name}-private-{index}"),
                opts=inside,
            )
            ec2.SubnetRouteTableAssociation(
                f"private-{index}",
                subnet_id=subnet.subnet_id,
                route_table_id=route_table_id,
                opts=inside,
            )
            subnet_ids.append(subnet.subnet_id)
        return subnet_ids


def subnet_blocks(config: NetworkConfig) -> list[str]:
    """One range a zone, a quarter of the network's each, so that a third zone can come later."""
    parts = IPv4Network(config.cidr).subnets(prefixlen_diff=_SUBNET_BITS)
    return [str(part) for part in islice(parts, config.zones)]
