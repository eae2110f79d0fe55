"""How many processes share a command's work, as an option."""

from collections.abc import Callable
from typing import Any, Final

import click

from trainset.processes import usable_cores

Command = Callable[..., None]

_PAYMENTS_A_PROCESS: Final = 20_000
"""What is replayed in about the time that a process takes to begin."""


def processes_option(function: Command) -> Command:
    """Add --processes; `function` gets None where it is not given."""
    command: Any = click.option(
        "--processes",
        type=click.IntRange(1),
        help="That share the replay; 1 takes no process beside this one.  [default: as many as"
        " this command may use cores, fewer for less than 20,000 payments each]",
    )(function)
    return command  # type: ignore[no-any-return]


def processes_for(asked: int | None, payments: int) -> int:
    """How many processes replay so many payments."""
    if asked is not None:
        return asked
    return max(1, min(usable_cores(), payments // _PAYMENTS_A_PROCESS))
