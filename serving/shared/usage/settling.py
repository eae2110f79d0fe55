"""Brings to the store what is owed, a tenant and month at a time, once for all who wait for it.

::

    each second --all--+--> 32 of a tenant's at once --> store
    before a refusal --+      | a key of it is damaged: the others go on
                              | the store is away: nobody does
"""

from asyncio import Task, create_task, gather, shield, timeout
from collections.abc import Awaitable, Callable
from enum import Enum, auto
from typing import Final

from online_store.errors import StoreDataError
from online_store.month import Month
from serving.shared.usage.owed_uses import OwedUses, TenantMonth
from serving.shared.usage.store_outage import AWAY, StoreOutage
from serving.shared.usage.use import Use

SETTLED_AT_ONCE: Final = 32
"""How many uses are brought to the store in one go; answers wait for no more."""


class Settled(Enum):
    """What came of bringing to the store what is owed."""

    ALL = auto()
    DAMAGED = auto()
    AWAY = auto()


class Settling:
    """Settles for one process.

    Args:
        owed: what is owed; `count` takes from it what is counted.
        count: counts a use in the store, or raises `TimeoutError`, `StoreUnavailable` or
            `StoreDataError`.
        outage: of the store.
    """

    def __init__(
        self, owed: OwedUses, count: Callable[[Use], Awaitable[None]], outage: StoreOutage
    ) -> None:
        self._owed, self._count, self._outage = owed, count, outage
        self._under_way: dict[TenantMonth, Task[Settled]] = {}

    async def settle_all(self) -> Settled:
        """Settle what is owed of all, as far as the store takes it.

        Where a key of a tenant cannot be counted in, that tenant's wait until it is mended.
        """
        became = Settled.ALL
        for tenant, month in self._owed:
            settled = await self._settle(tenant, month)
            if settled is Settled.AWAY:
                return settled
            if settled is Settled.DAMAGED:
                became = settled
        return became

    async def settle_of(self, tenant: str, month: Month, within_s: float) -> None:
        """Settle what is owed of a tenant and month, within some seconds."""
        try:
            async with timeout(within_s):
                while self._owed.count(tenant, month) and not self._outage.lasts:
                    if await self._settle(tenant, month) is Settled.DAMAGED:
                        return
        except TimeoutError:
            return

    async def _settle(self, tenant: str, month: Month) -> Settled:
        """Settle, once for all who ask for it meanwhile; who stops waiting ends nothing."""
        key = (tenant, month)
        task = self._under_way.get(key)
        if task is None:
            task = self._under_way[key] = create_task(self._settled(tenant, month))
            task.add_done_callback(lambda _: self._under_way.pop(key))
        return await shield(task)

    async def _settled(self, tenant: str, month: Month) -> Settled:
        while uses := self._owed.oldest(tenant, month, SETTLED_AT_ONCE):
            became = await gather(*map(self._count, uses), return_exceptions=True)
            for one in became:
                if isinstance(one, AWAY):
                    self._outage.begin()
                    return Settled.AWAY
                if isinstance(one, StoreDataError):
                    return Settled.DAMAGED
                if isinstance(one, BaseException):
                    raise one
        return Settled.ALL
