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
        categories: merchant category codes (ISO 18245) that its merchants have.
        busy: local hours at which people go there, from and to (exclusive).
        weekend: how gladly they go from Friday to Sunday, 0 to 1; on other days it is `weekday`.
        weekday: see `weekend`.
    """

    share: float
    price_minor: int
    channel: int
    categories: tuple[str, ...]
    busy: tuple[tuple[int, int], ...]
    weekday: float = 1.0
    weekend: float = 1.0


KINDS: Final = (
    # Groceries.
    Kind(0.32, 2_800, POS, ("5411", "5451", "5499"), ((7, 22),)),
    Kind(
        0.24, 2_200, POS, ("5812", "5813", "5814"), ((11, 15), (17, 24)), weekday=0.7
    ),  # restaurants
    # Transport.
    Kind(0.12, 700, POS, ("4111", "4121", "4131"), ((5, 24),), weekend=0.7),
    # Fuel.
    Kind(0.09, 5_200, POS, ("5541", "5542"), ((5, 23),)),
    # Clothes.
    Kind(0.14, 6_000, POS, ("5651", "5661", "5691"), ((10, 20),), weekday=0.6),
    # Cash.
    Kind(0.09, 9_000, ATM, ("6011",), ((0, 24),)),
    Kind(
        0.35, 900, ECOMMERCE, ("5815", "5816", "5818"), ((0, 3), (15, 24)), weekday=0.8
    ),  # games and media
    # General.
    Kind(0.40, 5_500, ECOMMERCE, ("5311", "5399", "5999"), ((7, 24),)),
    # Electronics.
    Kind(0.15, 17_000, ECOMMERCE, ("5045", "5732", "5734"), ((8, 24),)),
    # Travel.
    Kind(0.10, 24_000, ECOMMERCE, ("4511", "4722", "7011"), ((8, 24),), weekend=0.7),
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
