"""Whether the memory for decoded states is there, where it can be known before the job starts."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from jobs.settings import FraudSettings

_MIB: Final = 1 << 20
# Of a control group, in its two versions; without a limit it says `max` or more than there is.
_LIMITS: Final = ("memory.max", "memory/memory.limit_in_bytes")


class TooLittleMemoryError(ValueError):
    """The decoded states would not fit; the message names the setting and both sizes."""


def memory_limit_bytes(cgroup: Path = Path("/sys/fs/cgroup")) -> int:
    """Memory of this machine, or of the container that this process is in."""
    machine_bytes = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    found = [cgroup / name for name in _LIMITS if (cgroup / name).is_file()]
    limits = [path.read_text(encoding="ascii").strip() for path in found]
    return min([machine_bytes, *(int(limit) for limit in limits if limit.isdecimal())])


def check_machine(settings: FraudSettings, limit_bytes: int) -> None:
    """Raise `TooLittleMemoryError` where the subtasks of a local run hold more than there is."""
    subtasks, limit_mib = settings.job_parallelism, limit_bytes // _MIB
    if settings.state_cache_mib * subtasks > limit_mib:
        raise TooLittleMemoryError(
            f"state.cache_mib: {settings.state_cache_mib}: times {subtasks} subtasks, more than the"
            f" {limit_mib} MiB of this machine"
        )


def check_task_managers(
    settings: FraudSettings, task_managers: Sequence[Mapping[str, Any]]
) -> None:
    """Raise `TooLittleMemoryError` where a TaskManager's machine lacks the memory.

    Args:
        settings: the job's settings.
        task_managers: as Flink's REST interface lists them.
    """
    for each in task_managers:
        slots = int(each["slotsNumber"])
        machine_mib = int(each["hardware"]["physicalMemory"]) // _MIB
        flink_mib = int(each["memoryConfiguration"]["totalProcessMemory"]) // _MIB
        if settings.state_cache_mib * slots > machine_mib - flink_mib:
            raise TooLittleMemoryError(
                f"state.cache_mib: {settings.state_cache_mib}: times {slots} slots of a"
                f" TaskManager, more than the {machine_mib - flink_mib} MiB that Flink leaves of"
                f" the {machine_mib} MiB of its machine"
            )
