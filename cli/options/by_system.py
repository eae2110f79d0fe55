"""One name for a command of each system: ``--system`` chooses."""

from collections.abc import Mapping
from typing import Any

import click

_OPTION = "--system"


class BySystem(click.Command):
    """Passes everything on to the command of the system that is named.

    Args:
        commands: by system; that of the first is meant where none is named.
    """

    def __init__(self, commands: Mapping[str, click.Command]) -> None:
        self._commands = dict(commands)
        self._first = next(iter(commands))
        names = click.Choice(list(commands))
        for command in commands.values():
            option = click.Option(
                [_OPTION],
                type=names,
                default=self._first,
                show_default=True,
                expose_value=False,
                help="Whose.",
            )
            command.params.insert(0, option)
        chosen = commands[self._first]
        super().__init__(chosen.name, help=chosen.help, short_help=chosen.short_help)

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401 - of click's contexts
    ) -> click.Context:
        """The context of the chosen command, which click then runs."""
        system = _named(args)
        command = self._commands.get(system or self._first, self._commands[self._first])
        return command.make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's signature
        """Run the command that the context is of."""
        return ctx.command.invoke(ctx)


def _named(args: list[str]) -> str | None:
    """The value of the option, as far as it can be told before the others are known."""
    for place, one in enumerate(args):
        if one.startswith(f"{_OPTION}="):
            return one.partition("=")[2]
        if one == _OPTION and place + 1 < len(args):
            return args[place + 1]
    return None
