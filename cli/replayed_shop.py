"""The events of a shop replayed as the job had them, with its catalogue."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import time_ns

import click

from events.recommendations.catalogue_item import CatalogueItem
from events.recommendations.codec import CatalogueDecoder
from events.recommendations.identity_link import IdentityLink
from events.recommendations.shopping_event import ShoppingEvent
from events.shared.rejected import Fault
from features.recommendations.arrivals import replayed
from features.recommendations.limits import RecommendationLimits
from features.recommendations.replayer import ReplayedEvent, Replayer
from features.recommendations.shopping_plan import ShoppingPlan, shopping_plan
from features.shared.definitions.model import Definitions
from features.shared.definitions.money_terms import money_terms
from jobs.shared.line_files import lines_of


@dataclass(frozen=True, slots=True)
class ShopReplay:
    """A replay that has not begun.

    Attributes:
        plan: of the declared features.
        events: each event with what came of it; read once.
    """

    plan: ShoppingPlan
    events: Iterator[tuple[ShoppingEvent, ReplayedEvent]]


def shop_replay(
    definitions: Definitions,
    records: Iterable[ShoppingEvent | IdentityLink],
    items: Sequence[CatalogueItem],
) -> ShopReplay:
    """The replay of records in their order of arrival, under the limits of a job's defaults."""
    limits = RecommendationLimits()
    plan = shopping_plan(definitions, limits.history)
    return ShopReplay(plan, replayed(Replayer(plan, limits), records, items))


def items_in(path: Path | None, definitions: Definitions) -> list[CatalogueItem]:
    """The items of a catalogue as the job decodes them; none where there is no file."""
    if path is None:
        return []
    decode = CatalogueDecoder(money=money_terms(definitions.money)).decode
    now_ms = time_ns() // 1_000_000
    found = [decode(line, now_ms) for line in lines_of(path)]
    items = [item for item in found if not isinstance(item, Fault)]
    if len(items) < len(found):
        click.echo(f"note: {len(found) - len(items):,} lines of {path} are no items", err=True)
    return items
