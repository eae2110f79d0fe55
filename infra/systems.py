"""The systems that a stack may have: what each reads, writes and is told.

fraud             payments, labels      --> decisions, dead letters, late payments, features, store
recommendations   recommendation events --> store                      off until its job ships
probe             nothing               --> its log                    on before the first job
"""

from collections.abc import Mapping

import pulumi

from infra.alarm_rules import fraud_alarms
from infra.bundle.manifest import BundleRef
from infra.flink_system import Consumers, System
from infra.kpu_memory import CACHE, application_cache_limit_mib
from infra.property_groups import (
    DEFERRED,
    DEFERRED_URL,
    RUN_OPTIONS,
    FraudWiring,
    PropertyGroups,
    Source,
    StoreAccess,
    fraud_properties,
    property_groups,
    source_properties,
    with_overrides,
)
from infra.stack_config import (
    DEAD_LETTERS,
    DECISIONS,
    FEATURES,
    LABELS,
    LATE_PAYMENTS,
    PAYMENTS,
    RECOMMENDATION_EVENTS,
    StackConfig,
)
from jobs.shared.probe.settings import GROUP as PROBE


def enabled_systems(config: StackConfig, bundle: BundleRef) -> list[System]:
    """Those that are switched on."""
    every = [_fraud(config, bundle), _recommendations(config, bundle), _probe(config, bundle)]
    return [system for system in every if system.config.enabled]


def fraud_groups(
    config: StackConfig,
    consumer_arns: Mapping[str, pulumi.Input[str]],
    store: StoreAccess,
) -> PropertyGroups:
    """What the fraud job is told, with the stack's own values.

    Unless the stack says less, the job holds as many decoded states as its KPUs have memory for.

    Args:
        config: of the stack.
        consumer_arns: by stream without the environment; none of a job that polls.
        store: where features go.

    Raises:
        ConfigError: with every fault of these.
    """
    wiring = FraudWiring(
        region=config.region,
        payments=Source(
            stream=config.stream_name(PAYMENTS), consumer_arn=consumer_arns.get(PAYMENTS)
        ),
        labels=Source(stream=config.stream_name(LABELS), consumer_arn=consumer_arns.get(LABELS)),
        decisions=config.stream_name(DECISIONS),
        dead_letters=config.stream_name(DEAD_LETTERS),
        late_payments=config.stream_name(LATE_PAYMENTS),
        features=config.stream_name(FEATURES),
        store=store,
    )
    own = {CACHE: str(application_cache_limit_mib(config.fraud))} | config.fraud.properties
    return with_overrides(property_groups(fraud_properties(wiring)), own)


def planned_properties(config: StackConfig) -> dict[str, dict[str, dict[str, str]]]:
    """What each system's job is told, by system, with stand-ins for what AWS decides on.

    Raises:
        ConfigError: with every fault of the stack's own values.
    """
    store = StoreAccess(url=DEFERRED_URL, user=DEFERRED, cache=DEFERRED)
    fans_out = config.fraud.publisher == "EFO"
    consumer_arns = dict.fromkeys((PAYMENTS, LABELS), DEFERRED) if fans_out else {}
    groups = fraud_groups(config, consumer_arns, store)
    told = {
        group: {key: str(value) for key, value in properties.items()}
        for group, properties in groups.items()
    }
    return {"fraud": told}


def _fraud(config: StackConfig, bundle: BundleRef) -> System:
    def groups(consumers: Consumers, store: StoreAccess) -> PropertyGroups:
        told = fraud_groups(config, _arns(consumers), store)
        return {**told, RUN_OPTIONS: dict(bundle.manifest.run_options)}

    return System(
        name="fraud",
        description="Decides on every payment: allow, flag or block",
        config=config.fraud,
        inputs=(PAYMENTS, LABELS),
        outputs=(DECISIONS, DEAD_LETTERS, LATE_PAYMENTS, FEATURES),
        property_groups=groups,
        own_alarms=lambda application: list(fraud_alarms(application, config.alarms)),
    )


def _recommendations(config: StackConfig, bundle: BundleRef) -> System:
    """Told what any job is; its own properties come with its settings."""

    def groups(consumers: Consumers, store: StoreAccess) -> PropertyGroups:
        stream = config.stream_name(RECOMMENDATION_EVENTS)
        source = Source(stream=stream, consumer_arn=_arns(consumers).get(RECOMMENDATION_EVENTS))
        told = property_groups(source_properties(source, config.region, store))
        return {**told, RUN_OPTIONS: dict(bundle.manifest.run_options)}

    return System(
        name="recommendations",
        description="Recommends items from what users view, put into the cart and buy",
        config=config.recommendations,
        inputs=(RECOMMENDATION_EVENTS,),
        outputs=(),
        property_groups=groups,
        own_alarms=lambda _: [],
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
    )


def _arns(consumers: Consumers) -> dict[str, pulumi.Output[str]]:
    return {stream: consumer.arn for stream, consumer in consumers.items()}
