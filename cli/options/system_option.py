"""The option that names a system, and commands that are another one for each system."""

from typing import Any, Final

import click

FRAUD: Final = "fraud"
RECOMMENDATIONS: Final = "recommendations"
_OPTION: Final = "--system"

system_option = click.option(
    _OPTION,
    type=click.Choice([FRAUD, RECOMMENDATIONS]),
    default=FRAUD,
    show_default=True,
    help="The system that is asked about.",
)


class BySystem(click.Command):
    """A command of the fraud system that `--system recommendations` turns into another.

    Args:
        other: the command of the recommendation system, which takes the same option.
    """

    def __init__(self, *args: Any, other: click.Command, **kwargs: Any) -> None:  # noqa: ANN401 - click's
        super().__init__(*args, **kwargs)
        self._other = other

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401 - click's
    ) -> click.Context:
        """The context of the command that is meant."""
        if _is_other(args):
            return self._other.make_context(info_name, args, parent, **extra)
        return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's
        """Run the command that the context is of."""
        return super().invoke(ctx) if ctx.command is self else ctx.command.invoke(ctx)


def _is_other(args: list[str]) -> bool:
    named = [
        after if one == _OPTION else one.removeprefix(f"{_OPTION}=")
        for one, after in zip(args, [*args[1:], ""], strict=True)
        if one == _OPTION or one.startswith(f"{_OPTION}=")
    ]
    return named[-1:] == [RECOMMENDATIONS]
