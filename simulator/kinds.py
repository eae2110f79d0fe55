"""Kinds of merchants: what they cost, how they are paid, and when people go there."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from events.shared.time_units import HOUR_MS
from simulator.rhythm import weekday_of
from simulator.table import Floats, Ints

CHANNELS: Final = ("pos", "ecommerce", "atm")
POS, ECOMMERCE, ATM = range(3)

_CLOSED: Final = 0.02
_FRIDAY: Final = 4


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of merchant.

    Attributes:
        share: of the merchants at a place, or of those online.
        price_minor: typical amount, in minor units.
        channel: index of `CHANNELS`.
        busy: local hours at which people go there, from and to (exclusive).
        weekend: how gladly they go from Friday to Sunday, 0 to 1; on other days it is `weekday`.
        weekday: see `weekend`.
    """

    share: float
    price_minor: int
    channel: int
    busy: tuple[tuple[int, int], ...]
    weekday: float = 1.0
    weekend: float = 1.0


KINDS: Final = (
    Kind(0.32, 2_800, POS, ((7, 22),)),  # groceries
    Kind(0.24, 2_200, POS, ((11, 15), (17, 24)), weekday=0.7),  # restaurants
    Kind(0.12, 700, POS, ((5, 24),), weekend=0.7),  # transport
    Kind(0.09, 5_200, POS, ((5, 23),)),  # fuel
    Kind(0.14, 6_000, POS, ((10, 20),), weekday=0.6),  # clothes
    Kind(0.09, 9_000, ATM, ((0, 24),)),  # cash
    Kind(0.35, 900, ECOMMERCE, ((0, 3), (15, 24)), weekday=0.8),  # games and media
    Kind(0.40, 5_500, ECOMMERCE, ((7, 24),)),  # general
    Kind(0.15, 17_000, ECOMMERCE, ((8, 24),)),  # electronics
    Kind(0.10, 24_000, ECOMMERCE, ((8, 24),), weekend=0.7),  # travel
)
MEDIA: Final = 6


def _appeal() -> Floats:
    """(kinds, 7, 24) how gladly people go there, by weekday (Monday is 0) and local hour."""
    appeal = np.full((len(KINDS), 7, 24), _CLOSED)
    for index, kind in enumerate(KINDS):
        for first, end in kind.busy:
            appeal[index, :_FRIDAY, first:end] = kind.weekday
            appeal[index, _FRIDAY:, first:end] = kind.weekend
    return appeal


_APPEAL: Final = _appeal()


def appeal_of(kind: Ints, local_ms: Ints) -> Floats:
    """How gladly people pay at merchants of these kinds at these local times, 0 to 1."""
    appeal: Floats = _APPEAL[kind, weekday_of(local_ms), local_ms // HOUR_MS % 24]
    return appeal
