"""What a stack costs beside its streams: processing, store, network, key, bucket, monitoring."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from capacity.bill import BillLine, line
from capacity.capacity import Capacity
from capacity.daily_load import HOURS_PER_MONTH, DailyLoad
from capacity.needs import STORAGE_GB_PER_KPU, ecpus_per_event, state_gb, store_gb
from capacity.prices import RegionPrices
from capacity.serving import serving_lines

SNAPSHOTS_KEPT: Final = 10
"""Assumed: snapshots are never pruned by the service, somebody does it."""

ALARMS: Final = 18
"""Alarms of an application: those of fraud, which has the most."""

METRICS: Final = 19
"""Metrics of the job and its log filter, all billed as custom ones, at the level APPLICATION."""

LOG_GB_PER_MONTH: Final = 1
"""Assumed for one application: the job logs nothing a payment."""

BUCKET_GB: Final = 10
"""Assumed: twenty bundles of at most 512 MiB, kept for rollback."""

_KMS_CALLS_PER_SHARD_HOUR: Final = 24  # A data key every 5 minutes, made and opened.
_METRICS_PER_SHARD: Final = 7
_LEAST_STORE_GB: Final = {"valkey": Decimal("0.1"), "redis": Decimal(1)}
_DAYS_PER_MONTH: Final = Decimal(HOURS_PER_MONTH) / 24
_MILLION: Final = 10**6
_GB: Final = 10**9


def platform_lines(capacity: Capacity, load: DailyLoad, prices: RegionPrices) -> Iterator[BillLine]:
    """The lines of one stack for a month of `load`."""
    yield from _processing(capacity, load, prices)
    yield from _store(capacity, load, prices)
    yield from _network(capacity, load, prices)
    yield from _keys(capacity, prices)
    yield line("bucket", "bundles and release records", BUCKET_GB, prices.bucket)
    yield from _monitoring(capacity, prices)
    if capacity.serving is not None:
        store = prices.store(capacity.engine)
        yield from serving_lines(capacity.serving, load, store, prices)


def _processing(capacity: Capacity, load: DailyLoad, prices: RegionPrices) -> Iterator[BillLine]:
    for name, kpus in capacity.kpus.items():
        hours = kpus * HOURS_PER_MONTH
        yield line("processing", f"{name}: processing units ({kpus})", hours, prices.kpu)
        yield line("processing", f"{name}: orchestration (1)", HOURS_PER_MONTH, prices.kpu)
        disk_gb = kpus * STORAGE_GB_PER_KPU
        yield line("processing", f"{name}: running storage", disk_gb, prices.running_storage)
    backups_gb = state_gb(load) * SNAPSHOTS_KEPT
    yield line(
        "processing", f"{load.system}: {SNAPSHOTS_KEPT} snapshots", backups_gb, prices.backups
    )


def _store(capacity: Capacity, load: DailyLoad, prices: RegionPrices) -> Iterator[BillLine]:
    store = prices.store(capacity.engine)
    held_gb = max(store_gb(load), _LEAST_STORE_GB[capacity.engine])
    ecpus = Decimal(load.per_month * ecpus_per_event(load)) / _MILLION
    yield line("store", f"{capacity.engine}: data", held_gb * HOURS_PER_MONTH, store.data)
    yield line("store", f"{capacity.engine}: updates", ecpus, store.ecpus)


def _network(capacity: Capacity, load: DailyLoad, prices: RegionPrices) -> Iterator[BillLine]:
    hours = capacity.endpoints * capacity.zones * HOURS_PER_MONTH
    item = f"{_count(capacity.endpoints, 'endpoint')} in {_count(capacity.zones, 'zone')}"
    # The job's side alone: what it reads of its inputs and writes to its outputs.
    data_gb = sum((stream.bytes_per_month(load) for stream in load.streams), Decimal(0)) / _GB
    yield line("network", item, hours, prices.endpoint)
    yield line("network", "data of the job's streams", data_gb, prices.endpoint_data)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _keys(capacity: Capacity, prices: RegionPrices) -> Iterator[BillLine]:
    shards = sum(stream.shards for stream in capacity.streams.values())
    requests = Decimal(shards * _KMS_CALLS_PER_SHARD_HOUR * HOURS_PER_MONTH) / 10_000
    yield line("keys", "the stack's key", capacity.keys, prices.key)
    yield line("keys", "data keys of the streams", requests, prices.key_requests)


def _monitoring(capacity: Capacity, prices: RegionPrices) -> Iterator[BillLine]:
    applications = len(capacity.kpus)
    yield line("monitoring", "alarms", ALARMS * applications, prices.alarm)
    yield line("monitoring", "dashboard", 1, prices.dashboard)
    yield line("monitoring", "metrics of the jobs", METRICS * applications, prices.metric)
    shards = sum(
        stream.shards for stream in capacity.streams.values() if stream.shard_level_metrics
    )
    if shards:
        yield line("monitoring", "shard metrics", shards * _METRICS_PER_SHARD, prices.metric)
    logs_gb = Decimal(LOG_GB_PER_MONTH * applications)
    stored_gb = logs_gb * capacity.log_retention_days / _DAYS_PER_MONTH
    yield line("monitoring", "logs, taken in", logs_gb, prices.logs_in)
    yield line("monitoring", "logs, stored", stored_gb, prices.logs_stored)
