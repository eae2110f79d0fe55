"""What tests of jobs on a cluster share: settings, waiting, and a TaskManager killed."""

import subprocess
from collections.abc import Sequence
from time import monotonic, sleep

from jobs.fraud.job import FRAUD
from jobs.shared.history.read import is_read, watched_history
from jobs.shared.progress import read_progress
from tests.cluster.flink_cluster import FlinkCluster


def settings_arguments(cluster: FlinkCluster, properties: Sequence[str]) -> tuple[str, ...]:
    """The arguments of the program for `properties`, with a check of the cluster."""
    sets = [part for entry in properties for part in ("--set", entry)]
    return ("--rest-url", cluster.rest_url, *sets)


def kill_one(cluster: FlinkCluster) -> None:
    """Kill a TaskManager with -9, and start another once it is missed.

    Until then tasks are still sent to the dead one, and each failure cancels what starts on the
    others: one whose first Python is interrupted at its start can run no Python any more.
    """
    cluster.kill_task_manager()
    cluster.wait_for_task_managers(cluster.living)
    cluster.start_task_manager()


def wait_until_read(cluster: FlinkCluster) -> None:
    """Wait until a running job says that its history is read."""
    deadline_s = monotonic() + 300
    while monotonic() < deadline_s:
        if any(_has_read(cluster, job["jid"]) for job in cluster.get("/jobs/overview")["jobs"]):
            return
        sleep(0.2)
    raise TimeoutError("the history was not read")


def _has_read(cluster: FlinkCluster, job_id: str) -> bool:
    seen = read_progress(cluster.rest_url, job_id, watched_history(FRAUD.watched))
    return seen is not None and seen.state == "RUNNING" and is_read(seen)


def wait_until_decided(
    cluster: FlinkCluster, client: subprocess.Popen[bytes], count: int, *, or_read: bool = False
) -> str:
    """Wait until a job runs with all its tasks, and its last stage has read `count` payments.

    Args:
        cluster: that it runs on.
        client: that submitted it.
        count: of payments since its start.
        or_read: whether a history without so many more is enough.

    Returns:
        The id of the job.
    """
    deadline_s = monotonic() + 300
    while monotonic() < deadline_s and client.poll() is None:
        for job in cluster.get("/jobs/overview")["jobs"]:
            vertices = cluster.get(f"/jobs/{job['jid']}")["vertices"]
            read = [one["metrics"]["read-records"] for one in vertices if "decision" in one["name"]]
            whole = all(one["tasks"]["RUNNING"] == one["parallelism"] for one in vertices)
            far = (read and read[0] >= count) or (or_read and _has_read(cluster, job["jid"]))
            if job["state"] == "RUNNING" and whole and far:
                return str(job["jid"])
        sleep(0.1)
    raise TimeoutError(f"the job did not get to {count}: {cluster.log('client')[-3000:]}")


def wait_until_restarted(cluster: FlinkCluster, job_id: str, times: int) -> None:
    """Wait until a job has been restarted so many times."""
    deadline_s = monotonic() + 120
    path = f"/jobs/{job_id}/metrics?get=numRestarts"
    while monotonic() < deadline_s:
        if any(int(metric["value"]) >= times for metric in cluster.get(path)):
            return
        sleep(0.1)
    raise TimeoutError(f"the job was not restarted {times} times")
