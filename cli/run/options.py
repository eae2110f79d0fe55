"""The options of `revstream run` that the job of any system takes.

::

    @click.command()
    @run_options
    def fraud(*, options: RunOptions) -> None: ...
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, Final

import click

from cli.run.settings import groups_of, overrides_of, print_settings
from jobs.shared.job import Job, SettingsT, SummaryT
from jobs.shared.settings import JobSettings

Command = Callable[..., None]

_PROPERTIES: Final = {
    "source": "source.uri",
    "sink": "sink.uri",
    "definitions": "features.definitions",
    "store": "store.url",
    "rate": "source.rate_per_s",
    "rate_after": "source.rate_after",
}
"""The property that an option stands for."""

_OPTIONS: Final = (
    click.option("--sink", help="kinesis, file:DIRECTORY or none."),
    click.option(
        "--definitions", metavar="FILE", help="Definition file; the shipped one unless set."
    ),
    click.option("--store", help="redis://HOST:PORT, rediss://HOST:PORT or none."),
    click.option("--rate", type=int, help="Replay a file at this many records a second."),
    click.option("--rate-after", type=int, help="Records replayed flat out before that."),
    click.option(
        "--settings",
        "settings_path",
        type=click.Path(path_type=Path),
        help="Property groups, in the form Managed Flink has them.",
    ),
    click.option(
        "--set", "properties", multiple=True, metavar="GROUP.KEY=VALUE", help="One property."
    ),
    click.option("--list-settings", is_flag=True, help="Print every property and leave."),
    click.option(
        "--cluster",
        "in_cluster",
        is_flag=True,
        help="In a Flink cluster with a TaskManager a hop: faster where there are cores for it.",
    ),
    click.option(
        "--metrics-port",
        type=click.IntRange(0, 65_535),
        help="Metrics for Prometheus on this port; 0 takes a free one.",
    ),
    click.option(
        "--metrics-host",
        metavar="ADDRESS",
        help="Where they are read, such as 0.0.0.0 for every network.  [default: this machine]",
    ),
    click.option("--overwrite", is_flag=True, help="Remove the results of an earlier run first."),
    click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON, nothing else."),
)


@dataclass(frozen=True)
class RunOptions:
    """What a run was told.

    Attributes:
        given: property values by property, of the options that stand for one.
        settings_path: of a file of property groups.
        properties: `GROUP.KEY=VALUE`, which win.
        list_settings: whether the properties are to be printed, and nothing run.
        in_cluster: whether in a cluster of its own.
        metrics_port: on which metrics are read, 0 for a free one; None for no metrics.
        metrics_host: on which they are read; None for this machine alone.
        overwrite: whether the results of an earlier run are removed.
        as_json: whether the counts are printed as JSON.
    """

    given: Mapping[str, str]
    settings_path: Path | None
    properties: tuple[str, ...]
    list_settings: bool
    in_cluster: bool
    metrics_port: int | None
    metrics_host: str | None
    overwrite: bool
    as_json: bool

    def settings(self, job: Job[SettingsT, SummaryT], more: Mapping[str, str | None]) -> SettingsT:
        """The settings of a job.

        Args:
            job: of a system.
            more: property values of the system's own options, None where one is not given.

        Raises:
            SettingsError: with every fault found.
        """
        own = {name: value for name, value in more.items() if value is not None}
        overrides = {**self.given, **own, **overrides_of(self.properties)}
        return job.load(groups_of(self.settings_path), overrides)


def run_options(function: Command) -> Command:
    """Add the options; `function` gets them as `options`."""

    @wraps(function)
    def with_options(  # noqa: PLR0913 - one argument an option
        *,
        settings_path: Path | None,
        properties: tuple[str, ...],
        list_settings: bool,
        in_cluster: bool,
        metrics_port: int | None,
        metrics_host: str | None,
        overwrite: bool,
        as_json: bool,
        **others: Any,  # noqa: ANN401 - options that stand for a property, and the system's own
    ) -> None:
        values = {name: others.pop(option) for option, name in _PROPERTIES.items()}
        options = RunOptions(
            given={name: str(value) for name, value in values.items() if value is not None},
            settings_path=settings_path,
            properties=properties,
            list_settings=list_settings,
            in_cluster=in_cluster,
            metrics_port=metrics_port,
            metrics_host=metrics_host,
            overwrite=overwrite,
            as_json=as_json,
        )
        function(options=options, **others)

    command: Command = with_options
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def prints_settings(options: RunOptions, settings_class: type[JobSettings]) -> bool:
    """Whether the settings were asked for, which are then printed."""
    if options.list_settings:
        print_settings(settings_class)
    return options.list_settings
