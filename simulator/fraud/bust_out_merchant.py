"""A bust-out: many cards at one little known merchant within hours."""

import numpy as np

from events.shared.time_units import HOUR_MS
from simulator.fraud.scene import Scene, home_positions, times_after
from simulator.table import PaymentTable


def bust_out_merchant(rng: np.random.Generator, scene: Scene) -> PaymentTable:
    """12 to 30 different cards, 1.5 to 4 times their usual amount, in 2 to 8 hours."""
    card = scene.cards(rng, int(rng.integers(12, 31)))
    time_ms = times_after(rng, scene.time_ms, int(rng.integers(2, 9)) * HOUR_MS, card.size)
    merchant = np.full(card.size, scene.little_known(rng, 1))
    amount = scene.typical_minor(card) * rng.uniform(1.5, 4.0, size=card.size)
    position = home_positions(rng, scene, card, known=0.3)
    return scene.payments(time_ms, card, merchant, amount, position)
