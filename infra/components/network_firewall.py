"""The security groups: who may open a connection to whom inside the network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pulumi
import pulumi_aws as aws
from pulumi_aws_native import ec2

from infra.tags import tag_list

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_WHO: Final = {"application": "The applications", "reader": "Who serves what is in the store"}
_HTTPS: Final = 443
STORE_PORT: Final = 6379
# A group without rules for what goes out would get one that allows everything; this one allows
# what does not exist.
_NOTHING_OUT: Final = ec2.SecurityGroupEgressArgs(
    ip_protocol="icmp",
    from_port=252,
    to_port=86,
    cidr_ip="255.255.255.255/32",
    description="Nothing",
)


@dataclass(frozen=True)
class FirewallArgs:
    """What the groups belong to.

    Attributes:
        name: of the network.
        region: of the network.
        vpc_id: of the network.
        makes_endpoints: whether there will be interface endpoints that need a group.
        existing_endpoint_groups: ids of the groups of endpoints that are there already.
        tags: of every group.
    """

    name: str
    region: str
    vpc_id: pulumi.Input[str]
    makes_endpoints: bool
    existing_endpoint_groups: Sequence[str]
    tags: Mapping[str, str]


class NetworkFirewall(pulumi.ComponentResource):
    """The groups of the applications, the endpoints, the store and who reads it.

    Attributes:
        application_id: out to endpoints and S3 by HTTPS and to the store; nothing in.
        endpoints_id: in from the applications by HTTPS; nothing out. None if none is needed.
        store_id: in from the applications and the readers on the store's port; nothing out.
        store_reader_id: out to the store; nothing in. For who serves what is in the store.
    """

    application_id: pulumi.Output[str]
    endpoints_id: pulumi.Output[str] | None
    store_id: pulumi.Output[str]
    store_reader_id: pulumi.Output[str]

    def __init__(
        self, name: str, args: FirewallArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("revstream:infra:NetworkFirewall", name, None, opts)
        self.endpoints_id = (
            self._group("endpoints", args, [_NOTHING_OUT]) if args.makes_endpoints else None
        )
        self.store_id = self._group("store", args, [_NOTHING_OUT])
        s3 = aws.ec2.get_prefix_list_output(name=f"com.amazonaws.{args.region}.s3")
        to_store = _out("the online store", STORE_PORT, group=self.store_id)
        endpoint_groups: list[pulumi.Input[str]] = [*args.existing_endpoint_groups]
        if self.endpoints_id is not None:
            endpoint_groups.append(self.endpoints_id)
        outward = [
            *(_out("HTTPS to the endpoints", _HTTPS, group=each) for each in endpoint_groups),
            _out("HTTPS to S3", _HTTPS, prefixes=s3.id),
            to_store,
        ]
        self.application_id = self._group("application", args, outward)
        self.store_reader_id = self._group("store-reader", args, [to_store])
        application = ("application", self.application_id)
        if self.endpoints_id is not None:
            self._let_in("endpoints", self.endpoints_id, _HTTPS, application)
        self._let_in("store", self.store_id, STORE_PORT, application)
        self._let_in("store", self.store_id, STORE_PORT, ("reader", self.store_reader_id))
        self.register_outputs(
            {
                "application_id": self.application_id,
                "endpoints_id": self.endpoints_id,
                "store_id": self.store_id,
                "store_reader_id": self.store_reader_id,
            }
        )

    def _group(
        self, role: str, args: FirewallArgs, outward: list[ec2.SecurityGroupEgressArgs]
    ) -> pulumi.Output[str]:
        group = ec2.SecurityGroup(
            role,
            group_name=f"{args.name}-{role}",
            group_description=f"{role} of {args.name}",
            vpc_id=args.vpc_id,
            security_group_egress=outward,
            tags=tag_list(args.tags, f"{args.name}-{role}"),
            opts=pulumi.ResourceOptions(parent=self),
        )
        group_id: pulumi.Output[str] = group.group_id
        return group_id

    def _let_in(
        self,
        role: str,
        group_id: pulumi.Output[str],
        port: int,
        source: tuple[str, pulumi.Output[str]],
    ) -> None:
        """Let the group `source`, a name and an id, in to the group of `role`."""
        name, source_id = source
        ec2.SecurityGroupIngress(
            f"{role}-from-{name}",
            group_id=group_id,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            source_security_group_id=source_id,
            description=_WHO[name],
            opts=pulumi.ResourceOptions(parent=self),
        )


def _out(
    description: str,
    port: int,
    *,
    group: pulumi.Input[str] | None = None,
    prefixes: pulumi.Input[str] | None = None,
) -> ec2.SecurityGroupEgressArgs:
    return ec2.SecurityGroupEgressArgs(
        description=description,
        ip_protocol="tcp",
        from_port=port,
        to_port=port,
        destination_security_group_id=group,
        destination_prefix_list_id=prefixes,
    )
