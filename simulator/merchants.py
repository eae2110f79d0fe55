"""Who is paid: simulated merchants with their kind, place, price, popularity and opening."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from simulator.arrivals import joining_times
from simulator.cities import city_weights, near
from simulator.rhythm import DAY_MS, HOUR_MS, Span
from simulator.table import Floats, Ints

CHANNELS: Final = ("pos", "ecommerce", "atm")
POS, ECOMMERCE, ATM = range(3)

_ONLINE_SHARE: Final = 0.25
_OPENING_LATER: Final = 0.15
_CLOSED: Final = 0.02
_FRIDAY: Final = 4
_EPOCH_WEEKDAY: Final = 3
_NOTE_MINOR: Final = 1_000


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of merchant.

    Attributes:
        share: of the merchants at a place, or of those online.
        price_minor: typical amount, in minor units.
        channel: index of `CHANNELS`.
        busy: local hours at which people go there, from and to (exclusive).
        weekend: how gladly they go from Friday to Sunday, 0 to 1; on other days it is `weekday`.
        weekday: see `weekend`.
    """

    share: float
    price_minor: int
    channel: int
    busy: tuple[tuple[int, int], ...]
    weekday: float = 1.0
    weekend: float = 1.0


KINDS: Final = (
    Kind(0.32, 2_800, POS, ((7, 22),)),  # groceries
    Kind(0.24, 2_200, POS, ((11, 15), (17, 24)), weekday=0.7),  # restaurants
    Kind(0.12, 700, POS, ((5, 24),), weekend=0.7),  # transport
    Kind(0.09, 5_200, POS, ((5, 23),)),  # fuel
    Kind(0.14, 6_000, POS, ((10, 20),), weekday=0.6),  # clothes
    Kind(0.09, 9_000, ATM, ((0, 24),)),  # cash
    Kind(0.35, 900, ECOMMERCE, ((0, 3), (15, 24)), weekday=0.8),  # games and media
    Kind(0.40, 5_500, ECOMMERCE, ((7, 24),)),  # general
    Kind(0.15, 17_000, ECOMMERCE, ((8, 24),)),  # electronics
    Kind(0.10, 24_000, ECOMMERCE, ((8, 24),), weekend=0.7),  # travel
)
MEDIA: Final = 6


def _appeal() -> Floats:
    """(kinds, 7, 24) how gladly people go there, by weekday (Monday is 0) and local hour."""
    appeal = np.full((len(KINDS), 7, 24), _CLOSED)
    for index, kind in enumerate(KINDS):
        for first, end in kind.busy:
            appeal[index, :_FRIDAY, first:end] = kind.weekday
            appeal[index, _FRIDAY:, first:end] = kind.weekend
    return appeal


_APPEAL: Final = _appeal()


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
        weekday = (local_ms // DAY_MS + _EPOCH_WEEKDAY) % 7
        appeal: Floats = _APPEAL[self.kind[merchant], weekday, local_ms // HOUR_MS % 24]
        return appeal


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
