"""How far a job on a cluster is, waited for."""

import subprocess

from jobs.fraud.job import FRAUD
from jobs.shared.history.read import is_read, watched_history
from jobs.shared.progress import read_progress
from tests.cluster.flink_cluster import FlinkCluster
from tests.polling import polled

_TIMEOUT_S = 300


def wait_until_read(cluster: FlinkCluster) -> None:
    """Wait until a running job says that its history is read."""
    polled(
        lambda: any(_has_read(cluster, job_id) for job_id in cluster.unfinished_jobs()),
        _TIMEOUT_S,
        lambda: "the history was not read",
    )


def _has_read(cluster: FlinkCluster, job_id: str) -> bool:
    seen = read_progress(cluster.rest_url, job_id, watched_history(FRAUD.watched))
    return seen is not None and seen.state == "RUNNING" and is_read(seen)


def wait_until_decided(
    cluster: FlinkCluster,
    client: subprocess.Popen[bytes],
    count: int,
    *,
    or_read: bool = False,
    stage: str = "decision",
) -> str:
    """Wait until a job runs with all its tasks, and its last stage has read `count` records.

    Args:
        cluster: that it runs on.
        client: that submitted it.
        count: of records since its start.
        or_read: whether a history without so many more is enough.
        stage: what the name of the last stage holds.

    Returns:
        The id of the job.

    Raises:
        TimeoutError: it does not get so far, or ends before.
    """

    def lacking() -> str:
        return f"the job did not get to {count}: {cluster.log('client')[-3000:]}"

    def far_enough() -> str | None:
        if client.poll() is not None:
            raise TimeoutError(lacking())
        for job_id in cluster.unfinished_jobs():
            if _has_decided(cluster, job_id, count, stage) or (
                or_read and _has_read(cluster, job_id)
            ):
                return job_id
        return None

    return str(polled(far_enough, _TIMEOUT_S, lacking))


def _has_decided(cluster: FlinkCluster, job_id: str, count: int, stage: str) -> bool:
    job = cluster.get(f"/jobs/{job_id}")
    vertices = job["vertices"]
    read = [one["metrics"]["read-records"] for one in vertices if stage in one["name"]]
    whole = all(one["tasks"]["RUNNING"] == one["parallelism"] for one in vertices)
    return job["state"] == "RUNNING" and whole and bool(read) and read[0] >= count


def wait_until_restarted(cluster: FlinkCluster, job_id: str, times: int) -> None:
    """Wait until a job has been restarted so many times."""
    path = f"/jobs/{job_id}/metrics?get=numRestarts"
    polled(
        lambda: any(int(metric["value"]) >= times for metric in cluster.get(path)),
        _TIMEOUT_S,
        lambda: f"the job was not restarted {times} times",
    )
