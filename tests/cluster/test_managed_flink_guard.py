"""Managed Flink's guard: settings that code may not change are refused before the job starts."""

import subprocess
import sys
from pathlib import Path

import pytest

from jobs.fraud.outputs import OUTPUTS
from jobs.recommendations import outputs as recommendations
from jobs.shared.results import join
from servers.flink_layout import lay_out
from tests.cluster.flink_layout import ROOT, flink_environ, flink_home
from tests.cluster.payments import payments, write
from tests.jobs.outputs import read_json_lines, read_outputs
from tests.jobs.recommendations.expected import expected, listed
from tests.jobs.recommendations.shop import shop_files

pytestmark = pytest.mark.timeout(600)

ALLOWED = (
    "python.execution-mode",
    "python.operator-chaining.enabled",
    "python.job-options",
    "pipeline.auto-generate-uids",
    "pipeline.auto-watermark-interval",
    "pipeline.global-job-parameters",
    "pipeline.jars",
    "pipeline.max-parallelism",
    "pipeline.name",
    "pipeline.object-reuse",
    "pipeline.operator-chaining.enabled",
    # Set by Flink's own client and planner for every Python and every SQL job.
    "python.loopback-server.address",
    "__table.query-start.current-database__",
    "__table.query-start.epoch-time__",
    "__table.query-start.local-time__",
    "table.exec.mini-batch.enabled",
    "pipeline.classpaths",
    "table.exec.source.idle-timeout",
    "table.exec.uid.generation",
)


def _flink_run(folder: Path, program: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    lay_out(folder / "flink", flink_home(), {"parallelism.default": "1"})
    command = [
        *(str(flink_home() / "bin" / "flink"), "run", "-t", "local"),
        "-Dexecution.program-config.enabled=false",
        f"-Dexecution.program-config.wildcards={';'.join(ALLOWED)}",
        *("-pyclientexec", sys.executable, "-pyexec", sys.executable),
        *("-py", str(program), *arguments),
    ]
    environ = flink_environ(folder / "flink")
    return subprocess.run(
        command, env=environ, capture_output=True, text=True, check=False, timeout=500
    )


def _run_job(folder: Path, *properties: str) -> Path:
    """Runs the job of a system; where its results are."""
    out = folder / "out"
    sets = [part for one in (*properties, f"sink.uri=file:{out}") for part in ("--set", one)]
    ended = _flink_run(folder, ROOT / "main.py", *sets)
    assert ended.returncode == 0, ended.stdout[-3000:]
    return out


def test_the_job_passes_the_guard(tmp_path: Path) -> None:
    made = payments(200)
    source = write(made, tmp_path / "payments.jsonl")
    out = _run_job(tmp_path, f"source.uri=file:{source}")
    join(out, OUTPUTS)
    assert len(read_outputs(out).decisions) == len(made)


def test_the_recommendation_job_passes_the_guard(tmp_path: Path) -> None:
    shop = shop_files(tmp_path, events=200)
    out = _run_job(tmp_path, "job.system=recommendations", f"source.uri=file:{shop.events}")
    join(out, recommendations.OUTPUTS)
    made = expected(record.raw for record in shop.records)
    assert len(made.lists) > 50
    found = read_json_lines(out / "lists.jsonl")
    assert [listed(one) for one in found] == made.lists


def test_a_program_that_sets_its_parallelism_does_not_pass(tmp_path: Path) -> None:
    program = tmp_path / "mutating.py"
    program.write_text(
        "from pyflink.datastream import StreamExecutionEnvironment\n"
        "env = StreamExecutionEnvironment.get_execution_environment()\n"
        "env.set_parallelism(3)\n"
        "env.from_collection([1]).print()\n"
        "env.execute()\n"
    )
    ended = _flink_run(tmp_path, program)
    assert ended.returncode != 0
    assert "MutatedConfigurationException" in ended.stdout + ended.stderr
