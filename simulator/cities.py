"""The cities that simulated cards and merchants live in."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from simulator.table import Floats, Ints

_SPREAD_DEGREES: Final = 0.05


@dataclass(frozen=True, slots=True)
class City:
    """One city.

    Attributes:
        name: for readers of the code only.
        country: ISO 3166-1 alpha-2 code.
        currency: ISO 4217 code of the cards issued there; all have two decimals.
        latitude: degrees north.
        longitude: degrees east.
        utc_offset_h: whole hours ahead of UTC, daylight saving time ignored.
        weight: relative number of cards and merchants.
    """

    name: str
    country: str
    currency: str
    latitude: float
    longitude: float
    utc_offset_h: int
    weight: int


CITIES: Final[tuple[City, ...]] = (
    City("London", "GB", "GBP", 51.507, -0.128, 0, 14),
    City("Paris", "FR", "EUR", 48.857, 2.352, 1, 11),
    City("Berlin", "DE", "EUR", 52.520, 13.405, 1, 9),
    City("Madrid", "ES", "EUR", 40.417, -3.704, 1, 8),
    City("New York", "US", "USD", 40.713, -74.006, -5, 8),
    City("Milan", "IT", "EUR", 45.464, 9.190, 1, 6),
    City("Amsterdam", "NL", "EUR", 52.368, 4.904, 1, 5),
    City("Zurich", "CH", "CHF", 47.377, 8.541, 1, 4),
    City("Dublin", "IE", "EUR", 53.349, -6.260, 0, 4),
    City("Lisbon", "PT", "EUR", 38.722, -9.139, 0, 4),
    City("Vienna", "AT", "EUR", 48.208, 16.373, 1, 4),
    City("Toronto", "CA", "CAD", 43.653, -79.383, -5, 4),
    City("Chicago", "US", "USD", 41.878, -87.630, -6, 4),
    City("Manchester", "GB", "GBP", 53.481, -2.242, 0, 4),
    City("Lyon", "FR", "EUR", 45.764, 4.836, 1, 3),
    City("Munich", "DE", "EUR", 48.135, 11.582, 1, 3),
    City("Singapore", "SG", "SGD", 1.352, 103.820, 8, 3),
    City("Sydney", "AU", "AUD", -33.869, 151.209, 10, 3),
    City("Helsinki", "FI", "EUR", 60.170, 24.938, 2, 2),
    City("Athens", "GR", "EUR", 37.984, 23.728, 2, 2),
)
"""Most important first: a small population uses the first few."""


def city_weights(cities: int) -> Floats:
    """Share of each of the first `cities` cities."""
    weights = np.array([city.weight for city in CITIES[:cities]], dtype=np.float64)
    shares: Floats = weights / weights.sum()
    return shares


def near(rng: np.random.Generator, city: Ints) -> tuple[Floats, Floats]:
    """A latitude and a longitude within some kilometres of each city's centre."""
    centre = np.array([(place.latitude, place.longitude) for place in CITIES])[city]
    spread = rng.normal(0.0, _SPREAD_DEGREES, size=centre.shape)
    return centre[:, 0] + spread[:, 0], centre[:, 1] + spread[:, 1]
