"""The options that describe an input of payments, for every command that reads one.

::

    @click.command()
    @input_options
    def command(input_options: InputOptions) -> None:
        history = read_input(input_options)
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from time import time_ns
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

import click

from cli.input_values import character, pairs, zone
from cli.path_types import INPUT_FILE
from cli.period_options import DURATION
from datasets.history import History
from datasets.own.description import Description, Order
from datasets.own.mapping import CONSTANTS, TARGETS
from datasets.own.reading import read_history
from datasets.retail_history import retail_history

Command = Callable[..., None]

_MAPPINGS: Final = ("online-retail",)
_PATH: Final = click.Path(exists=True, path_type=Path)


def _files(*, required: bool) -> tuple[Callable[[Command], Command], ...]:
    return (
        click.option(
            "--input",
            "inputs",
            required=required,
            multiple=True,
            type=_PATH,
            help="CSV, Parquet or JSON Lines, a file or a folder. Can be repeated.",
        ),
        click.option(
            "--labels",
            type=INPUT_FILE,
            help="Labels, JSON Lines, instead of a column is_fraud.",
        ),
    )


_MAPPING: Final = (
    click.option(
        "--columns",
        multiple=True,
        metavar="TARGET=COLUMN,...",
        callback=pairs,
        help=f"Columns of the data. Targets: {', '.join(TARGETS)}.",
    ),
    click.option(
        "--constant",
        "constants",
        multiple=True,
        metavar="FIELD=VALUE,...",
        callback=pairs,
        help=f"What the data lacks. Fields: {', '.join(CONSTANTS)}.",
    ),
    click.option(
        "--timezone",
        "zone",
        default="UTC",
        show_default=True,
        callback=zone,
        help="Of times that name no zone, such as Europe/Berlin.",
    ),
    click.option(
        "--label-delay",
        "label_delay_ms",
        default="7d",
        show_default=True,
        type=DURATION,
        help="From a fraud to its report, where reported_time is not mapped.",
    ),
    click.option(
        "--order",
        type=click.Choice(["arrival", "event-time"]),
        help="Of arrival: as in the input, or by event time.  [default: arrival for JSON Lines"
        " of the job's form, event-time for all else]",
    ),
    click.option(
        "--mapping", type=click.Choice(_MAPPINGS), help="A ready mapping instead of --columns."
    ),
    click.option("--skip-faulty", is_flag=True, help="Leave faulty rows out and count them."),
    click.option("--delimiter", default=",", show_default=True, callback=character, help="Of CSV."),
)


@dataclass(frozen=True, slots=True)
class InputOptions:
    """The input that a command was given.

    Attributes:
        description: files, mapping, times, labels and order.
        mapping: name of a ready mapping, None without one.
    """

    description: Description
    mapping: Literal["online-retail"] | None = None


def input_options(function: Command) -> Command:
    """Add the options of an input; `function` gets them as `input_options`."""
    return _with_files(function, required=True)


def optional_input_options(function: Command) -> Command:
    """The same for a command that can do without: then its description has no inputs."""
    return _with_files(function, required=False)


def _with_files(function: Command, *, required: bool) -> Command:
    command = mapping_options(function)
    for option in reversed(_files(required=required)):
        command = option(command)
    return command


def mapping_options(function: Command) -> Command:
    """Add the options that say how a file is to be read, to a command that names it otherwise.

    `function` gets them as `input_options`; its description has the inputs and labels that the
    command has as options, or none.
    """

    @wraps(function)
    def with_input(  # noqa: PLR0913 - one argument an option
        *,
        columns: dict[str, str],
        constants: dict[str, str],
        zone: ZoneInfo,
        label_delay_ms: int,
        order: Order | None,
        mapping: Literal["online-retail"] | None,
        skip_faulty: bool,
        delimiter: str,
        inputs: tuple[Path, ...] = (),
        labels: Path | None = None,
        **others: Any,  # noqa: ANN401 - of the command itself
    ) -> None:
        description = Description(
            inputs, columns, constants, zone, label_delay_ms, labels, order, skip_faulty, delimiter
        )
        options = InputOptions(description, mapping)
        _check_ready_mapping(options)
        function(input_options=options, **others)

    command: Command = with_input
    for option in reversed(_MAPPING):
        command = option(command)
    return command


def read_input(
    options: InputOptions, *, now_ms: int | None = None, show_progress: bool = True
) -> History:
    """The history that the options describe; progress goes to stderr if that is a terminal.

    Args:
        options: of `input_options`.
        now_ms: event times more than five minutes after it are faults; the clock's if None.
        show_progress: False where nothing but faults may be printed.

    Raises:
        ValueError: the input is not usable; `cli.main` prints it and ends with exit code 2.
    """
    if options.mapping == "online-retail":
        return retail_history(options.description.inputs)
    now_ms = time_ns() // 1_000_000 if now_ms is None else now_ms
    if not (show_progress and sys.stderr.isatty()):
        return read_history(options.description, now_ms)

    def show(rows: int) -> None:
        click.echo(f"\r{rows} rows read", nl=False, err=True)

    try:
        return read_history(options.description, now_ms, show)
    finally:
        click.echo(err=True)


def _check_ready_mapping(options: InputOptions) -> None:
    """Refuse what a ready mapping would ignore."""
    description = options.description
    plain = Description(description.inputs)
    if options.mapping is not None and description != plain:
        raise click.UsageError(
            f"--mapping {options.mapping} knows its columns, times and order: expected alone, with"
            " --input"
        )
