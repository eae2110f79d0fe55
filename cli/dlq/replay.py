"""`revstream dlq replay`: dead letters sent again, each record once."""

import sys
from pathlib import Path
from typing import Any, Final

import click
import msgspec

from cli.dlq.dead_letter_source import (
    RESULT,
    FilePlace,
    Place,
    StreamPlace,
    dead_letters,
    place,
)
from cli.dlq.dead_letter_target import now_ms, send
from cli.dlq.mend import mend_of
from cli.dlq.options import moment, selection, with_selection
from cli.dlq.systems import one_kind, records_of
from cli.dlq.text import plan_text
from cli.options.definitions_option import definitions_option
from cli.options.path_types import OUTPUT_FILE
from cli.options.result_file import PlaceError, result_file
from dead_letters.ledger import open_ledger, read_ledger
from dead_letters.letter import DeadLetter
from dead_letters.replay import Policy, ReplayPlan, plan
from events.shared.field_faults import MAX_FUTURE_MS
from events.shared.time_units import HOUR_MS

_MOST_HOURS: Final = 1e6
_HELD_EXIT: Final = 1


@click.command()
@with_selection
@click.option("--to", required=True, help="A new file, or kinesis:STREAM.")
@click.option("--set", "assignments", multiple=True, help="FIELD=VALUE in each record; repeatable.")
@click.option("--with", "function", help="MODULE:FUNCTION from the record's bytes to new ones.")
@click.option(
    "--ledger",
    "ledger_path",
    type=OUTPUT_FILE,
    help="What has been sent; needed for a stream.  [default: beside the file of dead letters]",
)
@click.option(
    "--as-of",
    callback=moment,
    help="Event time that the job has reached.  [default: now for a stream, none for a file]",
)
@click.option(
    "--within-hours",
    type=click.FloatRange(min=0, min_open=True, max=_MOST_HOURS),
    default=24.0,
    show_default=True,
    help="How much older than that a payment or an event may be.",
)
@click.option(
    "--max-future-ms",
    type=click.IntRange(min=0),
    default=MAX_FUTURE_MS,
    show_default=True,
    help="As the job's time.max_future_ms.",
)
@click.option(
    "--card-numbers",
    type=click.Choice(["refuse", "accept"]),
    default="refuse",
    show_default=True,
    help="As the job's source.card_numbers.",
)
@definitions_option
@click.option("--force", is_flag=True, help="Send records of any age.")
@click.option("--dry-run", is_flag=True, help="Say what would be sent, and send nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
def replay(  # noqa: PLR0913
    *,
    source: str,
    region: str | None,
    endpoint: str | None,
    to: str,
    assignments: tuple[str, ...],
    function: str | None,
    ledger_path: Path | None,
    as_of: int | None,
    within_hours: float,
    max_future_ms: int,
    card_numbers: str,
    path: str,
    force: bool,
    dry_run: bool,
    as_json: bool,
    **chosen: Any,  # noqa: ANN401 - the options of a selection
) -> None:
    """Send dead letters again, after the fault was mended in the job or by --set or --with.

    Ids are kept, so that the job recognises what it has had. Held back is what was sent before
    and not rejected since, what the job would reject again, and payments, events and links so old
    that the job may have forgotten them. The records say which job it is; --definitions is its
    own. Exit code 1: something is held back for another reason than that it was sent before.

    \b
    Examples:
      revstream dlq replay OUT --cause missing_rate --definitions own.yaml --to again.jsonl
      revstream dlq replay OUT --cause time_in_future --to again.jsonl --dry-run
      revstream dlq replay OUT --cause unknown_currency --set currency=EUR --to again.jsonl
      revstream dlq replay OUT --record event --cause incomplete_price --set currency=EUR \\
          --to again.jsonl
      revstream dlq replay kinesis:dead-letters --to kinesis:payments --ledger sent.jsonl
    """
    where, target = place(source, region, endpoint), place(to, region, endpoint)
    arrives_ms = now_ms()
    reached_ms = arrives_ms if as_of is None and isinstance(target, StreamPlace) else as_of
    mend = mend_of(assignments, function)
    ledger_path = ledger_path or _ledger_beside(where)
    if isinstance(target, FilePlace) and target.path.exists():
        raise PlaceError(f"{target}: is there already, a new file is expected")
    with dead_letters(where) as letters:
        meant = selection(**chosen)
        found = [letter for letter in letters if meant.holds(letter)]
    policy = Policy(
        mend=mend,
        records=records_of(
            one_kind(found),
            path,
            max_future_ms=max_future_ms,
            card_numbers=card_numbers == "accept",
        ),
        now_ms=arrives_ms,
        as_of_ms=None if force else reached_ms,
        within_ms=round(within_hours * HOUR_MS),
    )
    if dry_run:
        made = plan(found, (read_ledger(ledger_path) if ledger_path else {}).get, policy)
    else:
        made = _sent(found, policy, target, ledger_path)
    _report(made, str(target), sent=not dry_run, as_json=as_json)


def _sent(
    letters: list[DeadLetter], policy: Policy, target: Place, ledger_path: Path | None
) -> ReplayPlan:
    """What was sent of `letters`, and is in the ledger now."""
    if ledger_path is None:
        raise click.UsageError("--ledger is needed for the dead letters of a stream")
    with open_ledger(ledger_path) as ledger:
        made = plan(letters, ledger.sent_ms, policy)
        send(made.send, target, ledger)
    return made


def _ledger_beside(where: Place) -> Path | None:
    if isinstance(where, StreamPlace):
        return None
    return result_file(where.path, RESULT).with_suffix(".replayed.jsonl")


def _report(made: ReplayPlan, to: str, *, sent: bool, as_json: bool) -> None:
    if as_json:
        summary = {
            "sent": len(made.send) if sent else 0,
            "to_send": len(made.send),
            "to": to,
            "repetitions": made.repetitions,
            "held": made.held,
        }
        click.echo(msgspec.json.encode(summary).decode())
    else:
        click.echo("\n".join(plan_text(made, to, sent=sent)))
    if set(made.obstacles) - {"sent_before"}:
        sys.exit(_HELD_EXIT)
