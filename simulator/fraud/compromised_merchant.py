"""A compromised merchant: for 3 to 4 weeks many of its payments are made with stolen cards.

before      g    g  g    g  g
meanwhile   g aa g  g bb  ccg  g dd      fraudulent with a probability of 0.55 to 0.8
afterwards  g    g  g    g
"""

from typing import Final

import numpy as np

from events.shared.time_units import DAY_MS, HOUR_MS
from simulator.fraud.scene import Scene, home_positions
from simulator.table import Ints, PaymentTable

_CANDIDATES: Final = 8
_BUSY: Final = 16
_LARGEST: Final = 60
_USED_MS: Final = 36 * HOUR_MS


def compromised_merchant(rng: np.random.Generator, scene: Scene) -> PaymentTable:
    """Payments like the merchant's genuine ones, by stolen cards, each about 3 times in 36 h.

    Of 8 merchants drawn at random it is the busiest with at most 16 genuine payments in the time,
    or else the quietest: where the thieves are not lost in the crowd. There are at most 60 frauds;
    amounts are 1.2 to 3 times those of its customers.
    """
    window = (scene.time_ms, scene.time_ms + int(rng.integers(21, 29)) * DAY_MS)
    genuine = _its_genuine_payments(rng, scene, window)
    probability = rng.uniform(0.55, 0.8)
    size = min(_LARGEST, round(genuine.size * probability / (1 - probability)))
    stolen = scene.cards(rng, max(1, size // 3))
    # A card is first used at the time of some genuine payment, so at the merchant's hours.
    first = rng.choice(genuine, size=stolen.size) if size else np.zeros(stolen.size, dtype=int)
    use = np.sort(rng.integers(stolen.size, size=size))
    repeated = np.diff(use, prepend=-1) == 0
    time_ms = scene.genuine.time_ms[first[use]]
    time_ms[repeated] += rng.integers(0, _USED_MS, size=int(repeated.sum()))
    like = rng.choice(genuine, size=size) if size else genuine[:0]
    card = stolen[use]
    return scene.payments(
        time_ms,
        card,
        scene.genuine.merchant[like],
        scene.genuine.amount_minor[like] * rng.uniform(1.2, 3.0, size=size),
        home_positions(rng, scene, card, known=0.6),
    )


def _its_genuine_payments(rng: np.random.Generator, scene: Scene, window: tuple[int, int]) -> Ints:
    """Rows of the chosen merchant's genuine payments in the window, maybe none."""
    drawn = rng.integers(scene.population.merchants.city.size, size=_CANDIDATES).tolist()
    found = [scene.customers.between(merchant, *window) for merchant in drawn]
    found.sort(key=len)
    quiet = [rows for rows in found if rows.size <= _BUSY]
    return quiet[-1] if quiet else found[0]
