"""The account of a list as text for a terminal."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import click

from events.recommendations.recommendation_list import RecommendationList
from events.recommendations.shopper import shopper_key
from events.shared.feature_value import FeatureValue
from models.recommendations.list_account import ListAccount
from reporting.printable import printable


def account_text(account: ListAccount, item: str | None) -> str:
    """All of the account that a person wants to see.

    Args:
        account: of one list.
        item: whose inputs are shown too.

    Raises:
        click.UsageError: the list has no such item.
    """
    parts = [*_head(account.made), "", *_items(account.made)]
    if account.behind is not None:
        parts += ["", *_checks(account), "", "features of the shopper"]
        parts += _values(account.behind.shopper)
        if item is not None:
            if item not in account.behind.items:
                known = ", ".join(account.behind.items)
                raise click.UsageError(f"--item {item!r}: not in the list, one of {known} expected")
            parts += ["", f"what a ranker is given of {item} (-1: not known)"]
            parts += _values(account.behind.items[item])
    return "\n".join(map(printable, parts))


def _head(made: RecommendationList) -> Iterator[str]:
    time = datetime.fromtimestamp(made.event_time_ms / 1000, UTC)
    yield f"list {made.list_id}"
    yield (
        f"  for          {shopper_key(made.user_id, made.session_id)}, at event {made.event_id},"
        f" {time:%Y-%m-%d %H:%M:%S} UTC"
    )
    ref = made.ranker
    ranker = "none: by the rough score" if ref is None else f"{ref.name} {ref.version}"
    yield f"  ranker       {ranker}{'' if ref is None else f', sha256 {ref.sha256}'}"
    yield f"  rules        {', '.join(made.rules) or 'none matched'}"
    yield f"  rule set     {made.ruleset or 'not noted'}"
    yield f"  definitions  {made.definitions}"
    yield f"  job          {made.job_version}"
    exposure = made.exposure
    if exposure is None:
        yield "  experiment   none"
        return
    yield f"  experiment   {exposure.experiment}, arm {exposure.arm} of {100 * exposure.share:g} %"
    if exposure.order_propensity is not None:
        drawn = "drawn" if exposure.explored else "the ranker's own"
        places = ", ".join(str(place + 1) for place in exposure.places)
        yield (
            f"  exploration  the order of places {places} is {drawn}; it comes with a probability"
            f" of {exposure.order_propensity:.4g}"
        )


def _items(made: RecommendationList) -> Iterator[str]:
    exposure = made.exposure
    likely = (
        {}
        if exposure is None
        else dict(zip(exposure.places, exposure.place_propensities, strict=True))
    )
    width = max([len("item"), *(len(one.item_id) for one in made.items)])
    sources = max([len("source"), *(len(one.source) for one in made.items)])
    yield f"{'':>3}  {'item':<{width}}  {'score':>10}  {'source':<{sources}}  reason"
    for place, one in enumerate(made.items):
        note = f" (here with probability {likely[place]:.3g})" if place in likely else ""
        yield (
            f"{place + 1:>3}  {one.item_id:<{width}}  {one.score:>10.4f}  {one.source:<{sources}}"
            f"  {one.reason}{note}"
        )


def _checks(account: ListAccount) -> Iterator[str]:
    yield f"made again: {'equal' if account.equal else 'NOT EQUAL'}"
    for check in account.checks:
        yield f"  {check.name:<12} {'yes' if check.holds else 'NO '}  {check.detail}"


def _values(values: Mapping[str, FeatureValue]) -> Iterator[str]:
    width = max(map(len, values), default=0)
    for name, value in values.items():
        shown = "missing" if value is None else value
        text = f"{shown:.6g}" if isinstance(shown, float) else str(shown)
        yield f"  {name:<{width}}  {text}"
