"""Card testing: many tiny payments show that a card works, then it is used in earnest.

tests   ||||||||||                    6 to 20 payments of at most 2.99 within 3 to 15 minutes
use                 |     |           1 or 2 of 4 to 12 times the usual amount, within 45 minutes
"""

import numpy as np

from events.shared.time_units import HOUR_MS
from simulator.cities import CITIES
from simulator.fraud.scene import MINUTE_MS, Scene, city_positions, times_after
from simulator.merchants import popular
from simulator.table import PaymentTable


def card_testing(rng: np.random.Generator, scene: Scene) -> PaymentTable:
    """6 to 20 tiny payments at 2 to 4 online merchants within minutes, then 1 or 2 large ones."""
    merchants = scene.population.merchants
    tests, large = int(rng.integers(6, 21)), int(rng.integers(1, 3))
    begin = int(scene.time_ms + rng.integers(HOUR_MS, 20 * HOUR_MS))
    tested = times_after(rng, begin, int(rng.integers(3, 16)) * MINUTE_MS, tests)
    spent = times_after(rng, int(tested[-1]) + 2 * MINUTE_MS, 40 * MINUTE_MS, large)
    card = np.full(tests + large, scene.card)
    shops = popular(rng, merchants, scene.open_now(merchants.online()), int(rng.integers(2, 5)))
    merchant = rng.choice(shops, size=tests + large)
    amount = np.concatenate(
        (
            rng.integers(1, 300, size=tests),
            scene.typical_minor(card[:large]) * rng.uniform(4, 12, size=large),
        )
    )
    city = int(rng.integers(len(CITIES)))
    position = city_positions(rng, city, tests + large, known=0.4)
    return scene.payments(np.concatenate((tested, spent)), card, merchant, amount, position)
