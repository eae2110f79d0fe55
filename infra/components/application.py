"""One Managed Flink application: its code, its properties, how it checkpoints and scales.

It is made READY and stays so; `StartedApplication` starts it.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pulumi
from pulumi_aws_native import kinesisanalyticsv2 as flink

from infra.property_groups import PropertyGroups
from infra.stack_config import ApplicationConfig
from infra.tags import tag_list

RUNTIME: Final = "FLINK-1_20"


@dataclass(frozen=True, kw_only=True)
class ApplicationArgs:
    """Arguments of `Application`.

    Attributes:
        application: name of the application.
        description: what it does, for whoever reads the console.
        config: how it scales, checkpoints and logs.
        role_arn: of the role it runs under.
        code_bucket_arn: of the bucket that holds its code.
        code_key: key of the bundle there, which holds the hash of the contents.
        property_groups: what its job is told.
        subnet_ids: where its network interfaces are.
        security_group_ids: of these interfaces.
        protect: whether Pulumi refuses to delete it; its snapshots would go with it.
        tags: of the application.
    """

    application: str
    description: str
    config: ApplicationConfig
    role_arn: pulumi.Input[str]
    code_bucket_arn: pulumi.Input[str]
    code_key: pulumi.Input[str]
    property_groups: PropertyGroups
    subnet_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    security_group_ids: Sequence[pulumi.Input[str]]
    protect: bool
    tags: Mapping[str, str]


class Application(pulumi.ComponentResource):
    """A streaming application that keeps its state in snapshots and rolls a bad update back."""

    name: pulumi.Output[str]
    code_key: pulumi.Output[str]
    configuration_sha256: pulumi.Output[str]
    property_groups: pulumi.Output[PropertyGroups]

    def __init__(
        self, name: str, args: ApplicationArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("revstream:infra:Application", name, None, opts)
        application = flink.Application(
            name,
            application_name=args.application,
            application_description=args.description,
            application_mode=flink.ApplicationMode.STREAMING,
            runtime_environment=RUNTIME,
            service_execution_role=args.role_arn,
            application_configuration=_configuration(args),
            tags=tag_list(args.tags),
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect),
        )
        # Both by way of the application's id, so that whoever has them comes after it.
        self.name = application.id.apply(lambda _: args.application)
        self.code_key = pulumi.Output.all(application.id, args.code_key).apply(lambda got: got[1])
        self.configuration_sha256 = _sha256(args)
        self.property_groups = pulumi.Output.from_input(args.property_groups)
        self.register_outputs({"name": self.name, "code_key": self.code_key})


def _configuration(args: ApplicationArgs) -> flink.ApplicationConfigurationArgs:
    return flink.ApplicationConfigurationArgs(
        application_code_configuration=_code(args),
        application_snapshot_configuration=flink.ApplicationSnapshotConfigurationArgs(
            snapshots_enabled=True
        ),
        application_system_rollback_configuration=(
            flink.ApplicationSystemRollbackConfigurationArgs(rollback_enabled=True)
        ),
        environment_properties=flink.ApplicationEnvironmentPropertiesArgs(
            property_groups=[
                flink.ApplicationPropertyGroupArgs(property_group_id=group, property_map=keys)
                for group, keys in sorted(args.property_groups.items())
            ]
        ),
        flink_application_configuration=_flink(args.config),
        vpc_configurations=[
            flink.ApplicationVpcConfigurationArgs(
                subnet_ids=args.subnet_ids, security_group_ids=args.security_group_ids
            )
        ],
    )


def _code(args: ApplicationArgs) -> flink.ApplicationCodeConfigurationArgs:
    return flink.ApplicationCodeConfigurationArgs(
        code_content_type=flink.ApplicationCodeConfigurationCodeContentType.ZIPFILE,
        code_content=flink.ApplicationCodeContentArgs(
            s3_content_location=flink.ApplicationS3ContentLocationArgs(
                bucket_arn=args.code_bucket_arn, file_key=args.code_key
            )
        ),
    )


def _flink(config: ApplicationConfig) -> flink.ApplicationFlinkApplicationConfigurationArgs:
    """All CUSTOM: with DEFAULT the service takes its own values and ignores these."""
    return flink.ApplicationFlinkApplicationConfigurationArgs(
        checkpoint_configuration=flink.ApplicationCheckpointConfigurationArgs(
            configuration_type=flink.ApplicationCheckpointConfigurationConfigurationType.CUSTOM,
            checkpointing_enabled=True,
            checkpoint_interval=config.checkpoint_interval_ms,
            min_pause_between_checkpoints=config.checkpoint_min_pause_ms,
        ),
        parallelism_configuration=flink.ApplicationParallelismConfigurationArgs(
            configuration_type=flink.ApplicationParallelismConfigurationConfigurationType.CUSTOM,
            parallelism=config.parallelism,
            parallelism_per_kpu=config.parallelism_per_kpu,
            auto_scaling_enabled=config.autoscaling,
        ),
        monitoring_configuration=flink.ApplicationMonitoringConfigurationArgs(
            configuration_type=flink.ApplicationMonitoringConfigurationConfigurationType.CUSTOM,
            metrics_level=flink.ApplicationMonitoringConfigurationMetricsLevel(
                config.metrics_level
            ),
            log_level=flink.ApplicationMonitoringConfigurationLogLevel(config.log_level),
        ),
    )


def _sha256(args: ApplicationArgs) -> pulumi.Output[str]:
    """Of all that an update of the application may change, so that its start is seen to again."""
    parts: dict[str, Any] = {
        "role": args.role_arn,
        "code": args.code_key,
        "properties": args.property_groups,
        "subnets": args.subnet_ids,
        "security_groups": args.security_group_ids,
        "flink": repr(args.config),
    }
    return pulumi.Output.json_dumps(parts, sort_keys=True).apply(
        lambda text: hashlib.sha256(text.encode()).hexdigest()
    )
