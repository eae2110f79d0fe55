"""The job on a standalone cluster of two TaskManagers, in thread mode, when things break.

The features of a card are exact through every failure, and so are those of a merchant at which
the order of arrival is certain: here one where a single card pays. At a merchant that cards of
different subtasks share, which of two payments arrives first is not determined.
"""

from collections import Counter
from pathlib import Path

import pytest

from features.fraud.catalogue import FEATURE_NAMES, MERCHANT_FEATURES
from features.fraud.replayer import Replayer
from jobs.fraud.outputs import OUTPUTS
from jobs.shared.results import collect
from tests.cluster.flink_cluster import FlinkCluster
from tests.cluster.flink_layout import ROOT
from tests.cluster.payments import payments, write
from tests.cluster.waiting import wait_until_decided, wait_until_restarted
from tests.jobs.outputs import Outputs, read_outputs

pytestmark = pytest.mark.timeout(900)

COUNT = 4_000
MERCHANT_NAMES = {feature.name for feature in MERCHANT_FEATURES}
FAILING = Path(__file__).parent / "failing_program.py"


def test_a_restart_after_a_failing_task_twice_in_a_row_loses_nothing(
    cluster: FlinkCluster, tmp_path: Path
) -> None:
    source = write(payments(COUNT), tmp_path / "payments.jsonl")
    arguments = _arguments(cluster, source, tmp_path / "out")
    paced = ("--set", "source.rate_per_s=300")
    client = cluster.submit(FAILING, str(tmp_path), *arguments, *paced)
    for number in range(2):
        # A TaskManager whose first Python is interrupted at its start may never run one again.
        job_id = wait_until_decided(cluster, client, COUNT // 10)
        (tmp_path / f"fail-{number}").touch()
        wait_until_restarted(cluster, job_id, number + 1)
    assert client.wait(400) == 0, cluster.log("client")[-3000:]
    assert {file.name for file in tmp_path.glob("failed-*")} == {"failed-0", "failed-1"}
    _check(_collected(tmp_path / "out"))


def test_killing_a_task_manager_in_the_middle_of_a_run_loses_nothing(
    cluster: FlinkCluster, tmp_path: Path
) -> None:
    source = write(payments(COUNT), tmp_path / "payments.jsonl")
    paced = ("--set", "source.rate_per_s=300")
    arguments = _arguments(cluster, source, tmp_path / "out")
    client = cluster.submit(ROOT / "main.py", *arguments, *paced)
    job_id = wait_until_decided(cluster, client, COUNT // 4)
    cluster.kill_task_manager()
    assert client.wait(400) == 0, cluster.log("client")[-3000:]
    assert cluster.has_failed(job_id)
    assert cluster.get("/overview")["taskmanagers"] == 1
    cluster.start_task_manager()
    cluster.wait_for_task_managers(2)
    _check(_collected(tmp_path / "out"))


def test_a_stop_with_a_savepoint_and_a_restore_lose_nothing(
    cluster: FlinkCluster, tmp_path: Path
) -> None:
    source = write(payments(COUNT), tmp_path / "payments.jsonl")
    arguments = _arguments(cluster, source, tmp_path / "out")
    client = cluster.submit(ROOT / "main.py", *arguments, "--set", "source.rate_per_s=300")
    job_id = wait_until_decided(cluster, client, COUNT // 4)
    savepoint = cluster.stop_with_savepoint(job_id)
    client.wait(120)
    again = cluster.submit(ROOT / "main.py", *arguments, savepoint=savepoint)
    assert again.wait(400) == 0, cluster.log("client")[-3000:]
    _check(_collected(tmp_path / "out"))


def _arguments(cluster: FlinkCluster, source: Path, out: Path) -> tuple[str, ...]:
    return cluster.program_arguments([f"source.uri=file:{source}", f"sink.uri=file:{out}"])


def _collected(folder: Path) -> Outputs:
    collect(folder, OUTPUTS)
    return read_outputs(folder)


def _check(outputs: Outputs) -> None:
    made = payments(COUNT)
    decided = Counter(decision["transaction_id"] for decision in outputs.decisions)
    assert decided == Counter(payment.transaction_id for payment in made)
    replayer = Replayer()
    mismatches: Counter[str] = Counter()
    for payment in made:
        expected = dict(zip(FEATURE_NAMES, replayer.feed(payment).values, strict=True))
        features = outputs.by_transaction[payment.transaction_id]["features"]
        certain = payment.merchant_id.startswith("own-")
        names = FEATURE_NAMES if certain else set(FEATURE_NAMES) - MERCHANT_NAMES
        mismatches.update(name for name in names if features[name] != expected[name])
    assert mismatches == Counter()
