"""One system of a stack: what its job reads by, logs to, runs as, and who is told of trouble.

consumers --> role, properties --> application --> started application --> alarms
logs -----------^
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pulumi

from infra.alarm_rules import AlarmRule, Watched, WatchedInput, application_alarms
from infra.application_rights import ApplicationRights
from infra.components.alarm_topic import AlarmTopic
from infra.components.alarms import Alarms, AlarmsArgs
from infra.components.application import Application, ApplicationArgs
from infra.components.application_role import ApplicationRole, ApplicationRoleArgs
from infra.components.bundle_object import BundleObject
from infra.components.started_application import StartedApplication, StartedApplicationArgs
from infra.components.stream_consumer import StreamConsumer, StreamConsumerArgs
from infra.components.system_logs import SystemLogs, SystemLogsArgs
from infra.counted_lines import PYTHON_FAILURES
from infra.dashboard_body import Graph, Heading
from infra.foundation import Foundation, log_groups
from infra.job_widgets import ShownJob
from infra.metrics import log_namespace
from infra.property_groups import PropertyGroups, StoreAccess
from infra.stack_config import ApplicationConfig, StackConfig

Consumers = Mapping[str, StreamConsumer]

_LOG_STREAM: Final = "application"


@dataclass(frozen=True, kw_only=True)
class System:
    """A system as it is defined, before anything of it is made.

    Attributes:
        name: of the system and of its job, such as `fraud`.
        description: what it does.
        config: of its application.
        inputs: streams it reads, without the environment.
        outputs: streams it writes to, without the environment.
        property_groups: what its job is told, given its consumers by stream, none if it polls, and
            the store.
        own_alarms: rules for the metrics of its job, given the application's name; None where no
            alarm is wanted, as its job ends by itself.
        own_widgets: graphs of the metrics of its job; None where the dashboard has none.
    """

    name: str
    description: str
    config: ApplicationConfig
    inputs: Sequence[str]
    outputs: Sequence[str]
    property_groups: Callable[[Consumers, StoreAccess], PropertyGroups]
    own_alarms: Callable[[str], Sequence[AlarmRule]] | None
    own_widgets: Callable[[ShownJob, StackConfig], list[Graph | Heading]] | None


def watched_inputs(system: System, base: Foundation) -> list[WatchedInput]:
    """The streams that `system` reads, with their full names."""
    fans_out = system.config.publisher == "EFO"
    return [
        WatchedInput(
            name=stream,
            stream=base.config.stream_name(stream),
            consumer=base.config.named(system.name) if fans_out else "",
        )
        for stream in system.inputs
    ]


@dataclass(frozen=True, kw_only=True)
class SystemBuilder:
    """Makes a system.

    Attributes:
        system: the system.
        base: what it stands on.
        code: the bundle that it runs.
        topic: where its alarms go.
    """

    system: System
    base: Foundation
    code: BundleObject
    topic: AlarmTopic

    def build(self) -> dict[str, Any]:
        """Make all of the system; the fields of `ApplicationOutputs`."""
        consumers = self._consumers()
        logs = self._logs()
        role = self._role(consumers, logs)
        application = self._application(consumers, role)
        started = self._started(application, role, logs)
        if self.system.own_alarms is not None:
            self._alarms(started, self.system.own_alarms(self._name))
        return {
            "name": application.name,
            "arn": self.base.account.arn("kinesisanalytics", f"application/{self._name}"),
            "bundle_key": application.code_key,
            "log_group": logs.group_name,
            "properties": application.property_groups,
            "input_consumers": {
                self.base.config.stream_name(stream): (
                    consumers[stream].name if stream in consumers else ""
                )
                for stream in self.system.inputs
            },
        }

    @property
    def _name(self) -> str:
        return self.base.config.application_name(self.system.name)

    def _consumers(self) -> dict[str, StreamConsumer]:
        """By stream; none for a system that polls."""
        if self.system.config.publisher == "POLLING":
            return {}
        name = self.base.config.named(self.system.name)
        return {
            stream: StreamConsumer(
                f"{self.system.name}-{stream}",
                StreamConsumerArgs(name, self.base.streams.arns[stream], self.base.tags),
            )
            for stream in self.system.inputs
        }

    def _logs(self) -> SystemLogs:
        config = self.base.config
        return SystemLogs(
            self.system.name,
            SystemLogsArgs(
                log_group=f"{log_groups(config)}{self.system.name}",
                metric_namespace=log_namespace(config.environment, self.system.name),
                counted=(PYTHON_FAILURES,),
                stream=_LOG_STREAM,
                retention_days=config.log_retention_days,
                key_arn=self.base.key_arn,
                tags=self.base.tags,
            ),
        )

    def _role(self, consumers: Consumers, logs: SystemLogs) -> ApplicationRole:
        base = self.base
        rights = ApplicationRights(
            code_arn=pulumi.Output.concat(base.bucket.arn, "/bundles/*"),
            input_arns=[base.streams.arns[stream] for stream in self.system.inputs],
            consumer_arns=[consumer.arn for consumer in consumers.values()],
            output_arns=[base.streams.arns[stream] for stream in self.system.outputs],
            key_arns=base.stream_key_arns([*self.system.inputs, *self.system.outputs]),
            log_group_arn=logs.group_arn,
            log_stream_arn=logs.stream_arn,
            vpc_id=base.network.vpc_id,
            subnet_ids=base.network.subnet_ids,
            security_group_ids=[base.network.application_security_group_id],
            cache_arn=base.store.cache_arn,
            store_user_arn=base.store.writer_of(self.system.name).arn,
        )
        return ApplicationRole(
            self.system.name,
            ApplicationRoleArgs(
                role_name=self.base.config.role_names[self.system.name],
                application=self._name,
                account=base.account,
                rights=rights,
                propagation_s=base.config.role_propagation_s,
                tags=base.tags,
            ),
        )

    def _application(self, consumers: Consumers, role: ApplicationRole) -> Application:
        base = self.base
        store = StoreAccess(
            url=pulumi.Output.concat("rediss://", base.store_endpoint),
            user=base.store.writer_of(self.system.name).id,
            cache=base.store.cache_name,
        )
        return Application(
            self.system.name,
            ApplicationArgs(
                application=self._name,
                description=self.system.description,
                config=self.system.config,
                role_arn=role.arn,
                code_bucket_arn=base.bucket.arn,
                code_key=self.code.key,
                property_groups=self.system.property_groups(consumers, store),
                subnet_ids=base.network.subnet_ids,
                security_group_ids=[base.network.application_security_group_id],
                protect=base.config.protect,
                tags=base.tags,
            ),
        )

    def _started(
        self, application: Application, role: ApplicationRole, logs: SystemLogs
    ) -> StartedApplication:
        """Started last: a job that starts before its network is whole finds no way out of it."""
        return StartedApplication(
            self.system.name,
            StartedApplicationArgs(
                application=application.name,
                region=self.base.config.region,
                access=self.base.config.access,
                log_stream_arn=logs.stream_arn,
                code_key=application.code_key,
                configuration_sha256=application.configuration_sha256,
                ends_by_itself=self.system.own_alarms is None,
            ),
            opts=pulumi.ResourceOptions(
                depends_on=[application, role, self.base.network, self.base.store]
            ),
        )

    def _alarms(self, started: StartedApplication, own: Sequence[AlarmRule]) -> None:
        base = self.base
        watched = Watched(
            environment=base.config.environment,
            system=self.system.name,
            application=self._name,
            inputs=watched_inputs(self.system, base),
        )
        rules = application_alarms(watched, base.config.alarms)
        Alarms(
            self.system.name,
            AlarmsArgs(
                prefix=f"revstream-{self.system.name}",
                environment=base.config.environment,
                topic_arn=self.topic.arn,
                rules=[*rules, *own],
                tags=base.tags,
            ),
            opts=pulumi.ResourceOptions(depends_on=[started]),
        )
