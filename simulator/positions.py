"""Positions of payments: the terminal's, or online the client's, a VPN's now and then."""

from typing import Final

import numpy as np

from simulator.cities import CITIES
from simulator.kinds import ECOMMERCE
from simulator.population import Population
from simulator.table import Floats, Ints

_VPN_SHARE: Final = 0.004
_KNOWN_ONLINE: Final = 0.75
_KNOWN_AT_TERMINAL: Final = 0.97
_CLIENT_SPREAD_DEGREES: Final = 0.04


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
