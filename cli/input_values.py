"""How the values of the input options are read; what cannot be taken is named with its option."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

import click


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


def zone(_: click.Context, __: click.Parameter, name: str) -> ZoneInfo:
    """A name of the IANA time zone database."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise click.BadParameter(
            f"{name!r}: a name of the IANA time zone database such as Europe/Berlin is expected"
        ) from None


def character(_: click.Context, __: click.Parameter, text: str) -> str:
    """One ASCII character; a tab can be written as ``\\t``."""
    single = text.replace("\\t", "\t")
    if len(single) != 1 or not single.isascii():
        raise click.BadParameter(f"{text!r}: one character is expected, \\t for a tab")
    return single
