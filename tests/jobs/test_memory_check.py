"""A cache for more decoded states than there is memory is refused before the job starts."""

from pathlib import Path

import pytest

from jobs.fraud.settings import FraudSettings, load_settings
from jobs.shared.memory_check import TooLittleMemoryError, check_machine, check_task_managers
from udfs.shared.container_memory import memory_limit_bytes

GIB = 1 << 30
KPU = {
    "slotsNumber": 2,
    "hardware": {"physicalMemory": 4 * GIB},
    "memoryConfiguration": {"totalProcessMemory": 3 * GIB},
}


def _settings(cache_mib: int, parallelism: int = 1) -> FraudSettings:
    job = {"parallelism": str(parallelism)}
    state = {"cache_mib": str(cache_mib)}
    return load_settings({"source": {"uri": "file:x"}, "job": job, "state": state})


def test_all_subtasks_of_a_local_run_count() -> None:
    check_machine(_settings(512, parallelism=2), GIB)
    with pytest.raises(TooLittleMemoryError) as refused:
        check_machine(_settings(513, parallelism=2), GIB)
    assert str(refused.value) == (
        "state.cache_mib: 513: times 2 subtasks, more than the 1024 MiB of this machine"
    )


def test_all_slots_of_a_task_manager_count_beside_flinks_own_memory() -> None:
    check_task_managers(_settings(512), [KPU])
    with pytest.raises(TooLittleMemoryError, match=r"513: times 2 slots .* than the 1024 MiB"):
        check_task_managers(_settings(513), [KPU])


@pytest.mark.parametrize("name", ["memory.max", "memory/memory.limit_in_bytes"])
def test_the_limit_of_a_container_is_its_memory(name: str, tmp_path: Path) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("123456789\n")
    assert memory_limit_bytes(tmp_path) == 123_456_789


def test_a_container_without_a_limit_has_the_memory_of_the_machine(tmp_path: Path) -> None:
    machine_bytes = memory_limit_bytes(tmp_path)
    (tmp_path / "memory.max").write_text("max\n")
    assert memory_limit_bytes(tmp_path) == machine_bytes > 0
