"""Weights that halve with each half-life, kept so that nothing needs to be touched as time goes on.

::

    weight at its time      1        1            kept: 1 * 2**((t - landmark) / half-life)
    kept                    1        4            at t:  kept * 2**-((t - landmark) / half-life)
    time               landmark  + 2 half-lives

Kept weights of different times are added and compared as they are: forward decay (Cormode,
Shkapenyuk, Srivastava, Xu: Forward Decay, ICDE 2009).
"""

from math import exp2
from typing import Final

MOST_HALF_LIVES: Final = 500.0
"""From the landmark; above it kept weights come near to the largest double, 2**1024."""


class Landmark:
    """What kept weights are in relation to.

    Args:
        half_life_ms: time after which a weight is half as much.
        at_ms: the landmark, a time near those of the first events.
    """

    __slots__ = ("at_ms", "half_life_ms")

    def __init__(self, half_life_ms: int, at_ms: int) -> None:
        self.half_life_ms, self.at_ms = half_life_ms, at_ms

    def kept(self, time_ms: int) -> float:
        """What a weight of 1 at that time is kept as."""
        return exp2((time_ms - self.at_ms) / self.half_life_ms)

    def share_at(self, time_ms: int) -> float:
        """What one unit of what is kept weighs at that time.

        >>> landmark = Landmark(1000, 0)
        >>> landmark.kept(2000) * landmark.share_at(2000)
        1.0
        """
        return exp2((self.at_ms - time_ms) / self.half_life_ms)

    def is_far(self, time_ms: int) -> bool:
        """Whether what is kept has to be related to a later landmark first."""
        return time_ms - self.at_ms > MOST_HALF_LIVES * self.half_life_ms

    def move(self, time_ms: int) -> float:
        """Put the landmark there; what all that is kept is to be multiplied by."""
        factor = self.share_at(time_ms)
        self.at_ms = time_ms
        return factor
