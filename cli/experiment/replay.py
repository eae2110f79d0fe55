"""`revstream experiment replay`: what another ranker would have brought, from logged lists."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click
import msgspec

from cli.experiment.records import SHOWN_OPTION, lists_in, shop_records, showings_in
from cli.experiment.text import plain
from cli.inputs.replayed_shop import shop_replay
from cli.options.path_types import INPUT_FILE
from cli.options.seed_type import SEED
from features.recommendations.definitions import DEFAULT, load_definitions
from features.shared.definitions.money_terms import with_rates
from models.recommendations.evaluation.experiments.counterfactual import (
    Estimate,
    Estimator,
    estimates,
)
from models.recommendations.evaluation.experiments.other_ranker import (
    Compared,
    compared_with,
    drawn_lists,
)
from models.recommendations.evaluation.experiments.people import People
from models.recommendations.evaluation.experiments.reactions import Reactions
from models.recommendations.evaluation.experiments.shown import shown_as_made
from models.recommendations.loading import load_recommender
from models.shared.evaluation.resampling import Interval, Resampling
from reporting.printable import printable_lines
from reporting.wording import count, percent

_OUTCOMES: Final = {"clicks": "clicked", "purchases": "bought"}


@click.command()
@click.option(
    "--lists",
    "lists_path",
    required=True,
    type=click.Path(path_type=Path),
    help="Lists of the job: the file, or the folder that it is in.",
)
@click.option("--events", required=True, type=INPUT_FILE, help="Shopping events and links.")
@click.option("--items", type=INPUT_FILE, help="The catalogue, if the job had one.")
@click.option(
    "--ranker",
    required=True,
    metavar="FOLDER|default|none",
    help="The other ranker: an artifact, the shipped one, or the rough score.",
)
@click.option(
    "--rules", default=DEFAULT, show_default=True, metavar="FILE|default", help="Beside it."
)
@click.option(
    "--definitions",
    default=DEFAULT,
    show_default=True,
    metavar="FILE|default",
    help="Those of the job.",
)
@SHOWN_OPTION
@click.option("--arm", help="Only lists of this arm.")
@click.option(
    "--resamples",
    default=500,
    show_default=True,
    type=click.IntRange(100, 100_000),
    help="Of the intervals.",
)
@click.option("--seed", type=SEED, default=0, show_default=True, help="Of the intervals.")
@click.option("--json", "as_json", is_flag=True, help="Print the estimates as JSON.")
def command(  # noqa: PLR0913 - one argument an option
    *,
    lists_path: Path,
    events: Path,
    items: Path | None,
    ranker: str,
    rules: str,
    definitions: str,
    shown: Path | None,
    arm: str | None,
    resamples: int,
    seed: int,
    as_json: bool,
) -> None:
    """Estimate what another ranker would have brought, from lists whose order was drawn.

    The events are replayed as the job had them, and the other ranker puts the explored places of
    each list in its own order. Lists that happened to be shown in that order speak for it, each by
    the inverse of how likely it was: so many items of these places would be clicked, and bought,
    per list. With --shown only lists count whose explored places were shown as they were drawn.

    Exit code 2: the lists do not allow it, such as where no order was drawn.

    \b
    Examples:
      revstream experiment replay --lists OUT --events events.jsonl --items items.jsonl \\
          --ranker registry/ranker-3
      revstream experiment replay --lists lists.jsonl --events events.jsonl --ranker none --json
    """
    in_force = with_rates(load_definitions(definitions))
    lists = lists_in(lists_path)
    if shown is not None:
        lists = shown_as_made(lists, showings_in(shown))
    drawn, deterministic = drawn_lists(lists, arm)
    records = shop_records(events, in_force, items)
    records.say_notes()
    replay = shop_replay(in_force, records.records)
    other = load_recommender(rules, ranker, replay.plan)
    reactions = Reactions(records.events, lists, People(records.links))
    found = compared_with(replay.events, drawn, reactions, other)
    found.deterministic = deterministic
    resampling = Resampling(resamples, seed)
    of = {name: estimates(getattr(found, name), resampling) for name in _OUTCOMES}
    if as_json:
        click.echo(msgspec.json.encode(_json(found, of)).decode())
    else:
        click.echo(printable_lines(plain("\n".join(_text(found, of)))))


Estimates = dict[str, dict[Estimator, Estimate]]
"""By outcome and estimator."""


def _json(found: Compared, of: Estimates) -> dict[str, object]:
    return {
        "lists": len(found.clicks),
        "same_items": found.same_items,
        "unknown": found.unknown,
        "other_items": found.other_items,
        "deterministic": found.deterministic,
        "estimates": of,
    }


def _text(found: Compared, of: Estimates) -> Iterator[str]:
    lists = len(found.clicks)
    yield f"{count(lists)} lists in another order of their explored places"
    left_out = {
        "without propensities": found.deterministic,
        "of events that are not there, or make no list": found.unknown,
        "with items that the other ranker does not have": found.other_items,
    }
    for what, number in left_out.items():
        if number:
            yield f"  left out: {count(number)} {what}"
    same = percent(found.same_items / lists)
    yield f"  in {same} of them the other ranker would begin with the same items by itself"
    for outcome, estimators in of.items():
        yield ""
        yield f"items {_OUTCOMES[outcome]} per list"
        shown = next(iter(estimators.values()))
        yield f"  {'as shown':<9} {_of(shown.shown, shown.shown_interval)}"
        for name, estimate in estimators.items():
            yield from _estimate(name, estimate)


def _estimate(name: str, estimate: Estimate) -> Iterator[str]:
    if not estimate.enough:
        yield (
            f"  {name:<9} too little data: worth {estimate.effective:.0f} lists, at least 30 are"
            " expected"
        )
        return
    yield (
        f"  {name:<9} IPS {_of(estimate.ips, estimate.ips_interval)}, SNIPS"
        f" {_of(estimate.snips, estimate.snips_interval)}, worth {estimate.effective:,.0f} lists"
    )
    yield f"  {'':<9} against as shown {_of(estimate.gain, estimate.gain_interval, sign='+')}"
    if not estimate.propensities_fit:
        yield (
            f"  WARNING: the mean weight is {estimate.mean_weight:.3f}, 1 is expected: the lists"
            " were not drawn as they say"
        )


def _of(value: float | None, interval: Interval, sign: str = "") -> str:
    if value is None or interval.low is None or interval.high is None:
        return "unknown"
    return f"{value:{sign}.4f} [{interval.low:{sign}.4f}, {interval.high:{sign}.4f}]"
