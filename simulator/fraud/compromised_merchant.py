"""A compromised merchant: cards that paid there are used days later, in small steps."""

import numpy as np

from simulator.cities import CITIES
from simulator.fraud.scene import Scene, city_positions
from simulator.merchants import popular
from simulator.rhythm import DAY_MS, HOUR_MS
from simulator.table import PaymentTable


def compromised_merchant(rng: np.random.Generator, scene: Scene) -> PaymentTable:
    """Up to 8 cards that paid at one merchant within two days, 3 to 12 days later, 1 to 3 times."""
    merchants, genuine = scene.population.merchants, scene.genuine
    source, leaked_ms = genuine.merchant[scene.mark], genuine.time_ms[scene.mark]
    window = genuine.time_ms.searchsorted((leaked_ms, leaked_ms + 2 * DAY_MS))
    at_source = genuine.merchant[window[0] : window[1]] == source
    victims = np.unique(genuine.card[window[0] : window[1]][at_source])
    chosen = rng.choice(victims, size=min(8, victims.size), replace=False)
    card = np.repeat(chosen, rng.integers(1, 4, size=chosen.size))
    begin = leaked_ms + rng.integers(3 * DAY_MS, 12 * DAY_MS, size=chosen.size)
    start_of = dict(zip(chosen.tolist(), begin.tolist(), strict=True))
    hours = rng.integers(0, 10 * HOUR_MS, size=card.size)
    time_ms = np.array([start_of[one] for one in card.tolist()], dtype=np.int64) + hours
    merchant = popular(rng, merchants, merchants.online(), card.size)
    amount = scene.typical_minor(card) * rng.uniform(1.0, 3.5, size=card.size)
    city = int(rng.integers(len(CITIES)))
    return scene.payments(
        time_ms, card, merchant, amount, city_positions(rng, city, card.size, known=0.25)
    )
