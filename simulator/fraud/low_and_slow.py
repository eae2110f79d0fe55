"""Low and slow: a shop that is none charges many cards little, again and again, for weeks.

card a   c      c        c     c
card b      c        c      c            2 to 15 a charge, every few days, for 3 to 6 weeks
card c        c    c      c      c
"""

import numpy as np

from events.shared.time_units import DAY_MS
from simulator.fraud.scene import Scene, times_after
from simulator.table import PaymentTable


def low_and_slow(rng: np.random.Generator, scene: Scene) -> PaymentTable:
    """3 to 8 cards, each charged 4 to 10 times at the same one or two online merchants.

    An amount is below every card's usual one: it is the same for all but for a fifth up or down.
    The holder is not there, so no charge has a position.
    """
    shops = scene.little_known(rng, int(rng.integers(1, 3)))
    cards = scene.cards(rng, int(rng.integers(3, 9)))
    card = np.repeat(cards, rng.integers(4, 11, size=cards.size))
    days = int(rng.integers(21, 43))
    time_ms = times_after(rng, scene.time_ms, days * DAY_MS, card.size)
    amount = rng.uniform(250, 1_250) * rng.uniform(0.8, 1.2, size=card.size)
    return scene.payments(
        time_ms,
        rng.permutation(card),
        rng.choice(shops, size=card.size),
        amount,
        np.full((card.size, 2), np.nan),
    )
