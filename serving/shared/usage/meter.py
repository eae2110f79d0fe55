"""Counts what is answered, once a decision id, and owes to the store what that could not take.

::

    answer --> store counts it, unless it has --> line in the log, answer goes out
                 | away, or slow
                 v
               owed here, line in the log --again each second--> store

An answer that has gone out is counted or owed. What is owed is lost where this process dies before
the store is back; the log has it. The store counts an id once, so that to ask twice does no harm.

A request that is repeated in a hurry, or while the store is away, is owed only if it is not known
to be counted. What is owed may still be counted already, by another process or long ago. It counts
as used until it is settled, which is done before anybody is refused for it.
"""

import logging
from asyncio import timeout
from collections.abc import Callable
from time import monotonic
from typing import Final, Protocol

from msgspec import Struct

from online_store.errors import StoreDataError
from online_store.month import Month
from online_store.usage import Counted
from serving.shared.usage.known_usage import KnownUsage
from serving.shared.usage.lately_counted import LatelyCounted
from serving.shared.usage.owed_uses import OwedUses
from serving.shared.usage.settling import Settled, Settling
from serving.shared.usage.store_outage import AWAY, StoreOutage
from serving.shared.usage.usage_log import UsageLog
from serving.shared.usage.use import Use

COUNT_WITHIN_S: Final = 0.25
"""How long an answer waits to be counted."""

_LOG: Final = logging.getLogger(__name__)
_NOT_COUNTED: Final = (*AWAY, StoreDataError)


class UsageCounts(Protocol):
    """Where uses are counted: the store."""

    async def count(self, tenant: str, month: Month, decision_id: str) -> Counted:
        """Count a decision once."""

    async def used(self, tenant: str, month: Month) -> int:
        """Decisions of a tenant that were counted in a month."""

    async def has_counted(self, tenant: str, month: Month, decision_id: str) -> bool:
        """Whether a decision was counted."""


class MeterCounts(Struct):
    """What became of uses since the start.

    Attributes:
        counted: that the store had not had.
        repeated: that it had, or is known to have had lately.
        dropped: that were too many to be owed.
        unlogged: that the log could not take.
    """

    counted: int = 0
    repeated: int = 0
    dropped: int = 0
    unlogged: int = 0


class Meter:
    """Counts for one process.

    Args:
        store: counts for all processes.
        log: has a line of each use; None for no log.
        clock_s: seconds that only grow.

    Attributes:
        counts: what became of uses.
    """

    def __init__(
        self,
        store: UsageCounts,
        log: UsageLog | None = None,
        clock_s: Callable[[], float] = monotonic,
    ) -> None:
        self.counts = MeterCounts()
        self._store, self._log = store, log
        self._owed = OwedUses()
        self._lately = LatelyCounted()
        self._outage = StoreOutage(clock_s)
        self._settling = Settling(self._owed, self._counted, self._outage)
        self._is_told = False
        self._known = KnownUsage(clock_s)

    @property
    def owed(self) -> int:
        """Uses that the store does not have yet."""
        return len(self._owed)

    async def count(self, use: Use, within_s: float = COUNT_WITHIN_S) -> None:
        """Count a use, or owe it; it never fails.

        A store that was away a moment ago is not waited for again, and one not longer than
        `within_s`, in seconds. One that is owed in a month beside is counted in that.
        """
        # The log has its line in the month in which it is owed.
        use = self._owed.owed_as(use)
        if self._outage.lasts or within_s <= 0:
            self._owe(use)
            return
        was_known = use in self._lately
        try:
            await self._counted(use, within_s)
        except _NOT_COUNTED as error:
            # Whoever is in a hurry has not found that the store is slow.
            if isinstance(error, StoreDataError) or within_s >= COUNT_WITHIN_S:
                self._tell(error)
            if isinstance(error, AWAY) and within_s >= COUNT_WITHIN_S:
                self._outage.begin()
            self._owe(use, was_sent=not was_known)

    async def used(self, tenant: str, month: Month) -> int:
        """Uses of a tenant in a month, as far as they are known here.

        What the store said at most `KNOWN_FOR_S` ago, also if it was more before, or what was known
        last where the store is away; what was counted since; and what is owed.
        """
        if not self._known.is_fresh(tenant, month):
            # Where there is no answer, it is not asked again at every request either.
            with self._known.look(tenant, month) as look:
                look.used = await self._used_by_store(tenant, month)
        return self._known.used(tenant, month) + self._owed.count(tenant, month)

    async def has_counted(self, use: Use) -> bool:
        """Whether a use was counted before; not so where the store cannot be asked."""
        if use in self._owed or use in self._lately:
            return True
        if self._outage.lasts:
            return False
        try:
            async with timeout(COUNT_WITHIN_S):
                return await self._store.has_counted(use.tenant, use.month, use.decision_id)
        except StoreDataError:
            return False
        except AWAY:
            self._outage.begin()
            return False

    async def settle(self) -> Settled:
        """Bring what is owed to the store, as far as that takes it.

        Where a key of a tenant cannot be counted in, that tenant's wait until it is mended.

        Returns:
            What came of it.
        """
        settled = await self._settling.settle_all()
        if settled is not Settled.AWAY:
            self._outage.end()
        if settled is Settled.ALL:
            self._is_told = False
        return settled

    async def settle_of(self, tenant: str, month: Month, within_s: float) -> None:
        """Bring to the store what is owed of a tenant and month, within some seconds.

        As a count is, it is waited for `COUNT_WITHIN_S` at least.
        """
        await self._settling.settle_of(tenant, month, max(within_s, COUNT_WITHIN_S))

    async def _used_by_store(self, tenant: str, month: Month) -> int | None:
        """What the store says; None where it cannot be asked."""
        try:
            async with timeout(COUNT_WITHIN_S):
                return await self._store.used(tenant, month)
        except _NOT_COUNTED:
            return None

    def _tell(self, error: Exception) -> None:
        """Log why answers are owed, once until all are counted."""
        if not self._is_told:
            _LOG.error("answers are owed to the count: %s", str(error) or type(error).__name__)
        self._is_told = True

    async def _counted(self, use: Use, within_s: float = COUNT_WITHIN_S) -> None:
        async with timeout(within_s):
            is_new, used = await self._store.count(use.tenant, use.month, use.decision_id)
        self._known.learn(use.tenant, use.month, used)
        # What was owed has its line.
        is_logged = self._owed.remove(use) or self._lately.is_logged(use)
        self._lately.add(use, is_logged=is_new or is_logged)
        if not is_new:
            self.counts.repeated += 1
            return
        self.counts.counted += 1
        if not is_logged:
            self._write(use)

    def _owe(self, use: Use, *, was_sent: bool = False) -> None:
        if use in self._owed:
            return
        if use in self._lately:
            self.counts.repeated += 1
            if was_sent and not self._lately.is_logged(use):
                # It may be what the store took first, and told others that they repeat it.
                self._write(use)
                self._lately.add(use, is_logged=True)
            return
        # It may be counted already, and only its reply be lost: the log is counted once, too.
        self._write(use)
        if not self._owed.add(use):
            self.counts.dropped += 1

    def _write(self, use: Use) -> None:
        if self._log is None:
            return
        try:
            self._log.add(use)
        except OSError as error:
            self.counts.unlogged += 1
            _LOG.error("usage log: %s", error.strerror or "not all of a line was written")
