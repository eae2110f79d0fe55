"""What the tests of a history on a cluster share: settings, waiting, and a TaskManager killed."""

import subprocess
from collections.abc import Sequence
from time import monotonic, sleep

from tests.cluster.flink_cluster import FlinkCluster


def settings_arguments(cluster: FlinkCluster, properties: Sequence[str]) -> tuple[str, ...]:
    """The arguments of the program for `properties`, with a check of the cluster."""
    sets = [part for entry in properties for part in ("--set", entry)]
    return ("--rest-url", cluster.rest_url, *sets)


def kill_one(cluster: FlinkCluster) -> None:
    """Kill a TaskManager with -9, and start another in its place."""
    running = next(one for one in cluster.task_managers if one.poll() is None)
    running.kill()
    running.wait(30)
    cluster.start_task_manager()


def wait_until_decided(cluster: FlinkCluster, client: subprocess.Popen[bytes], count: int) -> str:
    """Wait until a running job's last stage has read `count` payments; the id of the job."""
    deadline_s = monotonic() + 300
    while monotonic() < deadline_s and client.poll() is None:
        for job in cluster.get("/jobs/overview")["jobs"]:
            vertices = cluster.get(f"/jobs/{job['jid']}")["vertices"]
            read = [one["metrics"]["read-records"] for one in vertices if "decision" in one["name"]]
            if job["state"] == "RUNNING" and read and read[0] >= count:
                return str(job["jid"])
        sleep(0.1)
    raise TimeoutError(f"the job did not get to {count}: {cluster.log('client')[-3000:]}")
