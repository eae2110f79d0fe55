"""A shop as it is for all its shoppers: what is in it, what is like what, prices, seasons."""

from dataclasses import dataclass

from simulator.shoppers import purposes
from simulator.shoppers.demand import Demands, seasons
from simulator.shoppers.items import Items, stocked
from simulator.shoppers.likeness import Likeness, related
from simulator.shoppers.listings import Listing, listed
from simulator.shoppers.settings import ShoppingScenario
from simulator.streams import stream
from simulator.table import Floats


@dataclass(frozen=True, slots=True)
class Shop:
    """What does not depend on who shops.

    Attributes:
        scenario: what it was made from.
        items: everything that is sold.
        likeness: which items are related.
        listings: the catalogue by item.
        seasons: (weeks, categories) how much each category is wanted.
    """

    scenario: ShoppingScenario
    items: Items
    likeness: Likeness
    listings: tuple[Listing, ...]
    seasons: Floats

    def demands(self) -> Demands:
        """The demand on each day."""
        return Demands(self.items, self.listings, self.seasons, self.scenario.span)


def shop_of(scenario: ShoppingScenario) -> Shop:
    """The shop of a scenario."""
    seed = scenario.seed
    items = stocked(stream(seed, purposes.ITEMS), scenario)
    return Shop(
        scenario=scenario,
        items=items,
        likeness=related(stream(seed, purposes.LIKENESS), items),
        listings=listed(stream(seed, purposes.LISTINGS), items, scenario),
        seasons=seasons(stream(seed, purposes.SEASONS), items, scenario.span),
    )
