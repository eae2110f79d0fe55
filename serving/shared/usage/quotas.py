"""What a tenant may use in a month, and how far it has come.

A quota is exact for one process. Of several, each may go beyond it by what the others have counted
in the last second; and while the store is away, by what it does not know of.
"""

from asyncio import Event, timeout
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf

from msgspec import Struct

from online_store.month import Month
from serving.shared.prices.plan import Prices
from serving.shared.usage.meter import Meter
from serving.shared.usage.use import Use


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
        # Of each tenant with a quota: how often each id is under way.
        self._under_way: dict[str, Counter[str]] = {}
        self._ended: dict[str, Event] = {}

    async def standing(self, tenant: str, now_ms: int) -> Standing:
        """How far a tenant has come in the month of a moment."""
        month, plan = Month.at(now_ms), self._prices.plan_of(tenant)
        used = await self._meter.used(tenant, month)
        if plan is None:
            return Standing(month, used, None, None)
        return Standing(month, used, plan.quota, plan.warn_at)

    def is_limited(self, tenant: str) -> bool:
        """Whether a tenant's plan has a quota."""
        plan = self._prices.plan_of(tenant)
        return plan is not None and plan.quota is not None

    async def has_room(self, use: Use) -> bool:
        """Whether one more may be used, those under way counted as used."""
        return await self._room(use) > self._others(use.tenant)

    async def may_get_room(self, use: Use, within_s: float) -> bool:
        """Whether there may be room once one of those under way has ended, which is waited for.

        They may be repeated ones, or be refused, and leave their room to others. So may those that
        are owed, which are settled first.
        """
        room = await self._room(use)
        if room <= 0:
            # What is owed takes room, and may have been counted before.
            await self._meter.settle_of(use.tenant, use.month, within_s)
            room = await self._room(use)
        if room <= 0:
            return False
        if room > self._others(use.tenant):
            return True
        ended = self._ended.setdefault(use.tenant, Event())
        try:
            async with timeout(within_s):
                await ended.wait()
        except TimeoutError:
            return False
        return True

    def is_under_way(self, use: Use) -> bool:
        """Whether the same is under way already."""
        return use.decision_id in self._under_way.get(use.tenant, ())

    @contextmanager
    def under_way(self, use: Use) -> Iterator[None]:
        """Count one more as used, the same ones once, until it is counted or known to be none."""
        of_tenant = self._under_way.setdefault(use.tenant, Counter())
        of_tenant[use.decision_id] += 1
        try:
            yield
        finally:
            of_tenant[use.decision_id] -= 1
            if not of_tenant[use.decision_id]:
                del of_tenant[use.decision_id]
                if not of_tenant:
                    del self._under_way[use.tenant]
                ended = self._ended.pop(use.tenant, None)
                if ended is not None:
                    ended.set()

    def _others(self, tenant: str) -> int:
        return len(self._under_way.get(tenant, ()))

    async def _room(self, use: Use) -> float:
        """How many may be used beside those that are counted."""
        plan = self._prices.plan_of(use.tenant)
        if plan is None or plan.quota is None:
            return inf
        return plan.quota - await self._meter.used(use.tenant, use.month)
