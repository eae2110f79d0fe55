"""A history and then the live source as two jobs on a cluster, a TaskManager killed in each."""

from pathlib import Path

import pytest

from events.fraud.payment import Payment
from features.fraud.catalogue import FEATURE_NAMES, MERCHANT_FEATURES
from features.fraud.replayer import Replayer
from jobs.fraud.job import FRAUD
from jobs.fraud.outputs import OUTPUTS
from jobs.shared.history.on_cluster import HistoryEnd, HistoryNotReadError, finish_history
from jobs.shared.results import collect
from tests.cluster.flink_cluster import FlinkCluster
from tests.cluster.flink_layout import ROOT
from tests.cluster.payments import payments, write
from tests.cluster.waiting import wait_until_decided, wait_until_read
from tests.jobs.outputs import read_outputs

pytestmark = pytest.mark.timeout(900)

MADE = payments(13_000)
FIRST_LIVE, OVERLAP = 12_000, 100
MERCHANT_NAMES = {feature.name for feature in MERCHANT_FEATURES}


def test_a_kill_in_the_history_and_one_at_the_seam_change_no_feature(
    cluster: FlinkCluster, tmp_path: Path
) -> None:
    properties = _properties(tmp_path)
    end = _read_history(cluster, properties, tmp_path)
    assert (end.records, end.newest_ms) == (FIRST_LIVE, _newest_ms(MADE[:FIRST_LIVE]))
    live = ["job.phase=live", f"source.live_from_ms={end.newest_ms}", "source.rate_per_s=50"]
    client = cluster.submit(
        ROOT / "main.py",
        *cluster.program_arguments([*properties, *live]),
        savepoint=end.savepoint,
        leave_unclaimed=True,
    )
    job_id = wait_until_decided(cluster, client, 1)
    cluster.replace_task_manager()
    assert client.wait(400) == 0, cluster.log("client")[-3000:]
    assert cluster.has_failed(job_id)
    collect(tmp_path / "out", OUTPUTS)
    outputs = read_outputs(tmp_path / "out")
    decided = outputs.by_transaction
    assert len(outputs.decisions) == len(decided) == len(MADE) - FIRST_LIVE
    assert _different(decided) == []


def test_where_no_job_reads_a_history_finishing_it_says_so(cluster: FlinkCluster) -> None:
    with pytest.raises(HistoryNotReadError, match="0 running jobs read a history"):
        finish_history(cluster.rest_url, "file:/nowhere", FRAUD.watched, lambda _: None)


def _properties(folder: Path) -> list[str]:
    """A history of a file a day or so, in a folder a month, and a live source that overlaps it."""
    history = folder / "history"
    for number, first in enumerate(range(0, FIRST_LIVE, 1_000)):
        month = history / f"month-{number // 3}"
        month.mkdir(parents=True, exist_ok=True)
        write(MADE[first : first + 1_000], month / f"day-{number}.jsonl")
    (history / "_SUCCESS").touch()
    live = write(MADE[FIRST_LIVE - OVERLAP :], folder / "live.jsonl")
    sources = [f"source.uri=file:{live}", f"source.history=file:{history}"]
    return [*sources, f"sink.uri=file:{folder}/out"]


def _read_history(cluster: FlinkCluster, properties: list[str], folder: Path) -> HistoryEnd:
    """Read the history, with a savepoint and a kill on the way and one at its end, and stop."""
    arguments = cluster.program_arguments([*properties, "job.phase=history"])
    client = cluster.submit(ROOT / "main.py", *arguments)
    job_id = wait_until_decided(cluster, client, FIRST_LIVE // 10)
    savepoint = cluster.stop_with_savepoint(job_id)
    assert client.wait(120) == 0, cluster.log("client")[-3000:]
    client = cluster.submit(ROOT / "main.py", *arguments, savepoint=savepoint)
    # A quick job may have read it all before its savepoint.
    wait_until_decided(cluster, client, FIRST_LIVE // 5, or_read=True)
    cluster.replace_task_manager()
    # Once more where there is nothing left to read: the source must not end.
    wait_until_read(cluster)
    _warm_up(cluster, folder)
    cluster.replace_task_manager()
    savepoints = (cluster.folder / "savepoints").as_uri()
    end = finish_history(cluster.rest_url, savepoints, FRAUD.watched, lambda _: None)
    assert client.wait(120) == 0, cluster.log("client")[-3000:]
    return end


def _warm_up(cluster: FlinkCluster, folder: Path) -> None:
    """Run a short job in the free slots, which are those of the TaskManager started last.

    The history's source fails once more when it is restarted, which would interrupt the first
    Python of a TaskManager at its start: it might never run one again.
    """
    source = write(MADE[:10], folder / "ten.jsonl")
    properties = [f"source.uri=file:{source}", "sink.uri=none"]
    assert cluster.run(ROOT / "main.py", *cluster.program_arguments(properties), timeout_s=120) == 0


def _newest_ms(made: list[Payment]) -> int:
    return max(payment.event_time_ms for payment in made)


def _different(decided: dict[str, dict[str, object]]) -> list[tuple[str, str]]:
    """Values of live payments that a job which never stopped would not have given."""
    replayer = Replayer()
    expected = {payment.transaction_id: replayer.feed(payment).values for payment in MADE}
    different = []
    for payment in MADE[FIRST_LIVE:]:
        found = decided[payment.transaction_id]["features"]
        assert isinstance(found, dict)
        for name, value in zip(FEATURE_NAMES, expected[payment.transaction_id], strict=True):
            certain = payment.merchant_id.startswith("own-") or name not in MERCHANT_NAMES
            if certain and found[name] != value:
                different.append((payment.transaction_id, name))
    return different
