"""Who answers requests, whole: from the load balancer to the alarms.

firewall, roles, logs --> entrance, web firewall --> tasks --> scaling, alarms
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pulumi

from infra.components.alarms import Alarms, AlarmsArgs
from infra.components.serving_entrance import ServingEntrance, ServingEntranceArgs
from infra.components.serving_firewall import TASK_PORT, ServingFirewall, ServingFirewallArgs
from infra.components.serving_roles import ServingRoles, ServingRolesArgs
from infra.components.serving_scaling import ServingScaling, ServingScalingArgs
from infra.components.serving_tasks import ServingTasks, ServingTasksArgs
from infra.components.system_logs import SystemLogs, SystemLogsArgs
from infra.components.web_firewall import WebFirewall, WebFirewallArgs
from infra.counted_lines import REQUEST_LINES, STANDING_LINES
from infra.delivered_jobs import FRAUD
from infra.foundation import log_groups
from infra.metrics import log_namespace
from infra.property_groups import StoreAccess
from infra.serving_alarms import WatchedServing, serving_alarms, slow_answers
from infra.serving_rights import ServingRights, serving_statements, start_statements
from infra.stack_config import SERVING, SERVING_START, StackConfig
from infra.stream_names import DEAD_LETTERS, DECISIONS, LABELS, PAYMENTS
from infra.systems import job_groups

if TYPE_CHECKING:
    from infra.components.alarm_topic import AlarmTopic
    from infra.components.online_store import StoreUser
    from infra.container_source import ContainerSource
    from infra.foundation import Foundation

_EVERY_ADDRESS: Final = "0.0.0.0"  # noqa: S104 - of the task; its security group lets one host in
_NAME: Final = "serving"


def serve_arguments(config: StackConfig, store: StoreAccess) -> list[pulumi.Input[str]]:
    """The arguments of `revstream`, by which it decides as the fraud job of the stack does.

    It polls what it follows, whatever the job does, so that it needs no consumer.

    Raises:
        ConfigError: the stack's own properties of the job are not usable.
    """
    groups = job_groups(FRAUD, config, {}, store)
    properties: list[pulumi.Input[str]] = []
    for group, keys in groups.items():
        for key, value in keys.items():
            properties += ["--set", pulumi.Output.concat(f"{group}.{key}=", value)]
    serving = config.serving
    return [
        "serve",
        *("--host", _EVERY_ADDRESS, "--port", str(TASK_PORT)),
        *("--requests-per-s", str(serving.requests_per_s)),
        *("--burst", str(2 * serving.requests_per_s)),
        *(["--log-requests"] if serving.log_requests else []),
        *properties,
    ]


@dataclass(frozen=True, kw_only=True)
class ServingBuilder:
    """Makes it.

    Attributes:
        base: what it stands on.
        topic: where its alarms go.
    """

    base: Foundation
    topic: AlarmTopic

    def build(self) -> dict[str, Any]:
        """Make all of it; the fields of `ServingOutputs`."""
        base, serving = self.base, self.base.config.serving
        firewall = ServingFirewall(
            _NAME,
            ServingFirewallArgs(
                name=f"revstream-{base.config.environment}",
                region=base.config.region,
                network=base.network,
                client_cidrs=serving.client_cidrs,
                tags=base.tags,
            ),
        )
        entrance = ServingEntrance(
            _NAME,
            ServingEntranceArgs(
                environment=base.config.environment,
                vpc_id=base.network.vpc_id,
                subnet_ids=base.network.subnet_ids,
                security_group_id=firewall.balancer_id,
                certificate_arn=str(serving.certificate_arn),
                protect=base.config.protect,
                tags=base.tags,
            ),
        )
        WebFirewall(
            _NAME,
            WebFirewallArgs(
                firewall=self._service,
                balancer_arn=entrance.balancer_arn,
                requests_per_5_minutes=serving.requests_per_5_minutes,
                tags=base.tags,
            ),
        )
        logs = self._logs()
        tasks = self._tasks(firewall, entrance, logs)
        self._scaling(entrance, tasks)
        self._alarms(entrance, tasks)
        return {"host": entrance.host, "service": self._service, "log_group": logs.group_name}

    @property
    def _service(self) -> str:
        return self.base.config.named("revstream-serving")

    @property
    def _user(self) -> StoreUser:
        user = self.base.store.server
        if user is None:
            raise LookupError(
                "the store has no user that serves; expected one with serving.enabled"
            )
        return user

    @property
    def _source(self) -> ContainerSource:
        source = self.base.config.serving.source
        if source is None:
            raise LookupError("serving is off; expected serving.enabled")
        return source

    def _logs(self) -> SystemLogs:
        config = self.base.config
        return SystemLogs(
            _NAME,
            SystemLogsArgs(
                log_group=f"{log_groups(config)}{_NAME}",
                metric_namespace=log_namespace(config.environment, _NAME),
                counted=(*STANDING_LINES, *(REQUEST_LINES if config.serving.log_requests else ())),
                retention_days=config.log_retention_days,
                key_arn=self.base.key_arn,
                tags=self.base.tags,
            ),
        )

    def _roles(self, logs: SystemLogs) -> ServingRoles:
        base = self.base
        followed = (DECISIONS, LABELS, DEAD_LETTERS)
        rights = ServingRights(
            followed_arns=[base.streams.arns[stream] for stream in followed],
            payments_arn=base.streams.arns[PAYMENTS],
            key_arns=base.stream_key_arns([PAYMENTS, *followed]),
            cache_arn=base.store.cache_arn,
            store_user_arn=self._user.arn,
        )
        return ServingRoles(
            _NAME,
            ServingRolesArgs(
                program_name=base.config.role_names[SERVING],
                start_name=base.config.role_names[SERVING_START],
                account=base.account,
                program_statements=serving_statements(base.account, rights),
                start_statements=start_statements(
                    base.account, self._source, logs.group_arn, base.key_arn
                ),
                tags=base.tags,
            ),
        )

    def _tasks(
        self, firewall: ServingFirewall, entrance: ServingEntrance, logs: SystemLogs
    ) -> ServingTasks:
        base, serving = self.base, self.base.config.serving
        store = StoreAccess(
            url=pulumi.Output.concat("rediss://", base.store_endpoint),
            user=self._user.id,
            cache=base.store.cache_name,
        )
        return ServingTasks(
            _NAME,
            ServingTasksArgs(
                service=self._service,
                source=self._source,
                arguments=serve_arguments(base.config, store),
                cpu_units=serving.cpu_units,
                memory_mib=serving.memory_mib,
                tasks=serving.least_tasks,
                roles=self._roles(logs),
                entrance=entrance,
                subnet_ids=base.network.subnet_ids,
                security_group_id=firewall.tasks_id,
                log_group=logs.group_name,
                region=base.config.region,
                tags=base.tags,
            ),
            # A task that starts before its network is whole finds no image.
            opts=pulumi.ResourceOptions(depends_on=[base.network, base.store, firewall]),
        )

    def _scaling(self, entrance: ServingEntrance, tasks: ServingTasks) -> None:
        serving = self.base.config.serving
        ServingScaling(
            _NAME,
            ServingScalingArgs(
                service=self._service,
                environment=self.base.config.environment,
                least_tasks=serving.least_tasks,
                most_tasks=serving.most_tasks,
                slow=slow_answers(entrance.balancer_name, serving.latency_p99_ms),
                processor_percent=serving.processor_percent,
                tags=self.base.tags,
            ),
            opts=pulumi.ResourceOptions(depends_on=[tasks.service]),
        )

    def _alarms(self, entrance: ServingEntrance, tasks: ServingTasks) -> None:
        base = self.base
        watched = WatchedServing(
            environment=base.config.environment,
            service=self._service,
            balancer=entrance.balancer_name,
            target_group=entrance.target_group_name,
        )
        Alarms(
            _NAME,
            AlarmsArgs(
                prefix="revstream-serving",
                environment=base.config.environment,
                topic_arn=self.topic.arn,
                rules=list(serving_alarms(watched, base.config.serving)),
                tags=base.tags,
            ),
            opts=pulumi.ResourceOptions(depends_on=[tasks.service]),
        )
