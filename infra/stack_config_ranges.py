"""What numbers in a stack's file may be, by AWS's limits or by the job's own.

The limits are those of the services' APIs, unless a comment gives another reason.
"""

from typing import Final

import msgspec

from events.shared.time_units import DAY_MS

MAX_PARALLELISM: Final = 128  # `job.max_parallelism`, which never changes once there is state
_NO_LIMIT: Final = 2**53


class Range(msgspec.Struct, frozen=True):
    """Least and greatest value of a field, both allowed."""

    least: int
    most: int = _NO_LIMIT

    def __contains__(self, value: int) -> bool:
        """Whether `value` is allowed."""
        return self.least <= value <= self.most

    def __str__(self) -> str:
        """As a message or a table has it."""
        if self.most == _NO_LIMIT:
            return f"at least {self.least:,}"
        return f"{self.least:,} to {self.most:,}"


_APPLICATION: Final = {
    "parallelism": Range(1, MAX_PARALLELISM),
    "parallelism_per_kpu": Range(1, 8),
    "max_kpus": Range(1),
    # Below a second the job would do little else.
    "checkpoint_interval_ms": Range(1_000, DAY_MS),
    "checkpoint_min_pause_ms": Range(0, DAY_MS),
}
_STREAM: Final = {
    "shards": Range(1, 10_000),
    "max_shards": Range(1, 10_000),
    "retention_hours": Range(24, 8_760),
}

# By the path to the part that has the field.
RANGES: Final[dict[str, dict[str, Range]]] = {
    "streams": _STREAM,
    # Two zones survive the loss of one; the network has room for four subnets.
    "network": {"zones": Range(2, 3)},
    "store": {
        "max_data_gb": Range(1, 5_000),
        "max_ecpu_per_second": Range(1_000, 15_000_000),
        "daily_snapshots_kept": Range(0, 35),
    },
    "fraud": _APPLICATION,
    "recommendations": _APPLICATION,
    "probe": _APPLICATION,
    "serving": {
        "least_tasks": Range(1, 1_000),
        "most_tasks": Range(1, 1_000),
        "latency_p99_ms": Range(1, 60_000),
        "processor_percent": Range(10, 90),
        "requests_per_5_minutes": Range(100, 2_000_000_000),
        "requests_per_s": Range(1, 1_000_000),
        "state_items": Range(0, 100_000),
    },
    "alarms": {
        "lag_ms": Range(1),
        "checkpoint_duration_ms": Range(1),
        "in_job_latency_p99_us": Range(1),
        "rejected_per_minute": Range(0),
        "late_per_minute": Range(0),
        "memory_percent": Range(1, 99),
        "processor_percent": Range(1, 99),
        "disk_percent": Range(1, 99),
        "kpus": Range(1),
    },
    "pipeline": {"owner_id": Range(1), "repository_id": Range(1)},
    "": {"budget_usd_per_month": Range(1), "role_propagation_s": Range(0, 600)},
}

# The spans that CloudWatch Logs keeps logs for.
LOG_RETENTION_DAYS: Final = (
    *(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1_096, 1_827),
    *(2_192, 2_557, 2_922, 3_288, 3_653),
)
