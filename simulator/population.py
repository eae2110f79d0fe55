"""Everyone who takes part in a simulation: cards and merchants in the same cities."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from simulator.cards import Cards, issue_cards
from simulator.cities import CITIES
from simulator.merchants import Merchants, open_merchants
from simulator.rhythm import Span

MERCHANTS_PER_CITY: Final = 5


@dataclass(frozen=True, slots=True)
class Population:
    """Everyone who takes part."""

    cards: Cards
    merchants: Merchants
    cities: int


def populate(rng: np.random.Generator, cards: int, merchants: int, span: Span) -> Population:
    """A population drawn from `rng`; at least `MERCHANTS_PER_CITY` merchants are needed."""
    cities = max(1, min(len(CITIES), merchants // MERCHANTS_PER_CITY))
    shops = open_merchants(rng, merchants, cities, span)
    return Population(issue_cards(rng, cards, cities, shops, span), shops, cities)
