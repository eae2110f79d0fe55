"""What a process knows of the usage of tenants: the last count of each, and how old it is."""

from collections.abc import Callable
from typing import Final

from msgspec import Struct

from online_store.month import Month

KNOWN_FOR_S: Final = 1.0
"""How old a count may be that a quota is held to."""


class _Known(Struct, frozen=True):
    month: Month
    used: int
    at_s: float


class KnownUsage:
    """The newest count of each tenant, of one month.

    Args:
        clock_s: seconds that only grow.
    """

    def __init__(self, clock_s: Callable[[], float]) -> None:
        self._clock_s = clock_s
        self._known: dict[str, _Known] = {}

    def used(self, tenant: str, month: Month) -> int:
        """The last count of a month; 0 where there is none."""
        known = self._of(tenant, month)
        return 0 if known is None else known.used

    def is_fresh(self, tenant: str, month: Month) -> bool:
        """Whether there is one of at most `KNOWN_FOR_S` ago."""
        known = self._of(tenant, month)
        return known is not None and self._clock_s() - known.at_s <= KNOWN_FOR_S

    def learn(self, tenant: str, month: Month, used: int) -> None:
        """Take a count of now; of two replies the older one may come later."""
        highest = max(used, self.used(tenant, month))
        self._known[tenant] = _Known(month, highest, self._clock_s())

    def _of(self, tenant: str, month: Month) -> _Known | None:
        known = self._known.get(tenant)
        return None if known is None or known.month != month else known
