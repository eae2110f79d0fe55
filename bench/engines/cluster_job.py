"""The job on a standalone cluster from the apache-flink wheel, submitted by `flink run`.

``python -m bench.engines.cluster_job SOURCE FOLDER --task-managers N [--set GROUP.KEY=VALUE ...]
[--flink OPTION=VALUE ...]``. The cluster's own files go beside the folder of results.
"""

import argparse
import subprocess
from collections.abc import Sequence
from pathlib import Path
from time import sleep
from typing import Final

from bench.engines.progress import tell
from jobs.fraud.job import FRAUD
from jobs.shared import results
from jobs.shared.progress import read_progress
from tests.cluster.flink_cluster import FlinkCluster, flink_cluster
from tests.cluster.flink_layout import ROOT

OPTIONS: Final = {
    # As in the MiniCluster of a local run, see `jobs.shared.environment`.
    "execution.checkpointing.interval": "10 s",
    "execution.checkpointing.incremental": "true",
    "execution.buffer-timeout.interval": "2 ms",
    "taskmanager.memory.managed.size": "512m",
    "taskmanager.memory.process.size": "2600m",
    "taskmanager.numberOfTaskSlots": "1",
}
_LOOK_EVERY_S: Final = 0.25


def parser() -> argparse.ArgumentParser:
    """What the command line says of the cluster and of the job."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--task-managers", type=int, required=True)
    parser.add_argument("--set", action="append", default=[], metavar="GROUP.KEY=VALUE")
    parser.add_argument("--flink", action="append", default=[], metavar="OPTION=VALUE")
    parser.add_argument("--schedule", help="send the payments on it, see `bench.engines.schedule`")
    parser.add_argument("--lags", type=Path, help="file for how late each left")
    return parser


def run(asked: argparse.Namespace) -> None:
    """Decide the payments of a file on a cluster of one JobManager and some TaskManagers."""
    beside = asked.folder.with_name(f"{asked.folder.name}-flink")
    options = OPTIONS | _pairs(asked.flink)
    with flink_cluster(beside, asked.task_managers, options=options) as cluster:
        client = _submitted(cluster, asked)
        _follow(cluster, client)
        if client.returncode:
            raise RuntimeError(f"the job failed: {cluster.log('client')[-3000:]}")
    results.join(asked.folder, FRAUD.outputs)


def _submitted(cluster: FlinkCluster, asked: argparse.Namespace) -> subprocess.Popen[bytes]:
    places = (f"source.uri=file:{asked.source}", f"sink.uri=file:{asked.folder}")
    arguments = cluster.program_arguments((*places, *asked.set))
    if asked.schedule is None:
        return cluster.submit(ROOT / "main.py", *arguments)
    program = Path(__file__).with_name("scheduled_program.py")
    return cluster.submit(program, asked.schedule, str(asked.lags), *arguments)


def _follow(cluster: FlinkCluster, client: subprocess.Popen[bytes]) -> None:
    while client.poll() is None:
        for job_id in cluster.unfinished_jobs():
            seen = read_progress(cluster.rest_url, job_id, FRAUD.watched)
            if seen is not None:
                tell(seen.records_decided)
        sleep(_LOOK_EVERY_S)


def _pairs(entries: Sequence[str]) -> dict[str, str]:
    return {name: value for name, _, value in (entry.partition("=") for entry in entries)}


if __name__ == "__main__":
    run(parser().parse_args())
