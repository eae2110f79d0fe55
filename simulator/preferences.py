"""Which merchant a card pays: a favourite that is open then, at times a new one, on a trip a local.

A choice that does not suit the hour is made again a few times, so that restaurants fill up in the
evening, and a favourite that has not opened yet is replaced by a shop that has always been there.
"""

from typing import Final

import numpy as np

from events.shared.time_units import HOUR_MS
from simulator.cards import PREFERRED_LOCAL, PREFERRED_ONLINE
from simulator.cities import CITIES
from simulator.merchants import popular
from simulator.population import Population
from simulator.table import Flags, Ints

_EXPLORING_SHARE: Final = 0.14
_ONLINE_SHARE: Final = 0.3
_FAVOURITE_SHARE: Final = 0.25
_CHOICES: Final = 4
_ONLINE: Final = -1


def choose_merchants(
    rng: np.random.Generator, population: Population, card: Ints, city: Ints, time_ms: Ints
) -> Ints:
    """One merchant for each payment by `card` in `city` at `time_ms`."""
    merchants = population.merchants
    offsets_h = np.array([place.utc_offset_h for place in CITIES])[population.cards.city[card]]
    local_ms = time_ms + offsets_h * HOUR_MS
    online = rng.random(card.size) < _ONLINE_SHARE
    merchant = np.empty(card.size, dtype=np.int64)
    rows = np.arange(card.size)
    for _ in range(_CHOICES):
        merchant[rows] = _choice(rng, population, card[rows], city[rows], online[rows])
        appeal = merchants.appeal(merchant[rows], local_ms[rows])
        is_open = merchants.opened_ms[merchant[rows]] <= time_ms[rows]
        rows = rows[~is_open | (rng.random(rows.size) >= appeal)]
    # What is still not open gives way to a merchant of the same place that has always been there.
    closed = np.flatnonzero(merchants.opened_ms[merchant] > time_ms)
    place = np.where(online, _ONLINE, city)[closed]
    merchant[closed] = _any_merchant(rng, population, place, merchants.opened_ms.min())
    return merchant


def _choice(
    rng: np.random.Generator, population: Population, card: Ints, city: Ints, online: Flags
) -> Ints:
    """A favourite mostly, at times any merchant; on a trip one of the place."""
    cards = population.cards
    favourite = np.minimum(rng.geometric(_FAVOURITE_SHARE, size=card.size) - 1, PREFERRED_LOCAL - 1)
    favourite[online] = PREFERRED_LOCAL + favourite[online] % PREFERRED_ONLINE
    merchant: Ints = cards.preferred[card, favourite]
    elsewhere = (city != cards.city[card]) & ~online
    exploring = np.flatnonzero((rng.random(card.size) < _EXPLORING_SHARE) | elsewhere)
    place = np.where(online, _ONLINE, city)[exploring]
    merchant[exploring] = _any_merchant(rng, population, place)
    return merchant


def _any_merchant(
    rng: np.random.Generator, population: Population, place: Ints, opened_by_ms: int | None = None
) -> Ints:
    """A merchant of each place (a city or `_ONLINE`), the popular ones more often."""
    merchants, chosen = population.merchants, np.empty(place.size, dtype=np.int64)
    for one in np.unique(place).tolist():
        among = merchants.online() if one == _ONLINE else merchants.local(one)
        if opened_by_ms is not None:
            among = among[merchants.opened_ms[among] <= opened_by_ms]
        here = np.flatnonzero(place == one)
        chosen[here] = popular(rng, merchants, among, here.size)
    return chosen
