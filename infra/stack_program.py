"""A whole stack from its configuration and a bundle; what `pulumi up` and a release both run.

check --> foundation --> bundle object, alarm topic --> systems --> dashboard, pipeline --> outputs
"""

from typing import Any

import pulumi

from infra.alarm_rules import shard_scaler_alarm
from infra.application_faults import bundle_faults
from infra.bundle.manifest import BundleRef
from infra.components.alarm_topic import AlarmTopic, AlarmTopicArgs
from infra.components.alarms import Alarms, AlarmsArgs
from infra.components.bundle_object import BundleObject, BundleObjectArgs
from infra.components.dashboard import Dashboard, DashboardArgs
from infra.components.pipeline_roles import PipelineRoles, PipelineRolesArgs
from infra.components.store_reader import StoreReader, StoreReaderArgs
from infra.dashboard_body import Graph, Heading
from infra.flink_system import System, SystemBuilder, watched_inputs
from infra.foundation import Foundation, build_foundation, build_shard_scaler
from infra.job_widgets import ShownJob
from infra.permissions_boundary import bound_every_role
from infra.pipeline_rights import Scope
from infra.serving_system import ServingBuilder
from infra.stack_config import StackConfig
from infra.stack_config_reader import ConfigError
from infra.stack_dashboard import ShownPlatform, job_section, platform_section
from infra.store_keys import list_job_keys
from infra.systems import Widgets, enabled_systems, planned_properties


def check_stack(config: StackConfig, bundle: BundleRef) -> None:
    """See to it, before any cloud call, that the bundle can run what the stack asks for.

    Raises:
        ConfigError: with every fault found.
    """
    faults = list(bundle_faults(config, bundle))
    try:
        planned_properties(config)
    except ConfigError as error:
        faults += error.faults
    if faults:
        raise ConfigError(faults)


def program(config: StackConfig, bundle: BundleRef) -> None:
    """Make the stack and export exactly the fields of `StackOutputs`.

    Raises:
        ConfigError: before anything is made.
    """
    check_stack(config, bundle)
    if config.existing.permissions_boundary_arn is not None:
        bound_every_role(config.existing.permissions_boundary_arn)
    base = build_foundation(config, list_job_keys(config, bundle))
    code = BundleObject(
        "bundle", BundleObjectArgs(bucket=base.bucket.name, bundle=bundle, tags=base.tags)
    )
    topic = _topic(base)
    scaler = build_shard_scaler(base)
    if scaler is not None:
        _scaler_alarm(base, topic, scaler)
    systems = enabled_systems(config, bundle)
    applications = {
        system.name: SystemBuilder(system=system, base=base, code=code, topic=topic).build()
        for system in systems
    }
    outputs = {
        "environment": config.environment,
        "region": config.region,
        "code_bucket": base.bucket.name,
        "applications": applications,
        "streams": base.streams.names,
        "store_endpoint": base.store_endpoint,
        "store_reader": _store_reader(base),
        "serving": _serving(base, topic),
        "alarm_topic_arn": topic.arn,
        "dashboard": _dashboard(base, systems).name,
        "pipeline_roles": _pipeline_roles(base),
    }
    for name, value in outputs.items():
        pulumi.export(name, value)


def _topic(base: Foundation) -> AlarmTopic:
    return AlarmTopic(
        "alarms",
        AlarmTopicArgs(
            topic=f"revstream-alarms-{base.config.environment}",
            key_arn=base.key_arn,
            account_id=base.account.account_id,
            email=base.config.alarms.email,
            tags=base.tags,
        ),
    )


def _scaler_alarm(base: Foundation, topic: AlarmTopic, function: str) -> None:
    Alarms(
        "shard-scaler",
        AlarmsArgs(
            prefix="revstream",
            environment=base.config.environment,
            topic_arn=topic.arn,
            rules=[shard_scaler_alarm(function)],
            tags=base.tags,
        ),
    )


def _store_reader(base: Foundation) -> dict[str, Any]:
    """The fields of `StoreReaderOutputs`."""
    name = base.config.named_in_account("revstream-store-reader")
    reader = StoreReader("store-reader", StoreReaderArgs(policy_name=name, store=base.store))
    return {
        "user": base.store.reader_user_id,
        "cache": base.store.cache_name,
        "policy_arn": reader.policy_arn,
        "security_group_id": base.network.store_reader_security_group_id,
        "vpc_id": base.network.vpc_id,
        "subnet_ids": base.network.subnet_ids,
    }


def _serving(base: Foundation, topic: AlarmTopic) -> dict[str, Any] | None:
    """The fields of `ServingOutputs`."""
    if not base.config.serving.enabled:
        return None
    return ServingBuilder(base=base, topic=topic).build()


def _dashboard(base: Foundation, systems: list[System]) -> Dashboard:
    config = base.config
    sections = [
        widget
        for system in systems
        if system.own_widgets is not None
        for widget in _section(base, system, system.own_widgets)
    ]
    platform = ShownPlatform(
        streams=[config.stream_name(stream) for stream in config.stream_names],
        cache=f"features-{config.environment}",
    )
    return Dashboard(
        "dashboard",
        DashboardArgs(
            dashboard=config.named_in_account("revstream"),
            region=config.region,
            widgets=[*sections, *platform_section(platform)],
            tags=base.tags,
        ),
    )


def _section(base: Foundation, system: System, own: Widgets) -> list[Graph | Heading]:
    application = base.config.application_name(system.name)
    shown = ShownJob(application=application, inputs=watched_inputs(system, base))
    return job_section(shown, own(shown, base.config), base.config)


def _pipeline_roles(base: Foundation) -> dict[str, Any]:
    pipeline = base.config.pipeline
    if pipeline.repository is None:
        return {}
    scope = Scope(
        account=base.account,
        environment=base.config.environment,
        # Of systems that are off, too: the pipeline may switch them on, not change its own rights.
        role_names=list(base.config.role_names.values()),
        bucket_arn=base.bucket.arn,
        key_arn=base.key_arn,
        existing=base.config.existing,
        serves=base.config.serving.enabled,
    )
    roles = PipelineRoles(
        "pipeline",
        PipelineRolesArgs(
            repository=pipeline.repository,
            subject=pipeline.token_subject,
            branch=pipeline.branch,
            provider_exists=pipeline.provider_exists,
            scope=scope,
            policy_arns=pipeline.policy_arns,
            tags=base.tags,
        ),
    )
    return dict(roles.arns)
