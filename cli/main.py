"""The `revstream` command: one subcommand a file, loaded when it is called."""

import sys
from importlib import import_module
from typing import Final

import click

from reporting.printable import printable

_COMMANDS: Final = {
    "backtest": "cli.backtest",
    "bundle": "cli.bundle",
    "catalogue": "cli.catalogue",
    "collect": "cli.collect",
    "demo": "cli.demo",
    "evaluate": "cli.evaluate",
    "features": "cli.features",
    "inspect": "cli.inspect",
    "parity": "cli.parity",
    "plan-capacity": "cli.plan_capacity",
    "release": "cli.release",
    "replay": "cli.replay",
    "retail": "cli.retail",
    "rules": "cli.rules",
    "run": "cli.run",
    "schema": "cli.schema",
    "simulate": "cli.simulate",
    "smoke": "cli.smoke",
    "state-lock": "cli.state_lock",
    "train": "cli.train",
    "trainset": "cli.trainset",
    "why": "cli.why",
}
"""Module of each subcommand; each has it as `command`."""

FAULTY_INPUT_EXIT: Final = 2


class _LazyGroup(click.Group):
    """Imports a subcommand only when it is used: Flink alone takes a second."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(_COMMANDS[cmd_name]).command
        return command


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="revstream")
def revstream() -> None:
    """Real-time fraud decisions on streaming payments.

    \b
    Examples:
      revstream demo
      revstream run fraud --source file:payments.jsonl --sink file:OUT
      revstream replay --input payments.jsonl --output features.jsonl
    """


def main() -> None:
    """Entry point: faults of the input are one clear message and exit code 2."""
    try:
        revstream(standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
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
    from models.rules import RuleSetError  # noqa: PLC0415 - a command may need no rules

    if isinstance(error, RuleSetError):
        return "\n".join(printable(str(fault)) for fault in error.faults)
    return f"Error: {error}"
