"""An account takeover: payments where nobody can have travelled in the time.

home    h  h   h         h             the holder goes on paying
far             F F  F  F              3 to 8 payments in 2 to 16 hours, 10 to 150 minutes after h
"""

from typing import Final

import numpy as np

from events.shared.time_units import HOUR_MS
from simulator.cities import CITIES
from simulator.fraud.scene import MINUTE_MS, Scene, city_positions, times_after
from simulator.merchants import popular
from simulator.table import PaymentTable

_FAR_DEGREES: Final = 12.0


def account_takeover(rng: np.random.Generator, scene: Scene) -> PaymentTable:
    """3 to 8 payments of 1.5 to 6 times the usual amount in a city far away, within hours."""
    merchants, size = scene.population.merchants, int(rng.integers(3, 9))
    begin = scene.time_ms + int(rng.integers(10, 150)) * MINUTE_MS
    time_ms = times_after(rng, begin, int(rng.integers(2, 17)) * HOUR_MS, size)
    card = np.full(size, scene.card)
    home = CITIES[int(scene.population.cards.city[scene.card])]
    far = [
        index
        for index, city in enumerate(CITIES)
        if abs(city.latitude - home.latitude) + abs(city.longitude - home.longitude) > _FAR_DEGREES
    ]
    city = int(rng.choice(far))
    # Where the small population has no shop there, the fraudster buys online from there.
    local = scene.open_now(merchants.local(city))
    among = local if local.size else scene.open_now(merchants.online())
    merchant = popular(rng, merchants, among, size)
    amount = scene.typical_minor(card) * rng.uniform(1.5, 6.0, size=size)
    return scene.payments(
        time_ms, card, merchant, amount, city_positions(rng, city, size, known=0.85)
    )
