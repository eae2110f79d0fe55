"""The security groups: who may open a connection to whom inside the network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pulumi
import pulumi_aws as aws

from infra.components.security_groups import HTTPS, NOTHING_OUT, GroupMaker, outward

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_WHO: Final = {"application": "The applications", "reader": "Who serves what is in the store"}
STORE_PORT: Final = 6379


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
        endpoint_group_ids: of the interface endpoints, those that were there included.
    """

    application_id: pulumi.Output[str]
    endpoints_id: pulumi.Output[str] | None
    store_id: pulumi.Output[str]
    store_reader_id: pulumi.Output[str]
    endpoint_group_ids: list[pulumi.Input[str]]

    def __init__(
        self, name: str, args: FirewallArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("revstream:infra:NetworkFirewall", name, None, opts)
        groups = GroupMaker(args.name, args.vpc_id, args.tags, parent=self)
        self.endpoints_id = (
            groups.group("endpoints", [NOTHING_OUT]) if args.makes_endpoints else None
        )
        self.store_id = groups.group("store", [NOTHING_OUT])
        s3 = aws.ec2.get_prefix_list_output(name=f"com.amazonaws.{args.region}.s3")
        to_store = outward("the online store", STORE_PORT, group=self.store_id)
        endpoint_groups: list[pulumi.Input[str]] = [*args.existing_endpoint_groups]
        if self.endpoints_id is not None:
            endpoint_groups.append(self.endpoints_id)
        ways_out = [
            *(outward("HTTPS to the endpoints", HTTPS, group=each) for each in endpoint_groups),
            outward("HTTPS to S3", HTTPS, prefixes=s3.id),
            to_store,
        ]
        self.application_id = groups.group("application", ways_out)
        self.store_reader_id = groups.group("store-reader", [to_store])
        if self.endpoints_id is not None:
            groups.let_in(
                "endpoints-from-application",
                self.endpoints_id,
                HTTPS,
                (_WHO["application"], self.application_id),
            )
        for role, source_id in (
            ("application", self.application_id),
            ("reader", self.store_reader_id),
        ):
            groups.let_in(f"store-from-{role}", self.store_id, STORE_PORT, (_WHO[role], source_id))
        self.endpoint_group_ids = endpoint_groups
        self.register_outputs(
            {
                "application_id": self.application_id,
                "endpoints_id": self.endpoints_id,
                "store_id": self.store_id,
                "store_reader_id": self.store_reader_id,
            }
        )
