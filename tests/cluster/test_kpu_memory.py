"""A TaskManager with full caches stays within the memory of a processing unit of Managed Flink.

Its Java heap is taken as a whole from the start, so that nothing is left over from there. RocksDB
does not fill its share in a minute; the limit is lower by that.
"""

import re
from pathlib import Path

import pytest

from infra.kpu_memory import NATIVE_MIB, ROCKSDB_MIB, cache_limit_mib
from jobs.fraud.outputs import OUTPUTS
from jobs.shared.results import join
from tests.cluster.flink_cluster import flink_cluster
from tests.cluster.flink_layout import ROOT
from tests.cluster.memory_cgroup import memory_cgroup
from tests.cluster.payments import payments, write
from tests.jobs.outputs import read_outputs

pytestmark = pytest.mark.timeout(600)

PROGRAM = ROOT / "tests" / "cluster" / "full_caches_program.py"
MIB = 1 << 20
HEAP_MIB = 3_072
AS_MANAGED_FLINK = {
    "taskmanager.memory.process.size": "",
    "taskmanager.memory.framework.heap.size": "128m",
    "taskmanager.memory.task.heap.size": f"{HEAP_MIB - 128}m",
    "taskmanager.memory.managed.size": f"{ROCKSDB_MIB}m",
    "taskmanager.memory.network.min": "64m",
    "taskmanager.memory.network.max": "64m",
    "taskmanager.numberOfTaskSlots": "1",
    "parallelism.default": "1",
    "restart-strategy.type": "none",
    "heartbeat.timeout": "5000",
    "heartbeat.interval": "1000",
    # With both compilers, whose code and whose own memory count too: see `tests.quick_starts`.
    "env.java.opts.taskmanager": (
        "-XX:+AlwaysPreTouch -XX:+UseG1GC -XX:ActiveProcessorCount=1 -XX:TieredStopAtLevel=4"
    ),
}


def _peak_mib(pid: int) -> int:
    found = re.search(r"^VmHWM:\s+(\d+) kB$", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1]) // 1_024


def test_full_caches_fit_into_a_processing_unit(tmp_path: Path) -> None:
    source, out = write(payments(500), tmp_path / "payments.jsonl"), tmp_path / "out"
    limit_mib = HEAP_MIB + NATIVE_MIB - ROCKSDB_MIB
    told = [f"source.uri=file:{source}", f"sink.uri=file:{out}"]
    told.append(f"state.cache_mib={cache_limit_mib(1)}")
    options = [part for value in told for part in ("--set", value)]
    with (
        memory_cgroup(limit_mib * MIB) as within,
        flink_cluster(tmp_path / "flink", 0, options=AS_MANAGED_FLINK) as cluster,
    ):
        cluster.start_task_manager(within)
        cluster.wait_for_task_managers(1)
        assert cluster.run(PROGRAM, *options, timeout_s=300) == 0
        (process,) = cluster.task_managers
        assert HEAP_MIB < _peak_mib(process.pid) <= limit_mib
    join(out, OUTPUTS)
    assert len(read_outputs(out).decisions) == 500
