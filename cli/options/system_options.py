"""The options that describe an input of either system, for commands that read both.

::

    @click.command()
    @either_input
    def command(given: InputOptions | ShoppingOptions) -> None: ...
"""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, Final

import click

from cli.options.input_options import InputOptions, file_options, options_of
from cli.options.mapping_options import EITHER_OPTIONS, Options, with_options
from cli.options.shopping_options import ShoppingOptions, shopping_options_of

Command = Callable[..., None]
EitherInput = InputOptions | ShoppingOptions

_FRAUD: Final = "fraud"
_OPTIONS: Final[Options] = (
    click.option(
        "--system",
        type=click.Choice([_FRAUD, "recommendations"]),
        default=_FRAUD,
        show_default=True,
        help="Of which the input is: payments, or shopping events.",
    ),
    *file_options(required=False),
    click.option(
        "--items",
        "items_path",
        type=click.Path(exists=True, path_type=Path),
        help="The catalogue beside shopping events; the mapping file says how it is read.",
    ),
)


def either_input(function: Command) -> Command:
    """Add the options of an input of payments or of shopping events; `function` gets `given`."""

    @wraps(function)
    def with_input(*, system: str, **given: Any) -> None:  # noqa: ANN401 - of the command itself, too
        function(given=_read(system, given), **given)

    return with_options(with_input, (*_OPTIONS, *EITHER_OPTIONS))


def _read(system: str, given: dict[str, Any]) -> EitherInput:
    """The input that the options say; they are taken out of `given`."""
    if system == _FRAUD:
        if given.pop("items_path") is not None:
            raise click.UsageError("--items: a catalogue is of --system recommendations")
        _require(given["inputs"], "--input")
        return options_of(given)
    options = shopping_options_of(given)
    _require((*options.events.inputs, *options.items.inputs), "--input or --items")
    return options


def _require(inputs: tuple[Path, ...], name: str) -> None:
    if not inputs:
        raise click.UsageError(f"{name}: a file or a folder is expected")
