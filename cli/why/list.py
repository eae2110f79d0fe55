"""`revstream why --system recommendations`: why a shopper was shown this list."""

from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from cli.experiment.records import lists_file, lists_in, shop_records
from cli.inputs.replayed_shop import shop_replay
from cli.options.path_types import INPUT_FILE
from cli.why.list_text import account_text
from events.recommendations.recommendation_list import RecommendationList, list_id
from events.recommendations.shopper import shopper_key
from features.recommendations.definitions import DEFAULT, load_definitions
from features.shared.definitions.money_terms import with_rates
from models.recommendations.experiments.list_maker import NO_EXPERIMENT, load_list_maker
from models.recommendations.list_account import ListAccount, behind, checks_of
from reporting.printable import printable_lines

NOT_EQUAL_EXIT = 1


@click.command()
@click.argument("name", metavar="LIST_ID|user:ID|session:ID")
@click.option("--system", type=click.Choice(["recommendations"]), expose_value=False, hidden=True)
@click.option(
    "--lists",
    "lists_path",
    required=True,
    type=click.Path(path_type=Path),
    help="Lists of the job: the file, or the folder that it is in.",
)
@click.option("--events", type=INPUT_FILE, help="Events of the job: the list is made again.")
@click.option("--items", type=INPUT_FILE, help="The catalogue, if the job had one.")
@click.option(
    "--ranker",
    metavar="FOLDER|default|none",
    help="Of the job.  [none of a list without one, else the shipped one]",
)
@click.option("--rules", default=DEFAULT, show_default=True, metavar="FILE|default")
@click.option(
    "--experiment",
    default=NO_EXPERIMENT,
    show_default=True,
    metavar="FILE|none",
    help="Of the job: its arms have rankers, and rules, of their own.",
)
@click.option("--definitions", default=DEFAULT, show_default=True, metavar="FILE|default")
@click.option("--item", help="Shows all that a ranker is given of this item; with --events.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole account as JSON.")
def command(  # noqa: PLR0913 - one argument an option
    *,
    name: str,
    lists_path: Path,
    events: Path | None,
    items: Path | None,
    ranker: str | None,
    rules: str,
    experiment: str,
    definitions: str,
    item: str | None,
    as_json: bool,
) -> None:
    """Explain a list: each item's score, source and reason, its rules, ranker and arm.

    A shopper, as user:ID or session:ID, stands for their newest list. With --events the list is
    made again from what came before it, and compared with the record; the declared features of
    the shopper are shown, and with --item all that a ranker is given of one item.

    Exit code 1: the list made again is another one, or its event is not among the events. Exit
    code 2: there is no such list, or a file is faulty.

    \b
    Examples:
      revstream why --system recommendations user:u-17 --lists OUT
      revstream why --system recommendations f4fdb36a4cc7914d899b66bb61596244 --lists OUT \\
          --events events.jsonl --items items.jsonl
      revstream why --system recommendations user:u-17 --lists OUT --events events.jsonl \\
          --ranker registry/ranker-3 --item lamp-9
    """
    if events is None and (items is not None or item is not None):
        raise click.UsageError("--items and --item go with --events")
    made = _newest(lists_in(lists_path), name)
    if made is None:
        raise click.UsageError(f"{lists_file(lists_path)} has no list {name!r}")
    account: ListAccount | None = ListAccount(made)
    if events is not None:
        given = ("none" if made.ranker is None else DEFAULT) if ranker is None else ranker
        account = _made_again(made, (events, items), (rules, given, experiment), definitions)
    if account is None:
        raise click.ClickException(f"{events}: event {made.event_id!r} of the list makes none here")
    if as_json:
        click.echo(msgspec.json.encode(_json(account)).decode())
    else:
        click.echo(printable_lines(account_text(account, item)))
    if not account.equal:
        raise click.exceptions.Exit(NOT_EQUAL_EXIT)


def _newest(lists: Sequence[RecommendationList], name: str) -> RecommendationList | None:
    """The list of that id, or the newest of that shopper by the ids of its event."""
    those = [
        one
        for one in lists
        if name in {one.list_id, shopper_key(one.user_id, one.session_id)}
        or (one.session_id is not None and name == shopper_key(None, one.session_id))
    ]
    return max(those, key=lambda one: one.event_time_ms, default=None)


def _made_again(
    made: RecommendationList,
    files: tuple[Path, Path | None],
    made_by: tuple[str, str, str],
    definitions: str,
) -> ListAccount | None:
    """The account with the list made again; None where its event makes none."""
    in_force = with_rates(load_definitions(definitions))
    events, items = files
    records = shop_records(events, in_force, items)
    replay = shop_replay(in_force, records.records)
    maker = load_list_maker(*made_by, replay.plan)
    for event, result in replay.events:
        if event.event_id != made.event_id or result.listing is None:
            continue
        name = list_id(shopper_key(event.user_id, event.session_id), event.event_id)
        if name == made.list_id:
            again = maker.make(result.listing, result.shopper_id, name)
            checks = checks_of(made, again, in_force.sha256)
            return ListAccount(made, checks, behind(result.listing, made, replay.plan))
    return None


def _json(account: ListAccount) -> dict[str, object]:
    if account.behind is None:
        return {"list": account.made}
    return {
        "list": account.made,
        "equal": account.equal,
        "checks": account.checks,
        "behind": account.behind,
    }
