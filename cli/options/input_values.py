"""How the values of the input options are read; what cannot be taken is named with its option."""

from collections.abc import Callable, Iterable
from typing import TypeVar

import click

Value = TypeVar("Value")


def pairs(_: click.Context, option: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """``a=b,c=d``, several times, as one mapping."""
    named: dict[str, str] = {}
    for entry in _entries(given):
        name, equals, value = (part.strip() for part in entry.partition("="))
        if not (name and equals and value):
            raise click.BadParameter(f"{entry!r}: {option.metavar} is expected")
        if named.get(name, value) != value:
            raise click.BadParameter(f"{name}: given twice, {named[name]!r} and {value!r}")
        named[name] = value
    return named


def _entries(given: Iterable[str]) -> Iterable[str]:
    return (entry for text in given for entry in text.split(",") if entry.strip())


def checked(
    parse: Callable[[str], Value],
) -> Callable[[click.Context, click.Parameter, str | None], Value | None]:
    """A callback that reads an option by `parse`; an option that is not given is None."""

    def callback(_: click.Context, __: click.Parameter, text: str | None) -> Value | None:
        try:
            return None if text is None else parse(text)
        except ValueError as error:
            raise click.BadParameter(str(error)) from None

    return callback
