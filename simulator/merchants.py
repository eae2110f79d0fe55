"""Who is paid: simulated merchants with their kind, place, price, popularity and opening."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from simulator.cities import city_weights, near
from simulator.growth import joining_times
from simulator.kinds import ECOMMERCE, KINDS, MEDIA, appeal_of
from simulator.rhythm import Span
from simulator.table import Floats, Ints

_ONLINE_SHARE: Final = 0.25
_OPENING_LATER: Final = 0.15
_NOTE_MINOR: Final = 1_000


@dataclass(frozen=True, slots=True)
class Merchants:
    """Merchants by index.

    Attributes:
        kind: index of `KINDS`.
        city: index of the city.
        latitude: degrees north.
        longitude: degrees east.
        price_minor: typical amount, in minor units.
        channel: index of `CHANNELS`.
        popularity: relative number of customers.
        opened_ms: epoch ms; nobody pays there before.
    """

    kind: Ints
    city: Ints
    latitude: Floats
    longitude: Floats
    price_minor: Floats
    channel: Ints
    popularity: Floats
    opened_ms: Ints

    def online(self) -> Ints:
        """Indices of the merchants that sell online."""
        return np.flatnonzero(self.channel == ECOMMERCE)

    def local(self, city: int) -> Ints:
        """Indices of the shops and cash machines in `city`, at least one."""
        return np.flatnonzero((self.city == city) & (self.channel != ECOMMERCE))

    def appeal(self, merchant: Ints, local_ms: Ints) -> Floats:
        """How gladly people pay at these merchants at these local times, 0 to 1."""
        return appeal_of(self.kind[merchant], local_ms)


def open_merchants(rng: np.random.Generator, count: int, cities: int, span: Span) -> Merchants:
    """`count` merchants in the first `cities` cities, at least one old terminal in each."""
    online = max(1, round(count * _ONLINE_SHARE))
    local = count - online
    city = rng.choice(cities, size=count, p=city_weights(cities))
    city[:local][: min(cities, local)] = np.arange(min(cities, local))
    kind = np.concatenate(
        (_kinds(rng, local, range(MEDIA)), _kinds(rng, online, range(MEDIA, len(KINDS))))
    )
    opened_ms = joining_times(rng, count, _OPENING_LATER, span)
    opened_ms[[*range(min(cities, local)), -1]] = span.start_ms
    latitude, longitude = near(rng, city)
    price = np.array([one.price_minor for one in KINDS])[kind]
    return Merchants(
        kind=kind,
        city=city,
        latitude=latitude,
        longitude=longitude,
        price_minor=price * rng.lognormal(0.0, 0.3, size=count),
        channel=np.array([one.channel for one in KINDS])[kind],
        popularity=rng.pareto(1.6, size=count) + 0.2,
        opened_ms=opened_ms,
    )


def _kinds(rng: np.random.Generator, size: int, among: range) -> Ints:
    shares = np.array([KINDS[index].share for index in among])
    return rng.choice(np.array(among), size=size, p=shares / shares.sum())


def in_notes(amount: Floats) -> Floats:
    """Amounts in minor units, rounded up to what a cash machine gives."""
    notes: Floats = np.ceil(amount / _NOTE_MINOR) * _NOTE_MINOR
    return notes


def popular(rng: np.random.Generator, merchants: Merchants, among: Ints, size: int) -> Ints:
    """`size` merchants out of `among`, the popular ones more often."""
    weights = merchants.popularity[among]
    return rng.choice(among, size=size, p=weights / weights.sum())
