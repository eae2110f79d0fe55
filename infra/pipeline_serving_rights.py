"""What the pipeline may do to who answers requests; a stack without has none of these rights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from infra.policy_document import allow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.aws_account import AwsAccount

UNSCOPED_READS: Final[Mapping[str, str]] = {
    "application-autoscaling:DescribeScalableTargets": "the service knows no resource for it",
    "application-autoscaling:DescribeScalingPolicies": "the service knows no resource for it",
    "application-autoscaling:DescribeScheduledActions": "the service knows no resource for it",
    "ecs:DescribeTaskDefinition": "ECS knows no resource for it",
    "elasticloadbalancing:DescribeCapacityReservation": "the service knows no resource for it",
    "elasticloadbalancing:DescribeListenerAttributes": "the service knows no resource for it",
    "elasticloadbalancing:DescribeListeners": "the service knows no resource for it",
    "elasticloadbalancing:DescribeLoadBalancerAttributes": "the service knows no resource for it",
    "elasticloadbalancing:DescribeLoadBalancers": "the service knows no resource for it",
    "elasticloadbalancing:DescribeTags": "the service knows no resource for it",
    "elasticloadbalancing:DescribeTargetGroupAttributes": "the service knows no resource for it",
    "elasticloadbalancing:DescribeTargetGroups": "the service knows no resource for it",
    "elasticloadbalancing:DescribeTargetHealth": "the service knows no resource for it",
}
"""The only reads of it that are allowed on every resource, and why each cannot be narrower."""

UNSCOPED_WRITES: Final[Mapping[str, str]] = {
    "ecs:DeregisterTaskDefinition": "ECS knows no resource for it",
    "elasticloadbalancing:SetWebACL": "the service knows no resource for it",
}
"""The only writes of it that are allowed on every resource, and why each cannot be narrower."""

TAKES_ROLES: Final = "ecs-tasks.amazonaws.com"
"""The service that the roles of tasks are passed to."""

LINKED_ROLES: Final = (
    "ecs.amazonaws.com",
    "ecs.application-autoscaling.amazonaws.com",
    "elasticloadbalancing.amazonaws.com",
)
"""Services that make a role of their own for the first of an account."""

_ECS: Final = ("cluster/{0}", "service/{0}/{0}", "service-deployment/{0}/{0}/*")
_BALANCING: Final = ("listener/app/{0}/*", "loadbalancer/app/{0}/*", "targetgroup/{0}/*")


def serving_reads(account: AwsAccount, environment: str) -> list[dict[str, Any]]:
    """The statements to see it."""
    name, short = _names(environment)
    return [
        allow("ReadWhatOfServingHasNoResource", list(UNSCOPED_READS), "*"),
        allow(
            "ReadTasks",
            _actions("ecs", "DescribeClusters DescribeServices"),
            [account.arn("ecs", part.format(name)) for part in _ECS[:2]],
        ),
        allow(
            "ReadFirewallOfBalancer",
            ["elasticloadbalancing:GetLoadBalancerWebACL", "wafv2:GetWebACLForResource"],
            account.arn("elasticloadbalancing", f"loadbalancer/app/{short}/*"),
        ),
        allow(
            "ReadFirewall",
            _actions("wafv2", "GetWebACL ListTagsForResource"),
            account.arn("wafv2", f"regional/webacl/{name}/*"),
        ),
        allow(
            "ReadScaling",
            ["application-autoscaling:ListTagsForResource"],
            account.arn("application-autoscaling", "scalable-target/*"),
        ),
    ]


def serving_writes(account: AwsAccount, environment: str) -> list[dict[str, Any]]:
    """The statements to make, change and delete it."""
    name, short = _names(environment)
    balancers = [account.arn("elasticloadbalancing", part.format(short)) for part in _BALANCING]
    firewall = account.arn("wafv2", f"regional/webacl/{name}/*")
    of_tasks = {"StringEquals": {"application-autoscaling:service-namespace": "ecs"}}
    target = account.arn("application-autoscaling", "scalable-target/*")
    return [
        allow("WriteWhatOfServingHasNoResource", list(UNSCOPED_WRITES), "*"),
        allow(
            "Tasks",
            _actions(
                "ecs",
                "CreateCluster CreateService DeleteCluster DeleteService"
                " DescribeServiceDeployments ListServiceDeployments ListTagsForResource"
                " PutClusterCapacityProviders RegisterTaskDefinition StopServiceDeployment"
                " TagResource UntagResource UpdateCluster UpdateClusterSettings UpdateService",
            ),
            [account.arn("ecs", part.format(name)) for part in (*_ECS, "task-definition/{0}:*")],
        ),
        allow(
            "Balancer",
            _actions(
                "elasticloadbalancing",
                "AddTags CreateListener CreateLoadBalancer CreateTargetGroup"
                " CreateWebACLAssociation DeleteListener DeleteLoadBalancer DeleteTargetGroup"
                " DeleteWebACLAssociation ModifyListener ModifyListenerAttributes"
                " ModifyLoadBalancerAttributes ModifyTargetGroup ModifyTargetGroupAttributes"
                " RemoveTags SetIpAddressType SetSecurityGroups SetSubnets",
            ),
            balancers,
        ),
        allow(
            "Firewall",
            _actions(
                "wafv2",
                "AssociateWebACL CreateWebACL DeleteWebACL DisassociateWebACL TagResource"
                " UntagResource UpdateWebACL",
            ),
            [firewall, balancers[1]],
        ),
        # A target has an id that says nothing; what can be said is that it is of tasks.
        allow(
            "Scaling",
            _actions(
                "application-autoscaling",
                "DeleteScalingPolicy DeregisterScalableTarget PutScalingPolicy"
                " RegisterScalableTarget",
            ),
            target,
            condition=of_tasks,
        ),
        allow(
            "TagScaling",
            _actions("application-autoscaling", "TagResource UntagResource"),
            target,
            condition={"StringEquals": {"aws:RequestTag/environment": environment}},
        ),
    ]


def _names(environment: str) -> tuple[str, str]:
    """Of everything but the load balancer, and of that."""
    return f"revstream-serving-{environment}", f"rs-serving-{environment}"


def _actions(service: str, names: str) -> list[str]:
    return [f"{service}:{name}" for name in names.split()]
