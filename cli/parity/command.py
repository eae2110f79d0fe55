"""`revstream parity`: that of the fraud system, of another that is named, or that of requests."""

from typing import Any

import click

from cli.options.by_system import BySystem
from cli.parity.fraud import command as fraud
from cli.parity.recommendations import command as recommendations
from cli.parity.sync import command as sync

_SYNC = "--sync"


class _Parity(BySystem):
    """With `--sync` it is the command that compares decisions on request."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401 - click's
    ) -> click.Context:
        """The context of the command that is meant."""
        if _SYNC in args:
            others = [one for one in args if one != _SYNC]
            return sync.make_context(f"{info_name} {_SYNC}", others, parent, **extra)
        return super().make_context(info_name, args, parent, **extra)


command = _Parity({"fraud": fraud, "recommendations": recommendations})
