"""The program that Flink starts: settings from property groups, then the job of their system.

    flink run -py main.py [--settings FILE] [--set GROUP.KEY=VALUE ...] [--rest-url URL]

Without ``--settings`` the properties come from where Managed Flink puts them.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from jobs.fraud.job import FRAUD
from jobs.recommendations.job import RECOMMENDATIONS
from jobs.shared.execution import run_local, run_on_cluster
from jobs.shared.job import Job
from jobs.shared.preflight import running_under_flink
from jobs.shared.probe.program import run_probe
from jobs.shared.probe.settings import GROUP, load_probe_settings
from jobs.shared.properties import (
    MANAGED_FLINK_PROPERTIES,
    PropertyGroups,
    SettingsError,
    assignments,
    read_property_groups,
)
from udfs.fraud.probed import own_checks

_JOBS: Final = {job.name: job for job in (FRAUD, RECOMMENDATIONS)}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the job where this program was started, or the probe if its properties are given.

    Raises:
        SettingsError: with every fault of the settings.
        PreflightError: the job cannot run here.
    """
    options = _options(sys.argv[1:] if arguments is None else arguments)
    groups = {} if options.settings is None else read_property_groups(options.settings)
    if GROUP in groups:
        run_probe(load_probe_settings(groups), own_checks)
        return
    job = _job(groups, options.set)
    settings = job.load(groups, options.set)
    if running_under_flink():
        run_on_cluster(job, settings, options.rest_url)
    else:
        run_local(job, settings)


def _job(groups: PropertyGroups, overrides: Mapping[str, str]) -> Job[Any, Any]:
    """The job of the system in `job.system`, by default that of the fraud system."""
    given = groups.get("job", {}).get("system", FRAUD.name)
    name = overrides.get("job.system", given)
    if name not in _JOBS:
        raise SettingsError([f"job.system: {name!r}: one of {', '.join(_JOBS)} is expected"])
    return _JOBS[name]


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="a job of revstream")
    on_managed_flink = MANAGED_FLINK_PROPERTIES.exists()
    parser.add_argument(
        "--settings", type=Path, default=MANAGED_FLINK_PROPERTIES if on_managed_flink else None
    )
    parser.add_argument("--set", action="append", default=[], metavar="GROUP.KEY=VALUE")
    parser.add_argument("--rest-url", default=None, help="check the cluster there first")
    options = parser.parse_args(arguments)
    try:
        options.set = assignments(options.set)
    except ValueError as error:
        parser.error(f"argument --set: {error}")
    return options
