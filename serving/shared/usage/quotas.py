"""What a tenant may use in a month, and how far it has come.

A quota is exact for one process. Of several, each may go beyond it by what the others have counted
in the last second; and while the store is away, by what it does not know of.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from msgspec import Struct

from online_store.month import Month
from serving.shared.prices.plan import Prices
from serving.shared.usage.meter import Meter


class Standing(Struct, frozen=True):
    """How far a tenant has come in a month.

    Attributes:
        month: which.
        used: counted so far.
        quota: how many it may use; None for no end.
        warn_at: from how many on it is warned; None for never.
    """

    month: Month
    used: int
    quota: int | None
    warn_at: int | None

    @property
    def remaining(self) -> int | None:
        """How many it may use yet; None for no end."""
        return None if self.quota is None else max(0, self.quota - self.used)

    @property
    def is_warned(self) -> bool:
        """Whether it is to be told that it comes near the end."""
        return self.warn_at is not None and self.used >= self.warn_at


class Quotas:
    """Holds tenants to the quotas of their plans.

    Args:
        meter: knows what they have used.
        prices: have the plans.
    """

    def __init__(self, meter: Meter, prices: Prices) -> None:
        self._meter, self._prices = meter, prices
        self._under_way: Counter[str] = Counter()

    async def standing(self, tenant: str, now_ms: int) -> Standing:
        """How far a tenant has come in the month of a moment."""
        month, plan = Month.at(now_ms), self._prices.plan_of(tenant)
        used = await self._meter.used(tenant, month)
        if plan is None:
            return Standing(month, used, None, None)
        return Standing(month, used, plan.quota, plan.warn_at)

    async def has_room(self, tenant: str, now_ms: int) -> bool:
        """Whether a tenant may use one more, those under way counted as used."""
        plan = self._prices.plan_of(tenant)
        if plan is None or plan.quota is None:
            return True
        used = await self._meter.used(tenant, Month.at(now_ms))
        return used + self._under_way[tenant] < plan.quota

    @contextmanager
    def under_way(self, tenant: str) -> Iterator[None]:
        """Count one more as used until it is counted or known to be none."""
        self._under_way[tenant] += 1
        try:
            yield
        finally:
            self._under_way[tenant] -= 1
            if not self._under_way[tenant]:
                del self._under_way[tenant]
