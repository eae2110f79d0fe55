"""What a load needs: shards of a stream, processing units (KPUs) of the job, room in the store.

A shard takes 1 MB/s or 1,000 records/s in, and gives 2 MB/s out to all that share it; a consumer
with enhanced fan-out has 2 MB/s of each shard for itself (Kinesis Data Streams, quotas and limits).

Assumed of the job: a KPU is one TaskManager with one slot, 1 vCPU and 4 GB; it is as fast as the
job was on one core; and two TaskManagers are twice as fast as one.

The store is ElastiCache Serverless, billed by data and by ECPUs. One ECPU is a command that moves
up to 1 KB and takes as much server time as a simple one. AWS does not say how long that is; 3 us is
what its ElastiCache estimator reads from AWS's own example.
"""

from decimal import Decimal
from typing import Final

from capacity.daily_load import DailyLoad
from capacity.exact import rounded_up

IN_RECORDS_PER_S: Final = 1_000
IN_BYTES_PER_S: Final = 1_000_000
OUT_BYTES_PER_S: Final = 2_000_000

SHARD_USE: Final = Decimal("0.7")
"""Share of a shard that the peak may use: keys do not spread evenly, and a peak is not even.

Above the same share the shards are scaled up in a running stack.
"""

KPU_USE: Final = Decimal("0.6")
"""Share of a KPU that the peak may use: the rest catches up after a restart."""

STORAGE_GB_PER_KPU: Final = 50
"""Disk of a KPU for the state (Managed Service for Apache Flink, application resources)."""

_STORAGE_USE: Final = Decimal("0.7")
_GB: Final = 10**9

SERVER_US_PER_ECPU: Final = 3
"""See https://github.com/aws/agent-toolkit-for-aws, amazon-elasticache/scripts."""


def shards_needed(records_per_s: Decimal, bytes_per_s: Decimal, readers: int) -> int:
    """Shards for a stream's busiest second.

    Args:
        records_per_s: records put.
        bytes_per_s: bytes put.
        readers: readers that share the throughput out; a consumer with enhanced fan-out does not.

    >>> shards_needed(Decimal(579), Decimal(579 * 300), readers=0)
    1
    >>> shards_needed(Decimal(5790), Decimal(5790 * 300), readers=0)
    9
    """
    shards = max(
        records_per_s / IN_RECORDS_PER_S,
        bytes_per_s / IN_BYTES_PER_S,
        bytes_per_s * max(readers, 1) / OUT_BYTES_PER_S,
    )
    return max(1, rounded_up(shards / SHARD_USE))


def state_gb(load: DailyLoad) -> Decimal:
    """State of the job once it has run for as long as it remembers: at most this."""
    return load.state_bytes / _GB


def kpus_needed(load: DailyLoad) -> int:
    """KPUs that carry subtasks; one more is billed for orchestration."""
    by_speed = load.peak_per_s / (load.events_per_s_and_kpu * KPU_USE)
    by_state = state_gb(load) / (STORAGE_GB_PER_KPU * _STORAGE_USE)
    return max(1, rounded_up(by_speed), rounded_up(by_state))


def store_gb(load: DailyLoad) -> Decimal:
    """Data of all that has a hash in the store."""
    store = load.store
    held = (count * store.hash_bytes[name] for name, count in store.hashes.items())
    return Decimal(sum(held)) / _GB


def ecpus_per_event(load: DailyLoad) -> int:
    """ECPUs of the updates of one event, of each thing that it has.

    At most: the updates of a batch that concern the same hash are written as one.
    """
    store = load.store
    return rounded_up(
        store.updates_per_event * update_ecpus(store.update_server_us, store.update_kb)
    )


def update_ecpus(server_us: int, kilobytes: Decimal) -> Decimal:
    """ECPUs of one update: by the time that the server needs, or by what is sent if that is more.

    >>> update_ecpus(30, Decimal("1.2")), update_ecpus(30, Decimal("12.5"))
    (Decimal('10'), Decimal('12.5'))
    """
    return max(Decimal(rounded_up(Decimal(server_us) / SERVER_US_PER_ECPU)), kilobytes)


def ecpus_per_s(load: DailyLoad) -> int:
    """ECPUs in the busiest second."""
    return load.peak_per_s * ecpus_per_event(load)
