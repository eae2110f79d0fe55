"""The job in an embedded MiniCluster, by what `revstream run` runs.

``python -m bench.engines.local_job SOURCE FOLDER [--set GROUP.KEY=VALUE ...]``
"""

import argparse
from pathlib import Path

from bench.engines.progress import tell
from jobs.fraud.job import FRAUD
from jobs.fraud.settings import load_settings
from jobs.shared.execution import run_local
from jobs.shared.progress import JobProgress
from jobs.shared.properties import assignments


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--set", action="append", default=[], metavar="GROUP.KEY=VALUE")
    asked = parser.parse_args()
    places = {"source.uri": f"file:{asked.source}", "sink.uri": f"file:{asked.folder}"}
    settings = load_settings({}, places | assignments(asked.set))
    run_local(FRAUD, settings, _show)


def _show(progress: JobProgress) -> None:
    tell(progress.records_decided)


if __name__ == "__main__":
    main()
