"""A leaked card: inflated amounts beside the holder's own payments, for days up to two weeks.

holder      h  h h   h    h  h h     h   h
fraudster      FF      F        FFF  FF          2 to 6 raids of 2 hours in up to 14 days
"""

from typing import Final

import numpy as np

from events.shared.time_units import DAY_MS, HOUR_MS
from simulator.fraud.scene import Scene, home_positions, times_after
from simulator.table import PaymentTable

_RAID_MS: Final = 2 * HOUR_MS


def leaked_card(rng: np.random.Generator, scene: Scene) -> PaymentTable:
    """4 to 12 payments of 2.5 to 9 times the usual amount online, mostly at merchants new to it."""
    merchants, size = scene.population.merchants, int(rng.integers(4, 13))
    begin = int(scene.time_ms + rng.integers(0, DAY_MS))
    raids = times_after(rng, begin, int(rng.integers(4, 15)) * DAY_MS, max(1, size // 2))
    time_ms = rng.choice(raids, size=size) + rng.integers(0, _RAID_MS, size=size)
    card = np.full(size, scene.card)
    known = scene.population.cards.preferred[scene.card]
    online = scene.open_now(merchants.online())
    fresh = np.setdiff1d(online, known)
    merchant = rng.choice(fresh if fresh.size else online, size=size)
    amount = scene.typical_minor(card) * rng.uniform(2.5, 9.0, size=size)
    return scene.payments(
        time_ms, card, merchant, amount, home_positions(rng, scene, card, known=0.4)
    )
