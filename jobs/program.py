"""The program that Flink starts: settings from property groups, then the job.

    flink run -py main.py [--settings FILE] [--set GROUP.KEY=VALUE ...] [--rest-url URL]

Without ``--settings`` the properties come from where Managed Flink puts them.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from jobs.fraud.settings import load_settings
from jobs.shared.execution import run_local, run_on_cluster
from jobs.shared.preflight import running_under_flink
from jobs.shared.probe.program import run_probe
from jobs.shared.probe.settings import GROUP, load_probe_settings
from jobs.shared.properties import MANAGED_FLINK_PROPERTIES, read_property_groups


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the fraud job where this program was started, or the probe if its properties are given.

    Raises:
        SettingsError: with every fault of the settings.
        PreflightError: the job cannot run here.
    """
    options = _options(sys.argv[1:] if arguments is None else arguments)
    groups = {} if options.settings is None else read_property_groups(options.settings)
    if GROUP in groups:
        run_probe(load_probe_settings(groups))
        return
    settings = load_settings(groups, dict(options.set))
    if running_under_flink():
        run_on_cluster(settings, options.rest_url)
    else:
        run_local(settings)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="revstream fraud job")
    on_managed_flink = MANAGED_FLINK_PROPERTIES.exists()
    parser.add_argument(
        "--settings", type=Path, default=MANAGED_FLINK_PROPERTIES if on_managed_flink else None
    )
    parser.add_argument(
        "--set", action="append", default=[], type=_property, metavar="GROUP.KEY=VALUE"
    )
    parser.add_argument("--rest-url", default=None, help="check the cluster there first")
    return parser.parse_args(arguments)


def _property(entry: str) -> tuple[str, str]:
    """Name and value of one property."""
    name, equals, value = entry.partition("=")
    if not equals or "." not in name:
        raise argparse.ArgumentTypeError(f"{entry!r}: GROUP.KEY=VALUE is expected")
    return name, value
