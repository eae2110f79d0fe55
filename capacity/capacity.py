"""What a stack has: the capacity that a load needs, or the one that a stack's file asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Literal

from capacity.daily_load import DailyLoad
from capacity.needs import kpus_needed, shards_needed
from capacity.serving import ServingCapacity, serving_capacity, tasks_needed
from capacity.streams import Stream
from infra.existing_resources import CONTAINER_SERVICES
from infra.serving_config import ServingConfig
from infra.stack_config import ApplicationConfig, StackConfig

Mode = Literal["PROVISIONED", "ON_DEMAND"]
Engine = Literal["valkey", "redis"]

_ZONES: int = 2
_ENDPOINTS: int = 3
_LOG_RETENTION_DAYS: int = 30
_RETENTION_HOURS: int = 24


@dataclass(frozen=True, kw_only=True)
class StreamCapacity:
    """The capacity of one stream.

    Attributes:
        mode: PROVISIONED is billed by shards, ON_DEMAND by data.
        shards: open shards; with ON_DEMAND those that the service is taken to open.
        retention_hours: how long records stay.
        shard_level_metrics: whether each shard reports metrics of its own.
        polled: whether the job reads it without a consumer of its own.
    """

    mode: Mode
    shards: int
    retention_hours: int = _RETENTION_HOURS
    shard_level_metrics: bool = False
    polled: bool = False


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """The capacity of one stack.

    Attributes:
        streams: by name of the stream; none that was there before the stack.
        kpus: by application, each without the one for orchestration.
        engine: of the store.
        zones: availability zones with an address of each endpoint.
        endpoints: interface endpoints, at most kinesis-streams, logs and monitoring; the gateway
            of S3 is free.
        keys: KMS keys of the stack's own.
        log_retention_days: how long logs are kept.
        serving: who answers requests; None where nobody does.
    """

    streams: Mapping[str, StreamCapacity]
    kpus: Mapping[str, int]
    engine: Engine = "valkey"
    zones: int = _ZONES
    endpoints: int = _ENDPOINTS
    keys: int = 1
    log_retention_days: int = _LOG_RETENTION_DAYS
    serving: ServingCapacity | None = None


def needed_shards(stream: Stream, load: DailyLoad) -> int:
    """Shards that `stream` needs at the peak of `load`."""
    return shards_needed(stream.records_per_s(load), stream.bytes_per_s(load), stream.readers)


def needed_capacity(load: DailyLoad, mode: Mode, requests_per_s: Decimal | None = None) -> Capacity:
    """What `load` needs, with the defaults of a stack for the rest.

    Args:
        load: of the job.
        mode: of its streams.
        requests_per_s: that are answered in the busiest second; None if none are.
    """
    streams = {
        stream.name: StreamCapacity(mode=mode, shards=needed_shards(stream, load))
        for stream in load.streams
    }
    serving = (
        None
        if requests_per_s is None
        else serving_capacity(
            ServingConfig(), tasks_needed(requests_per_s), requests_per_s, zones=_ZONES
        )
    )
    return Capacity(streams=streams, kpus={load.system: kpus_needed(load)}, serving=serving)


def configured_capacity(
    config: StackConfig, load: DailyLoad, requests_per_s: Decimal | None = None
) -> Capacity:
    """What the stack's file asks for; a stream on demand opens what `load` needs.

    What was there before the stack is left out: its owner pays for it. Requests are answered by
    `least_tasks`.
    """
    existing = config.existing
    streams = {
        stream.name: _configured(config, stream, load)
        for stream in load.streams
        if stream.name not in existing.streams
    }
    zones = len(existing.subnet_ids) or config.network.endpoint_zone_count
    found = set(existing.endpoints) - {"s3"}
    of_containers = len(found & set(CONTAINER_SERVICES))
    serving = serving_capacity(
        config.serving,
        config.serving.least_tasks,
        Decimal(0) if requests_per_s is None else requests_per_s,
        zones,
        of_containers,
    )
    return Capacity(
        streams=streams,
        kpus={name: kpus_of(asked) for name, asked in config.applications.items() if asked.enabled},
        engine=config.store.engine,
        zones=zones,
        endpoints=_ENDPOINTS - (len(found) - of_containers),
        keys=0 if existing.key_arn is not None else 1,
        log_retention_days=config.log_retention_days,
        serving=serving if config.serving.enabled else None,
    )


def kpus_of(application: ApplicationConfig) -> int:
    """KPUs that carry the application's subtasks."""
    return ceil(application.parallelism / application.parallelism_per_kpu)


def _configured(config: StackConfig, stream: Stream, load: DailyLoad) -> StreamCapacity:
    asked = config.stream(stream.name)
    return StreamCapacity(
        mode=asked.mode,
        shards=needed_shards(stream, load) if asked.shards is None else asked.shards,
        retention_hours=asked.retention_hours,
        shard_level_metrics=asked.shard_level_metrics,
        polled=config.applications[load.system].publisher == "POLLING",
    )
