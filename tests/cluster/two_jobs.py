"""What the tests of a history on a cluster share: settings, waiting, and a TaskManager killed."""

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
    """Kill a TaskManager with -9, and start another in its place."""
    cluster.kill_task_manager()
    cluster.start_task_manager()


def wait_until_read(cluster: FlinkCluster) -> None:
    """Wait until a running job says that its history is read."""
    deadline_s = monotonic() + 300
    watched = watched_history(FRAUD.watched)
    while monotonic() < deadline_s:
        for job in cluster.get("/jobs/overview")["jobs"]:
            seen = read_progress(cluster.rest_url, job["jid"], watched)
            if seen is not None and seen.state == "RUNNING" and is_read(seen):
                return
        sleep(0.2)
    raise TimeoutError("the history was not read")


def wait_until_decided(cluster: FlinkCluster, client: subprocess.Popen[bytes], count: int) -> str:
    """Wait until a job runs with all its tasks, and its last stage has read `count` payments.

    Returns:
        The id of the job.
    """
    deadline_s = monotonic() + 300
    while monotonic() < deadline_s and client.poll() is None:
        for job in cluster.get("/jobs/overview")["jobs"]:
            vertices = cluster.get(f"/jobs/{job['jid']}")["vertices"]
            read = [one["metrics"]["read-records"] for one in vertices if "decision" in one["name"]]
            whole = all(one["tasks"]["RUNNING"] == one["parallelism"] for one in vertices)
            if job["state"] == "RUNNING" and whole and read and read[0] >= count:
                return str(job["jid"])
        sleep(0.1)
    raise TimeoutError(f"the job did not get to {count}: {cluster.log('client')[-3000:]}")
