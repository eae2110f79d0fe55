"""The job on a standalone cluster from the apache-flink wheel, submitted by `flink run`.

``python -m bench.engines.cluster_job SOURCE FOLDER --task-managers N [--set GROUP.KEY=VALUE ...]
[--flink OPTION=VALUE ...]``. The cluster's own files go beside the folder of results.
"""

import argparse
import subprocess
from collections.abc import Mapping, Sequence
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
    "execution.checkpointing.interval": "30 s",
    "execution.checkpointing.incremental": "true",
    "execution.buffer-timeout.interval": "2 ms",
    "taskmanager.memory.managed.size": "512m",
    "taskmanager.memory.process.size": "2600m",
    "taskmanager.numberOfTaskSlots": "1",
}
_LOOK_EVERY_S: Final = 0.25


def run(
    source: Path,
    folder: Path,
    task_managers: int,
    properties: Sequence[str],
    options: Mapping[str, str],
) -> None:
    """Decide the payments of a file on a cluster of one JobManager and so many TaskManagers."""
    beside = folder.with_name(f"{folder.name}-flink")
    places = (f"source.uri=file:{source}", f"sink.uri=file:{folder}")
    with flink_cluster(beside, task_managers, options={**OPTIONS, **options}) as cluster:
        arguments = cluster.program_arguments((*places, *properties))
        client = cluster.submit(ROOT / "main.py", *arguments)
        _follow(cluster, client)
        if client.returncode:
            raise RuntimeError(f"the job failed: {cluster.log('client')[-3000:]}")
    results.join(folder, FRAUD.outputs)


def _follow(cluster: FlinkCluster, client: subprocess.Popen[bytes]) -> None:
    while client.poll() is None:
        for job_id in cluster.unfinished_jobs():
            seen = read_progress(cluster.rest_url, job_id, FRAUD.watched)
            if seen is not None:
                tell(seen.records_decided)
        sleep(_LOOK_EVERY_S)


def _pairs(entries: Sequence[str]) -> dict[str, str]:
    return {name: value for name, _, value in (entry.partition("=") for entry in entries)}


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--task-managers", type=int, required=True)
    parser.add_argument("--set", action="append", default=[], metavar="GROUP.KEY=VALUE")
    parser.add_argument("--flink", action="append", default=[], metavar="OPTION=VALUE")
    asked = parser.parse_args()
    run(asked.source, asked.folder, asked.task_managers, asked.set, _pairs(asked.flink))


if __name__ == "__main__":
    main()
