"""How long a store that was away is not waited for."""

from collections.abc import Callable
from typing import Final

from online_store.errors import StoreUnavailable

AWAY_FOR_S: Final = 1.0

AWAY: Final = (TimeoutError, StoreUnavailable)
"""What comes of asking a store that is away, or that is too slow for who asks."""


class StoreOutage:
    """Whether the store was away a moment ago.

    Args:
        clock_s: seconds that only grow.
    """

    def __init__(self, clock_s: Callable[[], float]) -> None:
        self._clock_s = clock_s
        self._until_s = float("-inf")

    @property
    def lasts(self) -> bool:
        """Whether it is not to be asked yet."""
        return self._clock_s() < self._until_s

    def begin(self) -> None:
        """It has not answered."""
        self._until_s = self._clock_s() + AWAY_FOR_S

    def end(self) -> None:
        """It answers."""
        self._until_s = float("-inf")
