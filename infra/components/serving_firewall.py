"""The security groups of who answers requests.

clients --443--> load balancer --8000--> tasks --443--> endpoints, S3
                                           +---6379--> store
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pulumi
import pulumi_aws as aws

from infra.components.network_firewall import STORE_PORT
from infra.components.security_groups import HTTPS, GroupMaker, outward

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from infra.components.network import Network

TASK_PORT: Final = 8_000
_TASKS: Final = "The tasks that answer requests"


@dataclass(frozen=True, kw_only=True)
class ServingFirewallArgs:
    """Arguments of `ServingFirewall`.

    Attributes:
        name: of the network.
        region: of the network.
        network: whose endpoints and store the tasks reach.
        client_cidrs: IPv4 ranges whose hosts may connect.
        tags: of every group.
    """

    name: str
    region: str
    network: Network
    client_cidrs: Sequence[str]
    tags: Mapping[str, str]


class ServingFirewall(pulumi.ComponentResource):
    """A group for the load balancer and one for the tasks, and their ways in and out.

    Attributes:
        balancer_id: in from clients by HTTPS; out to the tasks.
        tasks_id: in from the load balancer; out to endpoints and S3 by HTTPS and to the store.
    """

    balancer_id: pulumi.Output[str]
    tasks_id: pulumi.Output[str]

    def __init__(
        self, name: str, args: ServingFirewallArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("revstream:infra:ServingFirewall", name, None, opts)
        network = args.network
        groups = GroupMaker(args.name, network.vpc_id, args.tags, parent=self)
        s3 = aws.ec2.get_prefix_list_output(name=f"com.amazonaws.{args.region}.s3")
        self.tasks_id = groups.group(
            "serving",
            [
                *(
                    outward("HTTPS to the endpoints", HTTPS, group=each)
                    for each in network.endpoint_security_group_ids
                ),
                outward("HTTPS to S3", HTTPS, prefixes=s3.id),
                outward("the online store", STORE_PORT, group=network.store_security_group_id),
            ],
        )
        self.balancer_id = groups.group(
            "load-balancer", [outward("the tasks", TASK_PORT, group=self.tasks_id)]
        )
        balancer = ("The load balancer", self.balancer_id)
        groups.let_in("serving-from-load-balancer", self.tasks_id, TASK_PORT, balancer)
        tasks = (_TASKS, self.tasks_id)
        groups.let_in("store-from-serving", network.store_security_group_id, STORE_PORT, tasks)
        made = network.made_endpoint_security_group_id
        if made is not None:
            groups.let_in("endpoints-from-serving", made, HTTPS, tasks)
        for number, cidr in enumerate(args.client_cidrs):
            groups.let_in_range(f"clients-{number}", self.balancer_id, HTTPS, cidr)
        self.register_outputs({"balancer_id": self.balancer_id, "tasks_id": self.tasks_id})
