"""A store that counts in memory, and can be away."""

import asyncio
from collections import Counter

from online_store.errors import StoreDataError, StoreUnavailable
from online_store.month import Month
from online_store.usage import Counted
from serving.shared.usage.use import Use

NOVEMBER = Month(2026, 11)


def use(number: int, tenant: str = "acme", month: Month = NOVEMBER) -> Use:
    """A use with the number for its id."""
    return Use(tenant, month, f"{number:032x}")


class SimpleCounts:
    """Counts as the store does.

    Attributes:
        is_away: whether it fails.
        loses_replies: whether it fails after it has counted.
        damaged: tenants whose keys hold something else.
        damaged_months: months whose keys do.
        turns: how often others have their turn before a count is made, and before it is told.
        asked: how often it was asked what was used.
    """

    def __init__(self) -> None:
        self.is_away = self.loses_replies = False
        self.damaged: set[str] = set()
        self.damaged_months: set[Month] = set()
        self.turns = 0
        self.asked = 0
        self._ids: set[tuple[str, str]] = set()
        self._used: Counter[tuple[str, Month]] = Counter()

    async def count(self, tenant: str, month: Month, decision_id: str) -> Counted:
        self._fail(away=self.is_away)
        self._check(tenant)
        if month in self.damaged_months:
            raise StoreDataError("damaged")
        await self._others()
        is_new = (tenant, decision_id) not in self._ids
        if is_new:
            self._ids.add((tenant, decision_id))
            self._used[tenant, month] += 1
        self._fail(away=self.loses_replies)
        counted = Counted(is_new, self._used[tenant, month])
        await self._others()
        return counted

    async def used(self, tenant: str, month: Month) -> int:
        self.asked += 1
        self._fail(away=self.is_away)
        self._check(tenant)
        return self._used[tenant, month]

    async def has_counted(self, tenant: str, month: Month, decision_id: str) -> bool:  # noqa: ARG002 - as the store
        self._fail(away=self.is_away)
        self._check(tenant)
        return (tenant, decision_id) in self._ids

    def mend(self, tenant: str, month: Month, used: int) -> None:
        """Set a count by hand."""
        self._used[tenant, month] = used

    async def _others(self) -> None:
        for _ in range(self.turns):
            await asyncio.sleep(0)

    def _check(self, tenant: str) -> None:
        if tenant in self.damaged:
            raise StoreDataError("damaged")

    def _fail(self, *, away: bool) -> None:
        if away:
            raise StoreUnavailable("away")


class ReturningCounts(SimpleCounts):
    """Is away for some more counts.

    Attributes:
        away_for: how many.
        tried: counts that were asked for.
    """

    def __init__(self, away_for: int) -> None:
        super().__init__()
        self.away_for, self.tried = away_for, 0

    async def count(self, tenant: str, month: Month, decision_id: str) -> Counted:
        self.tried += 1
        self.is_away = self.away_for > 0
        self.away_for -= 1
        return await super().count(tenant, month, decision_id)
