"""What is refused before a task sees it: known attacks, and too many requests of one address.

requests --rate of an address, known bad inputs, common attacks--> load balancer
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_aws_native import wafv2

from infra.tags import tag_list

if TYPE_CHECKING:
    from collections.abc import Mapping

_PERIOD_S: Final = 300

MANAGED: Final[Mapping[str, Mapping[str, str]]] = {
    "AWSManagedRulesKnownBadInputsRuleSet": {},
    "AWSManagedRulesCommonRuleSet": {
        "SizeRestrictions_BODY": "it takes 8 KB, a batch of payments has more; the service has its"
        " own limit",
        "NoUserAgent_HEADER": "a client of ours may have none",
    },
}
"""AWS's groups of rules, and those in them that only count here, each with the reason."""


@dataclass(frozen=True, kw_only=True)
class WebFirewallArgs:
    """Arguments of `WebFirewall`.

    Attributes:
        firewall: its name.
        balancer_arn: of the load balancer that it stands before.
        requests_per_5_minutes: of one address, above which it refuses them.
        tags: of it.
    """

    firewall: str
    balancer_arn: pulumi.Input[str]
    requests_per_5_minutes: int
    tags: Mapping[str, str]


class WebFirewall(pulumi.ComponentResource):
    """A web ACL before a load balancer.

    It keeps no samples of requests: these would show keys and payments.
    """

    def __init__(
        self, name: str, args: WebFirewallArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("revstream:infra:WebFirewall", name, None, opts)
        inside = pulumi.ResourceOptions(parent=self)
        managed = [
            _managed(priority, group, counted)
            for priority, (group, counted) in enumerate(MANAGED.items(), start=1)
        ]
        acl = wafv2.WebAcl(
            name,
            name=args.firewall,
            description="Known attacks, and too many requests of one address",
            scope=wafv2.WebAclScope.REGIONAL,
            default_action=wafv2.WebAclDefaultActionArgs(allow=wafv2.WebAclAllowActionArgs()),
            rules=[_rate(args.requests_per_5_minutes), *managed],
            visibility_config=_visible("Refused"),
            tags=tag_list(args.tags),
            opts=inside,
        )
        wafv2.WebAclAssociation(
            name, resource_arn=args.balancer_arn, web_acl_arn=acl.arn, opts=inside
        )
        self.register_outputs({})


def _rate(limit: int) -> wafv2.WebAclRuleArgs:
    statement = wafv2.WebAclRateBasedStatementArgs(
        aggregate_key_type=wafv2.WebAclRateBasedStatementAggregateKeyType.IP,
        evaluation_window_sec=_PERIOD_S,
        limit=limit,
    )
    return wafv2.WebAclRuleArgs(
        name="RateOfAnAddress",
        priority=0,
        action=wafv2.WebAclRuleActionArgs(
            block=wafv2.WebAclBlockActionArgs(
                custom_response=wafv2.WebAclCustomResponseArgs(response_code=429)
            )
        ),
        statement=wafv2.WebAclStatementArgs(rate_based_statement=statement),
        visibility_config=_visible("RateOfAnAddress"),
    )


def _managed(priority: int, group: str, counted: Mapping[str, str]) -> wafv2.WebAclRuleArgs:
    count = wafv2.WebAclRuleActionArgs(count=wafv2.WebAclCountActionArgs())
    statement = wafv2.WebAclManagedRuleGroupStatementArgs(
        vendor_name="AWS",
        name=group,
        rule_action_overrides=[
            wafv2.WebAclRuleActionOverrideArgs(name=rule, action_to_use=count) for rule in counted
        ],
    )
    return wafv2.WebAclRuleArgs(
        name=group,
        priority=priority,
        override_action=wafv2.WebAclOverrideActionArgs(none={}),
        statement=wafv2.WebAclStatementArgs(managed_rule_group_statement=statement),
        visibility_config=_visible(group),
    )


def _visible(metric: str) -> wafv2.WebAclVisibilityConfigArgs:
    return wafv2.WebAclVisibilityConfigArgs(
        cloud_watch_metrics_enabled=True, metric_name=metric, sampled_requests_enabled=False
    )
