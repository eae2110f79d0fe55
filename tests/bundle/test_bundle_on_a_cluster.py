"""The bundle alone works as the project does: nothing of the project is on the cluster's path.

The cluster's Python has apache-flink and what that requires, as Managed Flink's has. One task
each, so that the order of payments, and with it every feature, is determined.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from events.shared.probe_report import from_text
from infra.bundle.build import BuiltBundle
from jobs.fraud.outputs import OUTPUTS
from jobs.recommendations.outputs import OUTPUTS as OUTPUTS_OF_RECOMMENDATIONS
from jobs.shared.results import join
from tests.bundle.managed_flink import can_lay_over_etc, start_bundle, write_properties
from tests.cluster.flink_cluster import FlinkCluster
from tests.cluster.payments import payments, write
from tests.jobs.outputs import Outputs, Record, read_json_lines, read_outputs, run_on_file
from tests.jobs.recommendations.expected import expected, listed
from tests.jobs.recommendations.shop import shop_files

pytestmark = pytest.mark.timeout(600)

COUNT = 1_000
TIMED = ("stage_us",)
OBSERVED = Path(__file__).parent / "observed_program.py"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(payments(COUNT), tmp_path_factory.mktemp("source") / "payments.jsonl")


@pytest.fixture(scope="module")
def of_the_project(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Outputs:
    """What the job decides when it runs from the project's own folder."""
    return run_on_file(source, tmp_path_factory.mktemp("project"))


class Application:
    """The bundle as an application on the cluster.

    Args:
        cluster: where it runs.
        built: the bundle.
        unpacked: its folder.
    """

    def __init__(self, cluster: FlinkCluster, built: BuiltBundle, unpacked: Path) -> None:
        self._cluster = cluster
        self._options = built.bundle.manifest.run_options
        self._unpacked = unpacked

    def run(
        self,
        folder: Path,
        source: Path,
        job: Mapping[str, str],
        outputs: Sequence[str],
        *program: str,
    ) -> Path:
        """Run a job to its end, with properties and results in `folder`; where its results are."""
        groups = {
            "kinesis.analytics.flink.run.options": self._options,
            "source": {"uri": f"file:{source}"},
            "sink": {"uri": f"file:{folder / 'out'}"},
            "job": job,
        }
        properties = write_properties(folder, groups)
        ended = start_bundle(self._cluster, self._unpacked, self._options, properties, *program)
        log = self._cluster.log("taskmanager-0")[-3000:]
        assert ended.returncode == 0, f"{ended.stdout[-3000:]}{ended.stderr[-3000:]}{log}"
        join(folder / "out", outputs)
        return folder / "out"


@pytest.fixture(scope="module")
def application(cluster: FlinkCluster, built: BuiltBundle, unpacked: Path) -> Application:
    return Application(cluster, built, unpacked)


@pytest.fixture
def of_its_own(cluster: FlinkCluster) -> Iterator[None]:
    """TaskManagers that no other system's job has run in, as on Managed Flink.

    In one that has, the packages that a first job imported are those of its folder, which is gone
    with it: what it had no need of is found no more.
    """
    _start_anew(cluster)
    yield
    _start_anew(cluster)


def _start_anew(cluster: FlinkCluster) -> None:
    count = cluster.living
    for _ in range(count):
        cluster.kill_task_manager()
    cluster.wait_for_task_managers(0)
    cluster.renew(count)


@pytest.fixture(scope="module")
def in_process_mode(
    application: Application, source: Path, tmp_path_factory: pytest.TempPathFactory
) -> Outputs:
    """What `main.py` of the bundle decides in process mode."""
    folder = tmp_path_factory.mktemp("process-mode")
    return read_outputs(application.run(folder, source, {"execution_mode": "process"}, OUTPUTS))


def _untimed(decisions: list[Record]) -> list[Record]:
    return [
        {name: value for name, value in decision.items() if name not in TIMED}
        for decision in decisions
    ]


def _unordered(records: list[Record]) -> list[str]:
    """Updates of cards and of merchants are two streams that mix in any order."""
    return sorted(json.dumps(record, sort_keys=True) for record in records)


# First, as it would be: the job then runs in the TaskManager that the probe has run in.
def test_the_probe_reports_from_the_program_and_from_a_worker(
    cluster: FlinkCluster, built: BuiltBundle, unpacked: Path, tmp_path: Path
) -> None:
    options = built.bundle.manifest.run_options
    groups = {
        "kinesis.analytics.flink.run.options": options,
        "probe": {"execution_mode": "thread"},
    }
    ended = start_bundle(cluster, unpacked, options, write_properties(tmp_path, groups))
    assert ended.returncode == 0, ended.stdout[-3000:]
    program, worker = from_text(ended.stdout), from_text(cluster.log("taskmanager-0"))
    assert program is not None
    assert worker is not None
    assert (program.side, worker.side) == ("program", "worker")
    assert [finding for finding in (*program.findings, *worker.findings) if finding.fault] == []
    found = {finding.name: finding.value for finding in worker.findings}
    assert found["numpy"].endswith(str(cluster.python.packages / "numpy"))
    assert found["onnxruntime"].endswith("/dep/onnxruntime")


def test_the_bundle_decides_as_the_project_does_through_a_restart(
    application: Application, source: Path, of_the_project: Outputs, unpacked: Path, tmp_path: Path
) -> None:
    program = (str(OBSERVED), str(tmp_path), str(COUNT // 2))
    in_thread_mode = {"execution_mode": "thread"}
    decided = read_outputs(application.run(tmp_path, source, in_thread_mode, OUTPUTS, *program))
    assert len(decided.decisions) == COUNT
    assert _untimed(decided.decisions) == _untimed(of_the_project.decisions)
    assert _unordered(decided.features) == _unordered(of_the_project.features)
    for life in (0, 1):
        modules = json.loads((tmp_path / f"life-{life}.json").read_text())
        for name, file in modules.items():
            # Where Flink has unpacked the bundle for its workers.
            inside = re.search(r"/python-dist-[^/]+/python-files/[^/]+/(dep/.+)$", file)
            assert inside is not None, f"{name} comes from {file}"
            assert (unpacked / inside[1]).is_file()


@pytest.mark.usefixtures("of_its_own")
def test_the_bundle_recommends_as_the_replayer_does_where_the_properties_name_that_system(
    application: Application, tmp_path: Path
) -> None:
    shop = shop_files(tmp_path, events=COUNT)
    out = application.run(
        tmp_path / "run",
        shop.events,
        {"system": "recommendations"},
        OUTPUTS_OF_RECOMMENDATIONS,
    )
    made = expected(record.raw for record in shop.records)
    assert len(made.lists) > COUNT // 4
    assert [listed(one) for one in read_json_lines(out / "lists.jsonl")] == made.lists
    assert _unordered(read_json_lines(out / "features.jsonl")) == _unordered(made.features)


def test_process_mode_decides_the_same(in_process_mode: Outputs, of_the_project: Outputs) -> None:
    assert _untimed(in_process_mode.decisions) == _untimed(of_the_project.decisions)


def test_the_program_reads_the_properties_where_managed_flink_puts_them(
    in_process_mode: Outputs,
) -> None:
    if not can_lay_over_etc():
        pytest.skip("no user namespace with an overlay here: the program was given --settings")
    # It was started without arguments, so that its source can only have come from /etc/flink.
    assert len(in_process_mode.decisions) == COUNT
