"""What a fraud campaign starts from, and the steps that every pattern is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from simulator.cities import CITIES
from simulator.merchants import ECOMMERCE
from simulator.population import Population
from simulator.rhythm import HOUR_MS
from simulator.table import NO_DEVICE, Floats, Ints, PaymentTable

TYPICAL_MINOR: Final = 2_800
MINUTE_MS: Final = HOUR_MS // 60


@dataclass(frozen=True, slots=True)
class Scene:
    """What a campaign finds: people, their genuine payments, the mark and a fresh device.

    Attributes:
        population: everyone.
        genuine: the genuine payments, in time order.
        mark: row of `genuine` that the campaign starts from.
        device: number of the fraudster's device.
    """

    population: Population
    genuine: PaymentTable
    mark: int
    device: int

    def typical_minor(self, card: Ints) -> Floats:
        """What the cards usually pay, in minor units."""
        return TYPICAL_MINOR * self.population.cards.spending[card]

    def payments(
        self, time_ms: Ints, card: Ints, merchant: Ints, amount: Floats, position: Floats
    ) -> PaymentTable:
        """The campaign's rows; `position` is (n, 2) in degrees, NaN where unknown."""
        online = self.population.merchants.channel[merchant] == ECOMMERCE
        return PaymentTable(
            time_ms=time_ms,
            card=card,
            merchant=merchant,
            amount_minor=np.maximum(amount, 1).astype(np.int64),
            latitude=position[:, 0],
            longitude=position[:, 1],
            device=np.where(online, self.device, NO_DEVICE),
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
