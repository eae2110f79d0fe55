"""Whether the memory for decoded states is there, where it can be known before the job starts."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from jobs.shared.settings import JobSettings

_MIB: Final = 1 << 20


class TooLittleMemoryError(ValueError):
    """The decoded states would not fit; the message names the setting and both sizes."""


def check_machine(settings: JobSettings, limit_bytes: int) -> None:
    """Raise `TooLittleMemoryError` where the subtasks of a local run hold more than there is."""
    subtasks, limit_mib = settings.job_parallelism, limit_bytes // _MIB
    if settings.state_cache_mib * subtasks > limit_mib:
        raise TooLittleMemoryError(
            f"state.cache_mib: {settings.state_cache_mib}: times {subtasks} subtasks, more than the"
            f" {limit_mib} MiB of this machine"
        )


def check_task_managers(settings: JobSettings, task_managers: Sequence[Mapping[str, Any]]) -> None:
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
