"""The cluster that `revstream run --cluster` runs a job in."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from jobs.fraud.decided_by import decided_by
from jobs.fraud.settings import FraudSettings
from jobs.shared import preflight
from jobs.shared.job import SettingsT
from jobs.shared.metrics_push import push_options
from servers.flink import flink_cluster


@contextmanager
def cluster_for(
    settings: SettingsT, task_managers: int, metrics_url: str | None = None
) -> Iterator[tuple[SettingsT, int]]:
    """A cluster with a TaskManager of one slot for each subtask of each hop.

    Args:
        settings: of the job.
        task_managers: one a hop.
        metrics_url: to which its processes push their metrics; None for none.

    Yields:
        The settings for it, and the port of its REST interface.

    Raises:
        PreflightError: the job cannot run on this machine as it is.
        ServerError: the cluster does not start.
    """
    preflight.check_local(settings)
    preflight.prepare_jvm()
    options = {} if metrics_url is None else push_options(metrics_url)
    with flink_cluster(task_managers * settings.job_parallelism, 1, options) as cluster:
        yield replace(settings, job_slots="per_hop"), cluster.rest_port


@contextmanager
def cluster_of(
    settings: FraudSettings, metrics_url: str | None = None
) -> Iterator[tuple[FraudSettings, int]]:
    """The same for the hops of the fraud job."""
    hops = len(decided_by(settings).load_plan().hops)
    with cluster_for(settings, hops, metrics_url) as found:
        yield found
