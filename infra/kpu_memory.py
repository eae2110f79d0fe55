"""How much memory a processing unit (KPU) leaves for decoded states, and how it is shared out.

    4 GiB = 3 GiB Java heap + 1 GiB native: JVM | Python | RocksDB | decoded states

Above it the service kills the container, and the job starts again from its last checkpoint.
"""

from collections.abc import Iterator
from typing import Final

from infra.stack_config import ApplicationConfig

NATIVE_MIB: Final = 1_024
"""Memory of a KPU beside the Java heap (AWS, Managed Flink application resources)."""

JVM_MIB: Final = 488
"""Classes, compiled code, collector, threads, network buffers, an empty RocksDB: measured."""

INTERPRETER_MIB: Final = 112
"""Python with numpy, ONNX Runtime, the model and the clients: measured."""

ROCKSDB_MIB: Final = 240
"""What RocksDB may grow by: assumed, the service does not say how much it gives to it."""

CACHE: Final = "state.cache_mib"
_MODE: Final = "job.execution_mode"


def cache_limit_mib(parallelism_per_kpu: int, execution_mode: str = "thread") -> int:
    """What each subtask may hold decoded states in; 0 if nothing is left for them.

    Args:
        parallelism_per_kpu: subtasks that share a KPU.
        execution_mode: `thread` has one interpreter for all of them, `process` one for each.
    """
    interpreters = parallelism_per_kpu if execution_mode == "process" else 1
    left_mib = NATIVE_MIB - JVM_MIB - ROCKSDB_MIB - interpreters * INTERPRETER_MIB
    return max(0, left_mib // parallelism_per_kpu)


def application_cache_limit_mib(application: ApplicationConfig) -> int:
    """The same for an application as it is configured."""
    mode = application.properties.get(_MODE, "thread").lower()
    return cache_limit_mib(application.parallelism_per_kpu, mode)


def memory_faults(system: str, application: ApplicationConfig) -> Iterator[str]:
    """One line where an application asks for more memory than its KPUs have."""
    if application.parallelism_per_kpu < 1:
        return  # Out of its range, which is reported as such.
    limit_mib = application_cache_limit_mib(application)
    if limit_mib == 0:
        yield (
            f"{system}.parallelism_per_kpu: {application.parallelism_per_kpu}: as many Python"
            f" processes do not fit into the {NATIVE_MIB} MiB that a KPU has beside the Java heap:"
            f" fewer are expected, or {_MODE} thread"
        )
    asked = application.properties.get(CACHE, "")
    if limit_mib and asked.isdecimal() and int(asked) > limit_mib:
        yield (
            f"{system}.properties: {CACHE}: {asked}: at most {limit_mib} is expected with"
            f" parallelism_per_kpu {application.parallelism_per_kpu}"
        )
