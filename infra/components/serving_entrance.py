"""Where requests come in: a load balancer inside the network, TLS only.

clients --TLS 1.2, 1.3--> load balancer --HTTP, inside the network--> tasks
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_aws_native import elasticloadbalancingv2 as balancing

from infra.components.security_groups import HTTPS
from infra.components.serving_firewall import TASK_PORT
from infra.tags import tag_list

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TLS_POLICY: Final = "ELBSecurityPolicy-TLS13-1-2-2021-06"
"""TLS 1.3 and 1.2, each with forward secrecy and authenticated encryption alone."""

HEALTH_PATH: Final = "/healthz"
"""Whether it lives: a store that is away must not have every task replaced by another."""

# Longer than the feed is silent, 15 s, and than any deadline.
_IDLE_S: Final = 60
# A server answers what is under way for 10 s when it is told to end.
_DRAIN_S: Final = 15


@dataclass(frozen=True, kw_only=True)
class ServingEntranceArgs:
    """Arguments of `ServingEntrance`.

    Attributes:
        environment: suffix of the names.
        vpc_id: of the network.
        subnet_ids: where the load balancer has its addresses, one a zone.
        security_group_id: of the load balancer.
        certificate_arn: what it shows to clients.
        protect: whether AWS and Pulumi refuse to delete it.
        tags: of everything of it.
    """

    environment: str
    vpc_id: pulumi.Input[str]
    subnet_ids: Sequence[pulumi.Input[str]]
    security_group_id: pulumi.Input[str]
    certificate_arn: str
    protect: bool
    tags: Mapping[str, str]


class ServingEntrance(pulumi.ComponentResource):
    """A load balancer with one listener, and the group of the tasks behind it.

    Attributes:
        balancer_arn: of the load balancer.
        balancer_name: as metrics have it, from `app/` on.
        host: its name in DNS, to which a name of the certificate must lead.
        target_group_arn: of the tasks.
        target_group_name: as metrics have it, from `targetgroup/` on.
        listener: once it is there, tasks can be registered.
    """

    balancer_arn: pulumi.Output[str]
    balancer_name: pulumi.Output[str]
    host: pulumi.Output[str]
    target_group_arn: pulumi.Output[str]
    target_group_name: pulumi.Output[str]
    listener: pulumi.Resource

    def __init__(
        self, name: str, args: ServingEntranceArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("revstream:infra:ServingEntrance", name, None, opts)
        # AWS takes 32 characters, of which an environment has up to 20.
        short = f"rs-serving-{args.environment}"
        balancer = self._balancer(name, short, args)
        group = self._target_group(name, short, args)
        self.balancer_arn = balancer.load_balancer_arn
        self.balancer_name = balancer.load_balancer_full_name
        self.host = balancer.dns_name
        self.target_group_arn = group.target_group_arn
        self.target_group_name = group.target_group_full_name
        self.listener = balancing.Listener(
            name,
            load_balancer_arn=self.balancer_arn,
            port=HTTPS,
            protocol="HTTPS",
            ssl_policy=TLS_POLICY,
            certificates=[balancing.ListenerCertificateArgs(certificate_arn=args.certificate_arn)],
            default_actions=[
                balancing.ListenerActionArgs(type="forward", target_group_arn=self.target_group_arn)
            ],
            tags=tag_list(args.tags),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({"host": self.host, "balancer_arn": self.balancer_arn})

    def _balancer(self, name: str, short: str, args: ServingEntranceArgs) -> balancing.LoadBalancer:
        attributes = {
            "deletion_protection.enabled": str(args.protect).lower(),
            "idle_timeout.timeout_seconds": str(_IDLE_S),
            "routing.http.drop_invalid_header_fields.enabled": "true",
        }
        return balancing.LoadBalancer(
            name,
            name=short,
            type="application",
            scheme="internal",
            ip_address_type="ipv4",
            subnets=list(args.subnet_ids),
            security_groups=[args.security_group_id],
            load_balancer_attributes=[
                balancing.LoadBalancerAttributeArgs(key=key, value=value)
                for key, value in attributes.items()
            ],
            tags=tag_list(args.tags),
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect),
        )

    def _target_group(
        self, name: str, short: str, args: ServingEntranceArgs
    ) -> balancing.TargetGroup:
        attributes = {
            "deregistration_delay.timeout_seconds": str(_DRAIN_S),
            # A request goes where least are under way, whatever others take.
            "load_balancing.algorithm.type": "least_outstanding_requests",
        }
        return balancing.TargetGroup(
            name,
            name=short,
            vpc_id=args.vpc_id,
            target_type="ip",
            protocol="HTTP",
            port=TASK_PORT,
            health_check_path=HEALTH_PATH,
            health_check_interval_seconds=10,
            health_check_timeout_seconds=5,
            healthy_threshold_count=2,
            unhealthy_threshold_count=3,
            target_group_attributes=[
                balancing.TargetGroupAttributeArgs(key=key, value=value)
                for key, value in attributes.items()
            ],
            tags=tag_list(args.tags),
            opts=pulumi.ResourceOptions(parent=self),
        )
