"""The options that describe an input of payments, for every command that reads one.

::

    @click.command()
    @input_options
    def command(input_options: InputOptions) -> None:
        history = read_input(input_options)
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from time import time_ns
from typing import Any, Final, Literal

import click

from cli.options.mapping_options import PAYMENT_OPTIONS, said_by, with_options
from datasets.history import History, with_base_amounts
from datasets.own.description import Description
from datasets.own.mapping_file import read_mapping_file
from datasets.own.reading import read_history
from datasets.retail_history import retail_history
from features.fraud.payment_contract import payment_contract
from features.shared.definitions.model import Definitions

Command = Callable[..., None]

_PATH: Final = click.Path(exists=True, path_type=Path)


def file_options(*, required: bool) -> tuple[Callable[[Command], Command], ...]:
    """The options that name files."""
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
            type=_PATH,
            help="Labels instead of a column is_fraud: JSON Lines, or CSV or Parquet by"
            " transaction_id.",
        ),
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

    def under(self, definitions: Definitions) -> "InputOptions":
        """The input with the own fields of `definitions`, its amounts compared as they say.

        Raises:
            RatesError: the rates cannot be used.
        """
        described = replace(self.description, contract=payment_contract(definitions))
        return replace(self, description=described)


def input_options(function: Command) -> Command:
    """Add the options of an input; `function` gets them as `input_options`."""
    return _with_files(function, required=True)


def optional_input_options(function: Command) -> Command:
    """The same for a command that can do without: then its description has no inputs."""
    return _with_files(function, required=False)


def _with_files(function: Command, *, required: bool) -> Command:
    return with_options(mapping_options(function), file_options(required=required))


def mapping_options(function: Command) -> Command:
    """Add the options that say how a file is to be read, to a command that names it otherwise.

    `function` gets them as `input_options`; its description has the inputs and labels that the
    command has as options, or none.
    """

    @wraps(function)
    def with_input(**given: Any) -> None:  # noqa: ANN401 - of the command itself, too
        function(input_options=options_of(given), **given)

    return with_options(with_input, PAYMENT_OPTIONS)


def options_of(given: dict[str, Any]) -> InputOptions:
    """The input that the options say; they are taken out of `given`.

    Raises:
        click.UsageError: a ready mapping would ignore some of them.
        ValueError: the mapping file cannot be used.
    """
    said = said_by(given)
    mapping_file = given.pop("mapping_file")
    if mapping_file is not None:
        said = said.over(read_mapping_file(mapping_file))
    description = said.description(
        given.pop("inputs", ()),
        given.pop("labels", None),
        skip_faulty=given.pop("skip_faulty"),
        card_numbers=given.pop("card_numbers") == "accept",
    )
    options = InputOptions(description, given.pop("mapping"))
    _check_ready_mapping(options)
    return options


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
        history = retail_history(options.description.inputs)
        return with_base_amounts(history, options.description.contract)
    now_ms = time_ns() // 1_000_000 if now_ms is None else now_ms
    if not (show_progress and sys.stderr.isatty()):
        return read_history(options.description, now_ms)

    def show(rows: int) -> None:
        click.echo(f"\r{rows} rows read", nl=False, err=True)

    try:
        return read_history(options.description, now_ms, show)
    finally:
        click.echo(err=True)


def refuse_to_overwrite(description: Description, *outputs: Path | None) -> None:
    """Refuse an output that is a file of the input.

    Raises:
        click.UsageError: the file would be lost, some of it before it is read.
    """
    labels = () if description.labels is None else (description.labels,)
    read = {path.resolve() for path in (*description.inputs, *labels)}
    for output in outputs:
        if output is None or not output.exists():
            continue
        if read & {output.resolve(), *output.resolve().parents}:
            raise click.UsageError(f"{output}: it is read as input; another file is expected")


def _check_ready_mapping(options: InputOptions) -> None:
    """Refuse what a ready mapping would ignore."""
    description = options.description
    plain = Description(description.inputs)
    if options.mapping is not None and description != plain:
        raise click.UsageError(
            f"--mapping {options.mapping} knows its columns, times and order: expected alone, with"
            " --input"
        )
