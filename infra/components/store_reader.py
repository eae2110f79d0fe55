"""The way in for who serves features: a policy to attach to its role, a security group to be in.

role of who serves --policy: elasticache:Connect--> user that reads --> cache
host of who serves --group: the store's port-----------------------------^
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_aws_native import iam

from infra.policy_document import allow, policy

if TYPE_CHECKING:
    from infra.components.online_store import OnlineStore


@dataclass(frozen=True, kw_only=True)
class StoreReaderArgs:
    """Arguments of `StoreReader`.

    Attributes:
        policy_name: name of the policy.
        store: that is read.
    """

    policy_name: str
    store: OnlineStore


class StoreReader(pulumi.ComponentResource):
    """A policy that lets whoever has it log in to the store as the user that reads.

    It is a policy and not a role: who serves runs under a role of its own, which a network without
    a way to STS could not change.

    Attributes:
        policy_arn: of the policy.
    """

    policy_arn: pulumi.Output[str]

    def __init__(
        self, name: str, args: StoreReaderArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("revstream:infra:StoreReader", name, None, opts)
        log_in = allow(
            "ReadStore", ["elasticache:Connect"], [args.store.cache_arn, args.store.reader_user_arn]
        )
        made = iam.ManagedPolicy(
            name,
            managed_policy_name=args.policy_name,
            description="Log in to the online store as the user that reads",
            policy_document=policy(log_in),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.policy_arn = made.policy_arn
        self.register_outputs({"policy_arn": self.policy_arn})
