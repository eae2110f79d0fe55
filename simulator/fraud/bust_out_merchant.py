"""A bust-out: many cards at one little known merchant within hours."""

import numpy as np

from simulator.fraud.scene import Scene, times_after
from simulator.rhythm import HOUR_MS
from simulator.table import PaymentTable


def bust_out_merchant(rng: np.random.Generator, scene: Scene) -> PaymentTable:
    """10 to 25 different cards at one little known online merchant within hours."""
    population, merchants = scene.population, scene.population.merchants
    cards = population.cards.activity.size
    size = min(int(rng.integers(10, 26)), cards)
    begin = int(scene.genuine.time_ms[scene.mark])
    time_ms = times_after(rng, begin, int(rng.integers(2, 9)) * HOUR_MS, size)
    card = rng.choice(cards, size=size, replace=False)
    online = merchants.online()
    quiet = online[np.argsort(merchants.popularity[online])][: max(1, online.size // 3)]
    merchant = np.full(size, rng.choice(quiet))
    amount = scene.typical_minor(card) * rng.uniform(1.5, 4.0, size=size)
    return scene.payments(time_ms, card, merchant, amount, np.full((size, 2), np.nan))
