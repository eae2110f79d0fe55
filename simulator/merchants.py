"""Who is paid: simulated merchants with their place, price, channel and popularity."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from simulator.cities import city_weights, near
from simulator.table import Floats, Ints

CHANNELS: Final = ("pos", "ecommerce", "atm")
POS, ECOMMERCE, ATM = range(3)

_ONLINE_SHARE: Final = 0.25

# Kind of merchant: share of the merchants, typical price in minor units, channel.
_LOCAL_KINDS: Final = (
    (0.32, 2_800, POS),  # groceries
    (0.24, 2_200, POS),  # restaurants
    (0.12, 700, POS),  # transport
    (0.09, 5_200, POS),  # fuel
    (0.14, 6_000, POS),  # clothes
    (0.09, 9_000, ATM),  # cash
)
_ONLINE_KINDS: Final = (
    (0.35, 900, ECOMMERCE),  # games and media
    (0.40, 5_500, ECOMMERCE),  # general
    (0.15, 17_000, ECOMMERCE),  # electronics
    (0.10, 24_000, ECOMMERCE),  # travel
)


@dataclass(frozen=True, slots=True)
class Merchants:
    """Merchants by index: city, position in degrees, typical price, channel, popularity."""

    city: Ints
    latitude: Floats
    longitude: Floats
    price_minor: Floats
    channel: Ints
    popularity: Floats

    def online(self) -> Ints:
        """Indices of the merchants that sell online."""
        return np.flatnonzero(self.channel == ECOMMERCE)

    def local(self, city: int) -> Ints:
        """Indices of the shops and cash machines in `city`, at least one."""
        return np.flatnonzero((self.city == city) & (self.channel != ECOMMERCE))


def open_merchants(rng: np.random.Generator, count: int, cities: int) -> Merchants:
    """`count` merchants in the first `cities` cities, at least one terminal in each."""
    online = max(1, round(count * _ONLINE_SHARE))
    local = count - online
    city = rng.choice(cities, size=count, p=city_weights(cities))
    city[:local][: min(cities, local)] = np.arange(min(cities, local))
    price, channel = np.empty(count), np.empty(count, dtype=np.int64)
    for part, kinds in ((slice(0, local), _LOCAL_KINDS), (slice(local, None), _ONLINE_KINDS)):
        size = local if part.stop == local else online
        kind = rng.choice(len(kinds), size=size, p=[share for share, _, _ in kinds])
        price[part] = np.array([level for _, level, _ in kinds])[kind]
        channel[part] = np.array([how for _, _, how in kinds])[kind]
    latitude, longitude = near(rng, city)
    return Merchants(
        city=city,
        latitude=latitude,
        longitude=longitude,
        price_minor=price * rng.lognormal(0.0, 0.3, size=count),
        channel=channel,
        popularity=rng.pareto(1.6, size=count) + 0.2,
    )


def popular(rng: np.random.Generator, merchants: Merchants, among: Ints, size: int) -> Ints:
    """`size` merchants out of `among`, the popular ones more often."""
    weights = merchants.popularity[among]
    return rng.choice(among, size=size, p=weights / weights.sum())
