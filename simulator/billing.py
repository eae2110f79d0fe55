"""What a merchant bills in: the currency of its place, its own, or that of the card.

::

    at a terminal   the place's currency; the card's for one in ten cards from abroad
    online          the merchant's home currency, the card's, or now and then yen or dinars

The amount is what it was in the card's currency, at the shipped exchange rates.
"""

from typing import Final

import numpy as np

from events.shared.money.minor_units import minor_unit_digits
from events.shared.money.shipped_rates import shipped_rates
from simulator.cities import CITIES
from simulator.kinds import ECOMMERCE
from simulator.population import Population
from simulator.table import Floats, Ints, PaymentTable

CURRENCIES: Final = (*sorted({city.currency for city in CITIES}), "JPY", "KWD")
"""Every currency of a simulated payment; yen have no decimals and dinars three."""

_OF_CITY: Final = np.array([CURRENCIES.index(city.currency) for city in CITIES])
_YEN, _DINARS = CURRENCIES.index("JPY"), CURRENCIES.index("KWD")
_OF_CARD: Final = -1
_CONVERTED_AT_TERMINAL: Final = 0.1
_ONLINE_SHARES: Final = (0.55, 0.35, 0.07, 0.03)
"""Of online merchants: those that bill in their home currency, the card's, yen and dinars."""


def home_currencies(population: Population, card: Ints) -> Ints:
    """The currency of each card, index of `CURRENCIES`."""
    currency: Ints = _OF_CITY[population.cards.city[card]]
    return currency


def billed(
    rng: np.random.Generator, population: Population, table: PaymentTable
) -> tuple[Ints, Ints]:
    """Amount in minor units and currency of each payment, as its merchant bills it."""
    home = home_currencies(population, table.card)
    online = population.merchants.channel[table.merchant] == ECOMMERCE
    currency = _billing(rng, population)[table.merchant]
    converted = ~online & (rng.random(len(table)) < _CONVERTED_AT_TERMINAL)
    currency = np.where((currency == _OF_CARD) | converted, home, currency)
    amount = np.rint(table.amount_minor * _factors()[home, currency])
    same = currency == home
    minor: Ints = np.where(same, table.amount_minor, np.maximum(amount, 1)).astype(np.int64)
    return minor, currency


def _billing(rng: np.random.Generator, population: Population) -> Ints:
    """What each merchant bills in, `_OF_CARD` for the card's currency."""
    merchants = population.merchants
    local = _OF_CITY[merchants.city]
    choice = rng.choice(len(_ONLINE_SHARES), size=local.size, p=_ONLINE_SHARES)
    others = np.array((_OF_CARD, _OF_CARD, _YEN, _DINARS))
    online: Ints = np.where(choice == 0, local, others[choice])
    billing: Ints = np.where(merchants.channel == ECOMMERCE, online, local)
    return billing


def _factors() -> Floats:
    """(from, to) minor units of one currency for a minor unit of another."""
    worth = np.array(
        [
            float(shipped_rates().rates[code][-1].value) / 10 ** minor_unit_digits(code)
            for code in CURRENCIES
        ]
    )
    factors: Floats = worth[:, None] / worth[None, :]
    return factors
