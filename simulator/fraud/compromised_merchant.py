"""A compromised merchant: for 2 to 4 weeks many of its payments are made with stolen cards.

before      g    g  g    g  g
meanwhile   g F  gF g F  F g FF g F      fraudulent with a probability of 0.4 to 0.8
afterwards  g    g  g    g
"""

from typing import Final

import numpy as np

from simulator.fraud.scene import Scene, home_positions
from simulator.rhythm import DAY_MS
from simulator.table import PaymentTable

_LARGEST: Final = 80
_CANDIDATES: Final = 8
_BUSY: Final = 40


def compromised_merchant(rng: np.random.Generator, scene: Scene) -> PaymentTable:
    """Payments like the genuine ones of the same merchant, by other cards, at most 80 in all.

    The merchant is the busiest of 8 drawn at random among those with at most 40 genuine payments
    in the time: where the thieves are not lost in the crowd. Amounts are 0.8 to 2.5 times those of
    its customers, hours and channel are its own.
    """
    days = int(rng.integers(14, 29))
    window = (scene.time_ms, scene.time_ms + days * DAY_MS)
    drawn = rng.integers(scene.population.merchants.city.size, size=_CANDIDATES).tolist()
    found = [scene.customers.between(merchant, *window) for merchant in drawn]
    genuine = max((rows for rows in found if rows.size <= _BUSY), key=len, default=found[0][:0])
    probability = rng.uniform(0.4, 0.8)
    size = min(_LARGEST, round(genuine.size * probability / (1 - probability)))
    # Each fraud resembles a genuine payment there, some hours earlier or later.
    like = rng.choice(genuine, size=size) if size else genuine[:0]
    hours = rng.normal(0.0, 3.0, size=size) * DAY_MS / 24
    days_off = rng.integers(-2, 3, size=size) * DAY_MS
    time_ms = np.clip(scene.genuine.time_ms[like] + (hours + days_off).astype(np.int64), *window)
    stolen = scene.cards(rng, max(1, size // 2))
    card = rng.choice(stolen, size=size)
    amount = scene.genuine.amount_minor[like] * rng.uniform(0.8, 2.5, size=size)
    return scene.payments(
        time_ms,
        card,
        scene.genuine.merchant[like],
        amount,
        home_positions(rng, scene, card, known=0.6),
    )
