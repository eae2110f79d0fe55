"""The tasks that answer requests: what runs in one, and the service that keeps them running."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_aws_native import ecs

from infra.components.serving_entrance import HEALTH_PATH
from infra.components.serving_firewall import TASK_PORT
from infra.tags import tag_list

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from infra.components.serving_entrance import ServingEntrance
    from infra.components.serving_roles import ServingRoles
    from infra.container_source import ContainerSource

CONTAINER: Final = "serve"
_USER: Final = "10001:10001"
_STOP_S: Final = 30
_OPEN_FILES: Final = 8_192
_START_S: Final = 60
_HEALTHY: Final = (
    "import urllib.request;"
    f" urllib.request.urlopen('http://127.0.0.1:{TASK_PORT}{HEALTH_PATH}', timeout=4)"
)


@dataclass(frozen=True, kw_only=True)
class ServingTasksArgs:
    """Arguments of `ServingTasks`.

    Attributes:
        service: name of service, cluster and task definition.
        source: image and secrets of the container.
        arguments: of `revstream`; none of them is a secret.
        cpu_units: of a task.
        memory_mib: of a task.
        tasks: how many at first; the load changes that.
        roles: of the program, and of what starts it.
        entrance: which sends requests.
        subnet_ids: where tasks have their addresses.
        security_group_id: of the tasks.
        log_group: name of the log group.
        region: of the log group.
        tags: of everything of it.
    """

    service: str
    source: ContainerSource
    arguments: Sequence[pulumi.Input[str]]
    cpu_units: int
    memory_mib: int
    tasks: int
    roles: ServingRoles
    entrance: ServingEntrance
    subnet_ids: Sequence[pulumi.Input[str]]
    security_group_id: pulumi.Input[str]
    log_group: pulumi.Input[str]
    region: str
    tags: Mapping[str, str]


class ServingTasks(pulumi.ComponentResource):
    """A cluster, a task definition and a service on Fargate.

    Attributes:
        service: once tasks are kept running.
    """

    service: pulumi.Resource

    def __init__(
        self, name: str, args: ServingTasksArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("revstream:infra:ServingTasks", name, None, opts)
        inside = pulumi.ResourceOptions(parent=self)
        cluster = ecs.Cluster(
            name, cluster_name=args.service, tags=tag_list(args.tags), opts=inside
        )
        definition = ecs.TaskDefinition(
            name,
            family=args.service,
            cpu=str(args.cpu_units),
            memory=str(args.memory_mib),
            network_mode="awsvpc",
            requires_compatibilities=["FARGATE"],
            runtime_platform=ecs.TaskDefinitionRuntimePlatformArgs(
                cpu_architecture="X86_64", operating_system_family="LINUX"
            ),
            execution_role_arn=args.roles.start_arn,
            task_role_arn=args.roles.program_arn,
            container_definitions=[_container(args)],
            tags=tag_list(args.tags),
            opts=inside,
        )
        self.service = self._service(name, args, cluster, definition)
        self.register_outputs({})

    def _service(
        self,
        name: str,
        args: ServingTasksArgs,
        cluster: ecs.Cluster,
        definition: ecs.TaskDefinition,
    ) -> ecs.Service:
        addresses = ecs.ServiceAwsVpcConfigurationArgs(
            assign_public_ip=ecs.ServiceAwsVpcConfigurationAssignPublicIp.DISABLED,
            subnets=list(args.subnet_ids),
            security_groups=[args.security_group_id],
        )
        return ecs.Service(
            name,
            service_name=args.service,
            cluster=cluster.arn,
            task_definition=definition.task_definition_arn,
            launch_type=ecs.ServiceLaunchType.FARGATE,
            platform_version="1.4.0",
            desired_count=args.tasks,
            availability_zone_rebalancing=ecs.ServiceAvailabilityZoneRebalancing.ENABLED,
            deployment_configuration=ecs.ServiceDeploymentConfigurationArgs(
                minimum_healthy_percent=100,
                maximum_percent=200,
                # A version that does not start is rolled back, and the old one goes on.
                deployment_circuit_breaker=ecs.ServiceDeploymentCircuitBreakerArgs(
                    enable=True, rollback=True
                ),
            ),
            health_check_grace_period_seconds=_START_S,
            enable_execute_command=False,
            load_balancers=[
                ecs.ServiceLoadBalancerArgs(
                    container_name=CONTAINER,
                    container_port=TASK_PORT,
                    target_group_arn=args.entrance.target_group_arn,
                )
            ],
            network_configuration=ecs.ServiceNetworkConfigurationArgs(
                awsvpc_configuration=addresses
            ),
            propagate_tags=ecs.ServicePropagateTags.SERVICE,
            tags=tag_list(args.tags),
            opts=pulumi.ResourceOptions(
                parent=self,
                # A group that no listener sends to takes no tasks.
                depends_on=[args.entrance.listener],
                # The load changes it.
                ignore_changes=["desired_count"],
            ),
        )


def _container(args: ServingTasksArgs) -> ecs.TaskDefinitionContainerDefinitionArgs:
    """One container that cannot write, has no rights of the kernel and is no root."""
    return ecs.TaskDefinitionContainerDefinitionArgs(
        name=CONTAINER,
        image=args.source.image,
        command=list(args.arguments),
        essential=True,
        user=_USER,
        readonly_root_filesystem=True,
        linux_parameters=ecs.TaskDefinitionLinuxParametersArgs(
            capabilities=ecs.TaskDefinitionKernelCapabilitiesArgs(drop=["ALL"]),
            init_process_enabled=True,
        ),
        port_mappings=[ecs.TaskDefinitionPortMappingArgs(container_port=TASK_PORT, protocol="tcp")],
        secrets=[
            ecs.TaskDefinitionSecretArgs(name=variable, value_from=arn)
            for variable, arn in args.source.secrets.items()
        ],
        health_check=ecs.TaskDefinitionHealthCheckArgs(
            command=["CMD", "python", "-c", _HEALTHY],
            interval=10,
            timeout=5,
            retries=3,
            start_period=_START_S,
        ),
        stop_timeout=_STOP_S,
        ulimits=[
            ecs.TaskDefinitionUlimitArgs(
                name="nofile", soft_limit=_OPEN_FILES, hard_limit=_OPEN_FILES
            )
        ],
        log_configuration=ecs.TaskDefinitionLogConfigurationArgs(
            log_driver="awslogs",
            options={
                "awslogs-group": args.log_group,
                "awslogs-region": args.region,
                "awslogs-stream-prefix": CONTAINER,
                # A log that is away must not hold answers up.
                "mode": "non-blocking",
            },
        ),
    )
