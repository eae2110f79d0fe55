"""The systems that a stack may have: what each reads, writes and is told.

fraud             payments, labels      --> decisions, dead letters, late payments, features, store
recommendations   recommendation events --> store                      off until its job ships
"""

import pulumi

from infra.alarm_rules import fraud_alarms
from infra.bundle.manifest import BundleRef
from infra.flink_system import Consumers, System
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


def enabled_systems(config: StackConfig, bundle: BundleRef) -> list[System]:
    """Those that are switched on."""
    every = [_fraud(config, bundle), _recommendations(config, bundle)]
    return [system for system in every if system.config.enabled]


def fraud_groups(
    config: StackConfig,
    payments_arn: pulumi.Input[str],
    labels_arn: pulumi.Input[str],
    store: StoreAccess,
) -> PropertyGroups:
    """What the fraud job is told, with the stack's own values.

    Raises:
        ConfigError: with every fault of these.
    """
    wiring = FraudWiring(
        region=config.region,
        payments=Source(stream=config.stream_name(PAYMENTS), consumer_arn=payments_arn),
        labels=Source(stream=config.stream_name(LABELS), consumer_arn=labels_arn),
        decisions=config.stream_name(DECISIONS),
        dead_letters=config.stream_name(DEAD_LETTERS),
        late_payments=config.stream_name(LATE_PAYMENTS),
        features=config.stream_name(FEATURES),
        store=store,
    )
    return with_overrides(property_groups(fraud_properties(wiring)), config.fraud.properties)


def planned_properties(config: StackConfig) -> dict[str, dict[str, dict[str, str]]]:
    """What each system's job is told, by system, with stand-ins for what AWS decides on.

    Raises:
        ConfigError: with every fault of the stack's own values.
    """
    store = StoreAccess(url=DEFERRED_URL, user=DEFERRED, cache=DEFERRED)
    groups = fraud_groups(config, DEFERRED, DEFERRED, store)
    told = {
        group: {key: str(value) for key, value in properties.items()}
        for group, properties in groups.items()
    }
    return {"fraud": told}


def _fraud(config: StackConfig, bundle: BundleRef) -> System:
    def groups(consumers: Consumers, store: StoreAccess) -> PropertyGroups:
        told = fraud_groups(config, consumers[PAYMENTS].arn, consumers[LABELS].arn, store)
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
        source = Source(stream=stream, consumer_arn=consumers[RECOMMENDATION_EVENTS].arn)
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
