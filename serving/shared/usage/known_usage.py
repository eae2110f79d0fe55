"""What a process knows of the usage of tenants, and how old that is.

::

    look begins --> store says how many are used --> that stands, also where it is lower
        counts of uses are told meanwhile ------------^ but not below the highest of these

A count that is told raises what is known and never lowers it: of two replies the older one may come
later. What is known too high, because the store held a wrong number, ends with the next look.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from msgspec import Struct

from online_store.month import Month

KNOWN_FOR_S: Final = 1.0
"""How old a look may be that a quota is held to."""


class Look(Struct):
    """One look at how many are used.

    Attributes:
        used: what the store said; None where it said nothing, and what is known stands.
    """

    used: int | None = None


class _Known(Struct):
    used: int = 0
    looked_at_s: float = float("-inf")
    looks: int = 0
    # The highest count that was told since the first of the looks under way began.
    told: int = 0


class KnownUsage:
    """The newest count of each tenant and month, and of the months beside.

    Args:
        clock_s: seconds that only grow.
    """

    def __init__(self, clock_s: Callable[[], float]) -> None:
        self._clock_s = clock_s
        self._known: dict[str, dict[Month, _Known]] = {}

    def used(self, tenant: str, month: Month) -> int:
        """The last count of a month; 0 where there is none."""
        return self._of(tenant, month).used

    def is_fresh(self, tenant: str, month: Month) -> bool:
        """Whether the last look was at most `KNOWN_FOR_S` ago."""
        return self._clock_s() - self._of(tenant, month).looked_at_s <= KNOWN_FOR_S

    def learn(self, tenant: str, month: Month, used: int) -> None:
        """Take the count that was told with one more use."""
        known = self._of(tenant, month)
        known.used = max(known.used, used)
        known.told = max(known.told, used)

    @contextmanager
    def look(self, tenant: str, month: Month) -> Iterator[Look]:
        """Learn what the store says when it is asked within the block."""
        known, look = self._of(tenant, month), Look()
        if not known.looks:
            known.told = 0
        known.looks += 1
        try:
            yield look
            known.looked_at_s = self._clock_s()
            if look.used is not None:
                known.used = max(look.used, known.told)
        finally:
            known.looks -= 1

    def _of(self, tenant: str, month: Month) -> _Known:
        of_tenant = self._known.get(tenant, {})
        if month not in of_tenant:
            beside = (month.before, month.after)
            kept = {one: known for one, known in of_tenant.items() if one in beside}
            of_tenant = self._known[tenant] = {**kept, month: _Known()}
        return of_tenant[month]
