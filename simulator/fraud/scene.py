"""What a fraud campaign starts from, and the steps that every pattern is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from events.shared.time_units import HOUR_MS
from simulator.cities import CITIES
from simulator.fraud.customers import Customers
from simulator.kinds import ATM, ECOMMERCE
from simulator.merchants import in_notes
from simulator.population import Population
from simulator.table import NO_DEVICE, Floats, Ints, PaymentTable

TYPICAL_MINOR: Final = 2_800
MINUTE_MS: Final = HOUR_MS // 60
_FAMOUS_SHARE: Final = 0.3


@dataclass(frozen=True, slots=True)
class Scene:
    """What a campaign finds: people, their genuine payments, the mark and a fresh device.

    Attributes:
        population: everyone.
        genuine: the genuine payments, in time order.
        customers: who paid at which merchant.
        mark: row of `genuine` that the campaign starts from.
        device: number of the fraudster's device.
    """

    population: Population
    genuine: PaymentTable
    customers: Customers
    mark: int
    device: int

    @property
    def card(self) -> int:
        """The card of the mark."""
        return int(self.genuine.card[self.mark])

    @property
    def time_ms(self) -> int:
        """The time of the mark, epoch ms."""
        return int(self.genuine.time_ms[self.mark])

    def typical_minor(self, card: Ints) -> Floats:
        """What the cards usually pay, in minor units."""
        return TYPICAL_MINOR * self.population.cards.spending[card]

    def cards(self, rng: np.random.Generator, size: int) -> Ints:
        """At most `size` different cards, issued by the time of the mark."""
        issued = np.flatnonzero(self.population.cards.issued_ms <= self.time_ms)
        return rng.choice(issued, size=min(size, issued.size), replace=False)

    def open_now(self, merchants: Ints) -> Ints:
        """Those of the merchants that are open by the time of the mark."""
        opened_ms = self.population.merchants.opened_ms[merchants]
        return merchants[opened_ms <= self.time_ms]

    def little_known(self, rng: np.random.Generator, size: int) -> Ints:
        """At most `size` different online merchants that are open and not among the famous ones."""
        merchants = self.population.merchants
        online = self.open_now(merchants.online())
        by_fame = online[np.argsort(merchants.popularity[online], kind="stable")]
        quiet = by_fame[: max(1, int(by_fame.size * (1 - _FAMOUS_SHARE)))]
        return rng.choice(quiet, size=min(size, quiet.size), replace=False)

    def payments(
        self, time_ms: Ints, card: Ints, merchant: Ints, amount: Floats, position: Floats
    ) -> PaymentTable:
        """The campaign's rows; `position` is (n, 2) in degrees, NaN where unknown."""
        channel = self.population.merchants.channel[merchant]
        amount = np.where(channel == ATM, in_notes(amount), amount)
        return PaymentTable(
            time_ms=time_ms,
            card=card,
            merchant=merchant,
            amount_minor=np.maximum(amount, 1).astype(np.int64),
            latitude=position[:, 0],
            longitude=position[:, 1],
            device=np.where(channel == ECOMMERCE, self.device, NO_DEVICE),
            pattern=np.zeros(time_ms.size, dtype=np.int64),
        )


Pattern = Callable[[np.random.Generator, Scene], PaymentTable]


def times_after(rng: np.random.Generator, start_ms: int, span_ms: int, size: int) -> Ints:
    """`size` times within `span_ms` after `start_ms`, ascending."""
    return np.sort(start_ms + rng.integers(1, span_ms, size=size))


def city_positions(rng: np.random.Generator, city: int, size: int, known: float) -> Floats:
    """(size, 2) degrees around a city, NaN but for the share `known`."""
    place = CITIES[city]
    position = np.tile((place.latitude, place.longitude), (size, 1))
    position += rng.normal(0.0, 0.05, size=position.shape)
    position[rng.random(size) >= known] = np.nan
    return position


def home_positions(rng: np.random.Generator, scene: Scene, card: Ints, known: float) -> Floats:
    """(cards, 2) degrees near each card's home, NaN but for the share `known`."""
    cards = scene.population.cards
    position: Floats = np.stack((cards.latitude[card], cards.longitude[card]), axis=1)
    position += rng.normal(0.0, 0.05, size=position.shape)
    position[rng.random(card.size) >= known] = np.nan
    return position
