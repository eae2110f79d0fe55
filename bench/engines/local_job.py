"""The job in an embedded MiniCluster, by what `revstream run` runs.

``python -m bench.engines.local_job SOURCE FOLDER [--one-core] [--system NAME] [--set ...]``
"""

import argparse
import os
from contextlib import nullcontext
from pathlib import Path
from typing import Any, Final

from bench.engines.progress import tell
from bench.engines.scheduled_program import ANY_RATE, sent_on
from jobs.fraud.job import FRAUD
from jobs.recommendations.job import RECOMMENDATIONS
from jobs.shared.execution import run_local
from jobs.shared.job import Job
from jobs.shared.progress import JobProgress
from jobs.shared.properties import assignments

_JOBS: Final[dict[str, Job[Any, Any]]] = {job.name: job for job in (FRAUD, RECOMMENDATIONS)}


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--set", action="append", default=[], metavar="GROUP.KEY=VALUE")
    parser.add_argument("--one-core", action="store_true", help="on one core, as a KPU has it")
    parser.add_argument("--system", choices=sorted(_JOBS), default=FRAUD.name, help="whose job")
    parser.add_argument("--schedule", help="send the payments on it, see `bench.engines.schedule`")
    parser.add_argument("--lags", type=Path, help="file for how late each left")
    asked = parser.parse_args()
    if asked.one_core:
        # The JVM is a child of this process and inherits it.
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    given = {"source.uri": f"file:{asked.source}", "sink.uri": f"file:{asked.folder}"}
    given |= assignments(asked.set) | ({} if asked.schedule is None else ANY_RATE)
    job = _JOBS[asked.system]
    paced = nullcontext() if asked.schedule is None else sent_on(asked.schedule, asked.lags)
    with paced:
        run_local(job, job.load({}, given), _show)


def _show(progress: JobProgress) -> None:
    tell(progress.records_decided)


if __name__ == "__main__":
    main()
