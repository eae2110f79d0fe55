"""The `revstream` command: one subcommand a module, loaded when it is called."""

import os
import signal
import sys
from importlib import import_module
from types import FrameType
from typing import Final

import click

from reporting.printable import printable, printable_lines

_COMMANDS: Final = {
    "api-key": "cli.api_key",
    "backtest": "cli.backtest",
    "bundle": "cli.bundle",
    "catalogue": "cli.catalogue.command",
    "collect": "cli.collect",
    "convert": "cli.convert.command",
    "demo": "cli.demo",
    "dlq": "cli.dlq.command",
    "drift": "cli.drift.command",
    "evaluate": "cli.evaluate.command",
    "evaluate-recommendations": "cli.evaluate.recommendations",
    "experiment": "cli.experiment.command",
    "features": "cli.features.command",
    "history": "cli.run.history",
    "inspect": "cli.inspect.command",
    "parity": "cli.parity.command",
    "plan-capacity": "cli.capacity.command",
    "probe": "cli.probe",
    "release": "cli.release.command",
    "replay": "cli.replay.command",
    "retail": "cli.retail",
    "rules": "cli.rules.command",
    "run": "cli.run.command",
    "schema": "cli.schema",
    "serve": "cli.serve.command",
    "shopping-data": "cli.shopping_data",
    "simulate": "cli.simulate",
    "simulate-shoppers": "cli.simulate_shoppers",
    "smoke": "cli.smoke.command",
    "state-lock": "cli.state_lock",
    "traces": "cli.traces.command",
    "train": "cli.train.command",
    "train-recommender": "cli.train.recommender",
    "trainset": "cli.trainset",
    "usage": "cli.usage",
    "why": "cli.why.command",
}
"""Module of each subcommand; each has it as `command`."""

FAULTY_INPUT_EXIT: Final = 2
_BY_SIGNAL_EXIT: Final = 128
"""What a shell adds to the number of the signal that ended a command."""


class _LazyGroup(click.Group):
    """Imports a subcommand only when it is used: Flink alone takes a second."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in _COMMANDS:
            return None
        try:
            command: click.Command = import_module(_COMMANDS[cmd_name]).command
        except ModuleNotFoundError as error:
            return _without(cmd_name, error)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the subcommand; click itself would make exit code 1 of output that nobody reads."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise _UnreadOutputError from error


class _UnreadOutputError(Exception):
    """Who read the output has gone, such as `head` after its last line."""


def _without(name: str, error: ModuleNotFoundError) -> click.Command:
    """What stands for a command that this installation lacks something of."""

    def refuse() -> None:
        raise error

    needs = f"Needs {error.name}, which is not installed: run `make setup`."
    return click.Command(
        name,
        callback=refuse,
        help=needs,
        short_help=f"({needs[:-1]})",
        # What is missing is the fault, not the arguments, which only the command itself knows.
        context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
    )


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="revstream")
def revstream() -> None:
    """Real-time fraud decisions and recommendations on streams of events.

    \b
    Examples:
      revstream demo
      revstream demo recommendations
      revstream run fraud --source file:payments.jsonl --sink file:OUT
      revstream run recommendations --source file:events.jsonl --sink file:OUT
      revstream replay --input payments.jsonl --output features.jsonl
    """


class _SignalError(KeyboardInterrupt):
    """A signal to end, met like Ctrl-C, so that commands put away what they have begun."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


def _signal_number(stop: BaseException) -> int:
    """The signal that ended a command; click raises an error of its own from that of the signal."""
    cause = stop.__cause__ if isinstance(stop, click.Abort) else stop
    return cause.number if isinstance(cause, _SignalError) else signal.SIGINT


def _interrupt(number: int, _: FrameType | None) -> None:
    raise _SignalError(number)


def main() -> None:
    """Entry point: faults of the input are one clear message and exit code 2."""
    signal.signal(signal.SIGTERM, _interrupt)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # As nohup wants it.
        signal.signal(signal.SIGHUP, _interrupt)
    try:
        # click returns the code of an `Exit` here, rather than raise it.
        sys.exit(revstream(standalone_mode=False))
    except click.ClickException as error:
        # On what it shows in another way click takes the colours out first.
        error.message = printable_lines(error.message)  # type: ignore[misc]
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt) as stop:
        sys.exit(_BY_SIGNAL_EXIT + _signal_number(stop))
    except _UnreadOutputError:
        # Python flushes the output once more as it ends, and would complain then.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(_BY_SIGNAL_EXIT + signal.SIGPIPE)
    except ModuleNotFoundError as error:
        click.echo(
            f"Error: this command needs {error.name}, which is not installed: run `make setup`",
            err=True,
        )
        sys.exit(FAULTY_INPUT_EXIT)
    except (ValueError, RuntimeError, OSError) as error:
        click.echo(_said(error), err=True)
        sys.exit(FAULTY_INPUT_EXIT)


def _said(error: Exception) -> str:
    """The message; faults of rules are a list of places, which editors read as it is."""
    from models.shared.rules import RuleSetError  # noqa: PLC0415 - a command may need no rules

    if isinstance(error, RuleSetError):
        return "\n".join(printable(str(fault)) for fault in error.faults)
    if isinstance(error, OSError) and error.strerror and isinstance(error.filename, str):
        return f"Error: {printable_lines(f'{error.filename}: {error.strerror}')}"
    return f"Error: {printable_lines(str(error))}"
