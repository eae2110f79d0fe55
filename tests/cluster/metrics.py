"""The metrics of the job's own group, as Flink reports them while it runs."""

from collections.abc import Sequence
from typing import Any

from tests.cluster.flink_cluster import FlinkCluster


def metrics_of(cluster: FlinkCluster, together: Sequence[str]) -> dict[str, float]:
    """Largest value over the subtasks of each metric of the running job.

    Args:
        cluster: that it runs on.
        together: metrics that must be above 0; the operators report at different moments.

    Returns:
        Values by name, nothing until those of `together` are there.
    """
    for job_id in cluster.unfinished_jobs():
        found = _metrics(cluster, job_id)
        if all(found.get(name, 0) > 0 for name in together):
            return found
    return {}


def _metrics(cluster: FlinkCluster, job_id: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for vertex in cluster.get(f"/jobs/{job_id}")["vertices"]:
        path = f"/jobs/{job_id}/vertices/{vertex['id']}/subtasks/metrics"
        names = [m["id"] for m in cluster.get(path) if ".kinesisanalytics." in m["id"]]
        if names:
            values: list[dict[str, Any]] = cluster.get(f"{path}?get={','.join(names)}")
            found |= {v["id"].rpartition(".")[2]: float(v["max"]) for v in values}
    return found
