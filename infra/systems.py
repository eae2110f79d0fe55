"""The systems that a stack may have: what each reads, writes and is told.

fraud             payments, labels              --> decisions, dead letters, late, features, store
recommendations   recommendation events, items  --> lists, dead letters, late, features, store
probe             nothing                       --> its log             on before the first job
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

import pulumi

from infra.alarm_rules import AlarmRule
from infra.bundle.manifest import BundleRef
from infra.dashboard_body import Graph, Heading
from infra.delivered_jobs import DELIVERED, FRAUD, RECOMMENDATIONS, DeliveredJob
from infra.flink_system import Consumers, System
from infra.fraud_dashboard import fraud_widgets
from infra.job_alarms import fraud_alarms, recommendation_alarms
from infra.job_widgets import ShownJob
from infra.kpu_memory import CACHE, application_cache_limit_mib
from infra.property_groups import (
    DEFERRED,
    DEFERRED_URL,
    RUN_OPTIONS,
    PropertyGroups,
    Source,
    StoreAccess,
    Wiring,
    job_properties,
    property_groups,
    with_overrides,
)
from infra.recommendations_dashboard import recommendation_widgets
from infra.stack_config import AlarmConfig, StackConfig
from infra.stack_config_reader import ConfigError
from jobs.shared.probe.settings import GROUP as PROBE

STATE_ITEMS: Final = "store.state_items"
"""Property by which the fraud job tells the store of states, for who decides on request."""

Alarms = Callable[[str, AlarmConfig], Iterator[AlarmRule]]
Widgets = Callable[[ShownJob, StackConfig], list[Graph | Heading]]


def enabled_systems(config: StackConfig, bundle: BundleRef) -> list[System]:
    """Those that are switched on."""
    fraud = _delivered(
        FRAUD,
        "Decides on every payment: allow, flag or block",
        (fraud_alarms, fraud_widgets),
        config,
        bundle,
    )
    recommendations = _delivered(
        RECOMMENDATIONS,
        "Recommends items from what users view, put into the cart and buy",
        (recommendation_alarms, recommendation_widgets),
        config,
        bundle,
    )
    every = [fraud, recommendations, _probe(config, bundle)]
    return [system for system in every if system.config.enabled]


def job_groups(
    job: DeliveredJob,
    config: StackConfig,
    consumer_arns: Mapping[str, pulumi.Input[str]],
    store: StoreAccess,
) -> PropertyGroups:
    """What a job is told, with the stack's own values.

    Unless the stack says less, the job holds as many decoded states as its KPUs have memory for.

    Args:
        job: the job.
        config: of the stack.
        consumer_arns: by stream without the environment; none of a job that polls.
        store: where features and lists go.

    Raises:
        ConfigError: with every fault of these.
    """

    def source(stream: str) -> Source:
        return Source(stream=config.stream_name(stream), consumer_arn=consumer_arns.get(stream))

    application = config.applications[job.name]
    wiring = Wiring(
        region=config.region,
        events=source(job.events),
        facts=source(job.facts),
        outputs={field: config.stream_name(name) for field, name in job.outputs.items()},
        store=store,
    )
    own = {CACHE: str(application_cache_limit_mib(application))}
    if job is FRAUD and config.serving.enabled:
        own[STATE_ITEMS] = str(config.serving.state_items)
    own |= application.properties
    return with_overrides(job, property_groups(job, job_properties(job, wiring)), own)


def planned_properties(config: StackConfig) -> dict[str, dict[str, dict[str, str]]]:
    """What each enabled system's job is told, by system, with stand-ins for what AWS decides on.

    Raises:
        ConfigError: with every fault of the stack's own values.
    """
    planned, faults = {}, list[str]()
    for job in DELIVERED:
        application = config.applications[job.name]
        if not application.enabled:
            continue
        arns = dict.fromkeys(job.inputs, DEFERRED) if application.publisher == "EFO" else {}
        store = StoreAccess(url=DEFERRED_URL, user=DEFERRED, cache=DEFERRED)
        try:
            groups = job_groups(job, config, arns, store)
        except ConfigError as error:
            faults += error.faults
            continue
        planned[job.name] = {
            group: {key: str(value) for key, value in properties.items()}
            for group, properties in groups.items()
        }
    if faults:
        raise ConfigError(faults)
    return planned


def _delivered(
    job: DeliveredJob,
    description: str,
    watched_by: tuple[Alarms, Widgets],
    config: StackConfig,
    bundle: BundleRef,
) -> System:
    alarms, widgets = watched_by

    def groups(consumers: Consumers, store: StoreAccess) -> PropertyGroups:
        told = job_groups(job, config, _arns(consumers), store)
        return {**told, RUN_OPTIONS: dict(bundle.manifest.run_options)}

    return System(
        name=job.name,
        description=description,
        config=config.applications[job.name],
        inputs=job.inputs,
        outputs=tuple(job.outputs.values()),
        property_groups=groups,
        own_alarms=lambda application: list(alarms(application, config.alarms)),
        own_widgets=widgets,
    )


def _probe(config: StackConfig, bundle: BundleRef) -> System:
    """Runs in the same place as a job, and ends by itself."""
    told: PropertyGroups = {PROBE: {"region": config.region}}
    return System(
        name="probe",
        description="Writes to its log what the service has of all that a job needs",
        config=config.probe,
        inputs=(),
        outputs=(),
        property_groups=lambda _consumers, _store: {
            **told,
            RUN_OPTIONS: dict(bundle.manifest.run_options),
        },
        own_alarms=None,
        own_widgets=None,
    )


def _arns(consumers: Consumers) -> dict[str, pulumi.Output[str]]:
    return {stream: consumer.arn for stream, consumer in consumers.items()}
