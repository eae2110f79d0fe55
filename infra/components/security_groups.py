"""Security groups of a network: what goes out is said with the group, what comes in by a rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_aws_native import ec2

from infra.tags import tag_list

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HTTPS: Final = 443

# A group without rules for what goes out would get one that allows everything; this one allows
# what does not exist.
NOTHING_OUT: Final = ec2.SecurityGroupEgressArgs(
    ip_protocol="icmp",
    from_port=252,
    to_port=86,
    cidr_ip="255.255.255.255/32",
    description="Nothing",
)


def outward(
    description: str,
    port: int,
    *,
    group: pulumi.Input[str] | None = None,
    prefixes: pulumi.Input[str] | None = None,
) -> ec2.SecurityGroupEgressArgs:
    """A way out on one port, to a group or to a list of prefixes."""
    return ec2.SecurityGroupEgressArgs(
        description=description,
        ip_protocol="tcp",
        from_port=port,
        to_port=port,
        destination_security_group_id=group,
        destination_prefix_list_id=prefixes,
    )


@dataclass(frozen=True)
class GroupMaker:
    """Makes the groups of a component.

    Attributes:
        network: name of the network, which the names of groups begin with.
        vpc_id: of the network.
        tags: of every group.
        parent: the component.
    """

    network: str
    vpc_id: pulumi.Input[str]
    tags: Mapping[str, str]
    parent: pulumi.Resource

    def group(
        self, role: str, ways_out: Sequence[ec2.SecurityGroupEgressArgs]
    ) -> pulumi.Output[str]:
        """Make the group of a role, which lets nothing in; its id."""
        made = ec2.SecurityGroup(
            role,
            group_name=f"{self.network}-{role}",
            group_description=f"{role} of {self.network}",
            vpc_id=self.vpc_id,
            security_group_egress=list(ways_out),
            tags=tag_list(self.tags, f"{self.network}-{role}"),
            opts=pulumi.ResourceOptions(parent=self.parent),
        )
        group_id: pulumi.Output[str] = made.group_id
        return group_id

    def let_in(
        self,
        rule: str,
        group_id: pulumi.Input[str],
        port: int,
        source: tuple[str, pulumi.Input[str]],
    ) -> None:
        """Let a group, given as who it is of and its id, in to `group_id` on one port."""
        who, source_id = source
        ec2.SecurityGroupIngress(
            rule,
            group_id=group_id,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            source_security_group_id=source_id,
            description=who,
            opts=pulumi.ResourceOptions(parent=self.parent),
        )

    def let_in_range(self, rule: str, group_id: pulumi.Input[str], port: int, cidr: str) -> None:
        """Let the addresses of an IPv4 range in to `group_id` on one port."""
        ec2.SecurityGroupIngress(
            rule,
            group_id=group_id,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            cidr_ip=cidr,
            description="Clients",
            opts=pulumi.ResourceOptions(parent=self.parent),
        )
