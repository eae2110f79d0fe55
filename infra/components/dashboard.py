"""The dashboard of a stack."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws_native import cloudwatch

from infra.dashboard_body import Graph, Heading, dashboard_body
from infra.tags import tag_list


@dataclass(frozen=True, kw_only=True)
class DashboardArgs:
    """Arguments of `Dashboard`.

    Attributes:
        dashboard: name of the dashboard.
        region: of all metrics.
        widgets: from top to bottom.
        tags: of the dashboard.
    """

    dashboard: str
    region: str
    widgets: Sequence[Graph | Heading]
    tags: Mapping[str, str]


class Dashboard(pulumi.ComponentResource):
    """One page of graphs."""

    name: pulumi.Output[str]

    def __init__(
        self, name: str, args: DashboardArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("revstream:infra:Dashboard", name, None, opts)
        made = cloudwatch.Dashboard(
            name,
            dashboard_name=args.dashboard,
            dashboard_body=dashboard_body(args.widgets, args.region),
            tags=tag_list(args.tags),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.name = made.id.apply(lambda _: args.dashboard)
        self.register_outputs({"name": self.name})
