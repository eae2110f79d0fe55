"""A leaked card: large amounts at merchants that the card has never paid before."""

import numpy as np

from simulator.fraud.scene import Scene, city_positions, times_after
from simulator.rhythm import DAY_MS, HOUR_MS
from simulator.table import PaymentTable


def leaked_card(rng: np.random.Generator, scene: Scene) -> PaymentTable:
    """2 to 6 payments of 2.5 to 9 times the usual amount at merchants new to the card."""
    merchants, size = scene.population.merchants, int(rng.integers(2, 7))
    begin = int(scene.genuine.time_ms[scene.mark] + rng.integers(0, DAY_MS))
    time_ms = times_after(rng, begin, int(rng.integers(1, 13)) * HOUR_MS, size)
    card = np.full(size, scene.genuine.card[scene.mark])
    known = scene.population.cards.preferred[card[0]]
    fresh = np.setdiff1d(merchants.online(), known)
    merchant = rng.choice(fresh if fresh.size else merchants.online(), size=size)
    amount = scene.typical_minor(card) * rng.uniform(2.5, 9.0, size=size)
    near_home = int(scene.population.cards.city[card[0]])
    position = city_positions(rng, near_home, size, known=0.4)
    return scene.payments(time_ms, card, merchant, amount, position)
