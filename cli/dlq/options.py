"""What the `revstream dlq` commands have in common: the source and the selection."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final, TypeVar, get_args

import click

from dead_letters.selection import Selection
from events.shared.rejected import RecordKind

Command = TypeVar("Command", bound=Callable[..., Any])


def moment(_: click.Context, __: click.Parameter, text: str | None) -> int | None:
    """A time such as ``2026-01-31T07:30``, UTC where it names no zone, in milliseconds."""
    if text is None:
        return None
    try:
        time = datetime.fromisoformat(text)
        zoned = time.replace(tzinfo=UTC) if time.tzinfo is None else time
        return round(zoned.timestamp() * 1000)
    except (ValueError, OverflowError):
        raise click.BadParameter(f"{text!r}: a time such as 2026-01-31T07:30 is expected") from None


_OPTIONS: Final = (
    click.argument("source"),
    click.option("--region", help="AWS region of a stream; else as the AWS SDK finds it."),
    click.option("--endpoint", help="Address of another Kinesis server."),
    click.option(
        "--cause", "causes", multiple=True, help="Only letters of this cause; repeatable."
    ),
    click.option("--record", type=click.Choice(get_args(RecordKind)), help="Only these records."),
    click.option("--since", callback=moment, help="Arrived then or later."),
    click.option("--until", callback=moment, help="Arrived before."),
    click.option("--id", "ids", multiple=True, help="Letter, by its id or the start of it."),
)


def with_selection(command: Command) -> Command:
    """Gives `command` the argument SOURCE and the options of a selection."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def selection(
    *,
    ids: tuple[str, ...],
    causes: tuple[str, ...],
    record: RecordKind | None,
    since: int | None,
    until: int | None,
) -> Selection:
    """The selection that the options make."""
    return Selection(ids=ids, causes=causes, record=record, since_ms=since, until_ms=until)
