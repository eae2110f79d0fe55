"""A mule ring: many stolen cards pay a few merchants of the ring, in amounts agreed upon.

ring shop 1   |   aa      |  b
ring shop 2   |   c a     |  aab       one wave a day or two; 10 to 25 cards in 5 to 14 days
ring shop 3   |    b      |   c
"""

from typing import Final

import numpy as np

from events.shared.time_units import DAY_MS, HOUR_MS
from simulator.fraud.scene import Scene, home_positions
from simulator.table import PaymentTable

_AGREED_MINOR: Final = (9_900, 14_900, 19_900, 24_900, 29_900, 39_900)
_WAVE_MS: Final = 3 * HOUR_MS


def mule_ring(rng: np.random.Generator, scene: Scene) -> PaymentTable:
    """10 to 25 cards, 1 or 2 payments each, at 2 to 4 little known online merchants."""
    cards = scene.cards(rng, int(rng.integers(10, 26)))
    card = np.repeat(cards, rng.integers(1, 3, size=cards.size))
    days = int(rng.integers(5, 15))
    waves = scene.time_ms + rng.integers(0, days * DAY_MS, size=max(2, days // 2))
    time_ms = rng.choice(waves, size=card.size) + rng.integers(1, _WAVE_MS, size=card.size)
    ring = scene.little_known(rng, int(rng.integers(2, 5)))
    # Up to 5 % less than agreed, so that no two need be equal.
    agreed = rng.choice(_AGREED_MINOR, size=2)
    amount = rng.choice(agreed, size=card.size) * rng.uniform(0.95, 1.0, size=card.size)
    return scene.payments(
        time_ms,
        card,
        rng.choice(ring, size=card.size),
        amount,
        home_positions(rng, scene, card, known=0.5),
    )
