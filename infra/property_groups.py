"""The properties that an application is started with, written from the fields of its settings.

stack config, names, ARNs --> field of the settings --> property group and key --> Managed Flink
                              `source_uri`              source, uri
"""

import dataclasses
from collections.abc import Mapping
from typing import Final

import pulumi

from infra.delivered_jobs import DeliveredJob
from infra.stack_config_reader import ConfigError
from jobs.shared.properties import SettingsError, group_and_key

Properties = dict[str, pulumi.Input[str]]
PropertyGroups = dict[str, Properties]

RUN_OPTIONS: Final = "kinesis.analytics.flink.run.options"
"""The group that Managed Flink itself reads: which file of the bundle is the program."""

DEFERRED: Final = "known-after-deployment"
"""Stands for a value that AWS decides on, while the settings are checked before any call."""

DEFERRED_URL: Final = f"rediss://{DEFERRED}:6379"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Source:
    """A stream that is read, and the consumer that reads it.

    Attributes:
        stream: name of the stream.
        consumer_arn: of the registered enhanced fan-out consumer; None where it is polled.
    """

    stream: str
    consumer_arn: pulumi.Input[str] | None


@dataclasses.dataclass(frozen=True, kw_only=True)
class StoreAccess:
    """The online store and how to log in there.

    Attributes:
        url: `rediss://HOST:PORT`.
        user: id of the user, which authenticates by IAM.
        cache: name of the cache, which the login is signed for.
    """

    url: pulumi.Input[str]
    user: pulumi.Input[str]
    cache: pulumi.Input[str]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Wiring:
    """What a job is connected to.

    Attributes:
        region: of the streams.
        events: where its events come from.
        facts: where what becomes known beside them comes from.
        outputs: name of the stream of each output, by field of the settings.
        store: the online store.
    """

    region: str
    events: Source
    facts: Source
    outputs: Mapping[str, str]
    store: StoreAccess


def job_properties(job: DeliveredJob, wiring: Wiring) -> Properties:
    """The properties that the stack writes for a job, by field of its settings."""
    facts, store = job.facts_group, wiring.store
    return {
        **job.fixed,
        "source_uri": f"kinesis:{wiring.events.stream}",
        "source_publisher": "POLLING" if wiring.events.consumer_arn is None else "EFO",
        **_consumer("source_consumer_arn", wiring.events),
        f"{facts}_uri": f"kinesis:{wiring.facts.stream}",
        **_consumer(f"{facts}_consumer_arn", wiring.facts),
        "sink_uri": "kinesis",
        **wiring.outputs,
        "aws_region": wiring.region,
        "store_url": store.url,
        "store_auth": "iam",
        "store_user": store.user,
        "store_cache": store.cache,
    }


def _consumer(name: str, source: Source) -> Properties:
    """Property `name`, where a consumer reads the source."""
    return {} if source.consumer_arn is None else {name: source.consumer_arn}


def property_groups(
    job: DeliveredJob, properties: Mapping[str, pulumi.Input[str]]
) -> PropertyGroups:
    """`properties`, given by field of the job's settings, as groups and keys.

    Raises:
        ConfigError: the settings have no such field; each is named.
    """
    fields = {field.name for field in dataclasses.fields(job.settings)}
    unknown = sorted(set(properties) - fields)
    if unknown:
        raise ConfigError(
            [
                f"{'.'.join(group_and_key(name))}: {job.settings.__name__} has no such property"
                for name in unknown
            ]
        )
    groups: PropertyGroups = {}
    for name, value in properties.items():
        group, key = group_and_key(name)
        groups.setdefault(group, {})[key] = value
    return groups


def with_overrides(
    job: DeliveredJob, groups: PropertyGroups, overrides: Mapping[str, str]
) -> PropertyGroups:
    """`groups` and the stack's own values by `group.key`, checked as the job will check them.

    Raises:
        ConfigError: with every fault: a property that the settings do not have, a value that is
            not usable, or a property that the stack itself writes.
    """
    merged: PropertyGroups = {group: dict(keys) for group, keys in groups.items()}
    taken = []
    for name, value in overrides.items():
        group, _, key = name.partition(".")
        if key in groups.get(group, {}):
            taken.append(f"{job.name}.properties: {name}: {value!r}: the stack itself writes it")
        merged.setdefault(group, {})[key] = value
    if faults := taken + _faults(job, merged):
        raise ConfigError(faults)
    return merged


def _faults(job: DeliveredJob, groups: PropertyGroups) -> list[str]:
    known = {
        group: {key: _placeholder(group, key, value) for key, value in keys.items()}
        for group, keys in groups.items()
    }
    try:
        job.load(known)
    except SettingsError as error:
        return [f"{job.name}.properties: {fault}" for fault in error.faults]
    return []


def _placeholder(group: str, key: str, value: pulumi.Input[str]) -> str:
    if isinstance(value, str):
        return value
    return DEFERRED_URL if (group, key) == group_and_key("store_url") else DEFERRED
