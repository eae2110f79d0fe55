"""`revstream dlq`: dead letters counted, shown and, after a fix, sent again."""

import os
from pathlib import Path
from typing import Any, Final

import click
import msgspec

from cli.dlq.dead_letter_source import dead_letters, place
from cli.dlq.options import selection, with_selection
from cli.dlq.replay import replay
from cli.dlq.text import letter_fields, letter_text, overview_text
from cli.options.path_types import OUTPUT_FILE
from cli.options.result_file import PlaceError
from dead_letters.counting import overview
from dead_letters.letter import DeadLetter

_ONLY_THE_OWNER: Final = 0o600


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Work with dead letters: records that the job of either system could not take.

    SOURCE is a result file, the folder that it is in, or kinesis:STREAM, which is read from its
    beginning to what it holds now.

    \b
    Examples:
      revstream dlq top OUT
      revstream dlq show OUT --cause unknown_currency
      revstream dlq replay OUT --cause unknown_currency --set currency=EUR --to again.jsonl
    """


@command.command()
@with_selection
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def top(
    *,
    source: str,
    region: str | None,
    endpoint: str | None,
    as_json: bool,
    **chosen: Any,  # noqa: ANN401 - the options of a selection
) -> None:
    """Count dead letters by cause, field and kind of record, and by hour of arrival.

    Records are different ones: a letter of a record that came before counts as a letter alone.

    \b
    Examples:
      revstream dlq top OUT
      revstream dlq top kinesis:dead-letters-prod --region eu-central-1 --since 2026-01-31T07:00
    """
    meant = selection(**chosen)
    with dead_letters(place(source, region, endpoint)) as letters:
        counts = overview(letter for letter in letters if meant.holds(letter))
    click.echo(
        msgspec.json.encode(counts).decode() if as_json else "\n".join(overview_text(counts))
    )


@command.command()
@with_selection
@click.option(
    "--limit", type=click.IntRange(min=1), default=10, show_default=True, help="How many at most."
)
@click.option(
    "--raw",
    "raw_path",
    type=OUTPUT_FILE,
    help="Write the original bytes of the one letter that is meant to this new file, unmasked.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object a letter.")
def show(  # noqa: PLR0913
    *,
    source: str,
    region: str | None,
    endpoint: str | None,
    limit: int,
    raw_path: Path | None,
    as_json: bool,
    **chosen: Any,  # noqa: ANN401 - the options of a selection
) -> None:
    """Show dead letters with their original bytes, a record in parts put together.

    What is no text is shown by its escapes; the digits of what could be a card number are not.

    \b
    Examples:
      revstream dlq show OUT --cause malformed_json --limit 3
      revstream dlq show OUT --id 3f2a91c04b7d --raw record.json
    """
    meant = selection(**chosen)
    with dead_letters(place(source, region, endpoint)) as letters:
        found = (letter for letter in letters if meant.holds(letter))
        if raw_path is not None:
            _write_raw([*found], raw_path)
            return
        shown = 0
        for letter in found:
            if shown == limit:
                click.echo(f"there are more than {limit}, see --limit", err=True)
                break
            fields = msgspec.json.encode(letter_fields(letter)).decode() if as_json else None
            click.echo(fields or f"{letter_text(letter)}\n")
            shown += 1
    if not shown:
        raise PlaceError(f"{source}: no letter is meant by this")


def _write_raw(letters: list[DeadLetter], path: Path) -> None:
    ids = {letter.id for letter in letters}
    if len(ids) != 1:
        raise PlaceError(f"{len(ids)} records are meant, --raw writes one: choose it by --id")
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _ONLY_THE_OWNER)
    except FileExistsError:
        raise PlaceError(f"{path}: is there already") from None
    with os.fdopen(file, "wb") as raw:
        raw.write(letters[0].raw)
    click.echo(f"{path}: {len(letters[0].raw):,} bytes of {letters[0].id}")


command.add_command(replay)
