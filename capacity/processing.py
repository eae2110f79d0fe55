"""How many processing units (KPUs) the job needs: for the payments of the peak, and for its state.

Assumed: a KPU is one TaskManager with one slot, 1 vCPU and 4 GB; the job's speed is in proportion
to its vCPUs; and two TaskManagers are twice as fast as one.
"""

from decimal import Decimal
from typing import Final

from capacity.exact import rounded_up
from capacity.load import Load
from capacity.measured import JOB_PAYMENTS_PER_S, JOB_VCPUS, MEASURED

TARGET_USE: Final = Decimal("0.6")
"""Share of a KPU that the peak may use: the rest catches up after a restart."""

STORAGE_GB_PER_KPU: Final = 50
"""Disk of a KPU for the state (Managed Service for Apache Flink, application resources)."""

_STORAGE_USE: Final = Decimal("0.7")
# The longest window is 30 days; at a merchant it ends 7 days back; a payment may be a day late.
_DAYS_REMEMBERED: Final = 38
# Until it is compacted a log holds a snapshot and about as much again in entries.
_LOG_OVERHEAD: Final = 2
_GB: Final = 10**9

PER_KPU_PER_S: Final = Decimal(JOB_PAYMENTS_PER_S) / JOB_VCPUS
"""Payments a second that one KPU decides flat out."""


def state_gb(load: Load) -> Decimal:
    """State of the job once it has run for as long as it remembers: at most this."""
    remembered = load.daily * _DAYS_REMEMBERED
    return Decimal(remembered * MEASURED.state_bytes_per_payment * _LOG_OVERHEAD) / _GB


def kpus_needed(load: Load) -> int:
    """KPUs that carry subtasks; one more is billed for orchestration."""
    by_speed = load.peak_per_s / (PER_KPU_PER_S * TARGET_USE)
    by_state = state_gb(load) / (STORAGE_GB_PER_KPU * _STORAGE_USE)
    return max(1, rounded_up(by_speed), rounded_up(by_state))
