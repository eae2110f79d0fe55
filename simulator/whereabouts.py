"""Where cards and their clients are: at home, on a trip, behind a VPN or unknown."""

from typing import Final

import numpy as np

from simulator.cities import CITIES, city_weights
from simulator.merchants import ECOMMERCE
from simulator.population import Population
from simulator.rhythm import DAY_MS, HOUR_MS, Span
from simulator.table import Floats, Ints

_TRAVEL_EVERY_DAYS: Final = 45
_VPN_SHARE: Final = 0.004
_KNOWN_ONLINE: Final = 0.75
_KNOWN_AT_TERMINAL: Final = 0.97
_CLIENT_SPREAD_DEGREES: Final = 0.04
_DEPARTURE_MS: Final = 4 * HOUR_MS


def whereabouts(
    rng: np.random.Generator,
    population: Population,
    card: Ints,
    time_ms: Ints,
    span: Span,
) -> Ints:
    """City that each card is in at each time: at home, or on its one trip."""
    cards, size = population.cards, population.cards.city.size
    travels = rng.random(size) < 1 - np.exp(-span.days / _TRAVEL_EVERY_DAYS)
    departure = span.start_ms + rng.integers(0, span.days, size=size) * DAY_MS + _DEPARTURE_MS
    back = departure + rng.integers(2, 8, size=size) * DAY_MS
    goal = rng.choice(population.cities, size=size, p=city_weights(population.cities))
    away = travels[card] & (time_ms >= departure[card]) & (time_ms < back[card])
    city: Ints = np.where(away, goal[card], cards.city[card])
    return city


def positions(
    rng: np.random.Generator, population: Population, card: Ints, city: Ints, merchant: Ints
) -> tuple[Floats, Floats]:
    """The terminal's position, or online the client's, unknown or a VPN's now and then."""
    cards, merchants, count = population.cards, population.merchants, card.size
    online = merchants.channel[merchant] == ECOMMERCE
    seen = city.copy()
    vpn = np.flatnonzero(online & (rng.random(count) < _VPN_SHARE))
    seen[vpn] = rng.choice(len(CITIES), size=vpn.size)
    centre = np.array([(place.latitude, place.longitude) for place in CITIES])[seen]
    home = (seen == cards.city[card])[:, None]
    client = np.where(home, np.stack((cards.latitude, cards.longitude), axis=1)[card], centre)
    client += rng.normal(0.0, _CLIENT_SPREAD_DEGREES, size=client.shape)
    latitude = np.where(online, client[:, 0], merchants.latitude[merchant])
    longitude = np.where(online, client[:, 1], merchants.longitude[merchant])
    chance = np.where(online, _KNOWN_ONLINE, _KNOWN_AT_TERMINAL)
    known = rng.random(count) < chance
    return np.where(known, latitude, np.nan), np.where(known, longitude, np.nan)
