"""Decides as another does, counts each answer for its tenant, and holds tenants to their quotas.

::

    payment --> room in the quota? --yes--> decided --> counted once a decision id --> answer
                   | no                        ^
                   v                           |
                asked about right now, or counted before? --yes--: a repeated request costs nothing
                   | no
                   v
                room, should those owed or under way be repeated ones?
                   |                           --yes--> settle, or wait for one, and again
                   | no
                   v
                refused
"""

from asyncio import get_running_loop
from collections.abc import Callable
from math import ceil

from events.fraud.decision import decision_id
from events.fraud.payment import Payment
from events.shared.rejected import Fault
from online_store.month import Month
from serving.fraud.answer import Answer, Refusal
from serving.fraud.scoring import PaymentScoring
from serving.shared.caller import Caller
from serving.shared.usage.meter import COUNT_WITHIN_S, Meter
from serving.shared.usage.quotas import Quotas
from serving.shared.usage.use import Use

_USED_UP = Refusal(
    kind="quota_exceeded",
    detail="all that the plan has for this month is used; what was answered is answered again",
)


class MeteredScoring:
    """Counts what `scoring` answers.

    Args:
        scoring: decides.
        decode: reads a payment; whatever `scoring` takes for one it takes, too.
        meter: counts.
        quotas: of the tenants.
        now_ms: milliseconds since the epoch; they say which month it is.
    """

    def __init__(
        self,
        scoring: PaymentScoring,
        decode: Callable[[bytes, int], Payment | Fault],
        meter: Meter,
        quotas: Quotas,
        now_ms: Callable[[], int],
    ) -> None:
        self._scoring, self._decode = scoring, decode
        self._meter, self._quotas, self._now_ms = meter, quotas, now_ms

    async def decide(self, raw: bytes, caller: Caller, deadline_ms: int) -> Answer | Refusal:
        """The decision of one payment; see `PaymentScoring`."""
        until_s = get_running_loop().time() + deadline_ms / 1_000
        month = Month.at(self._now_ms())
        if not self._quotas.is_limited(caller.tenant):
            return await self._decided(raw, caller, month, until_s)
        use = self._use_of(raw, caller, month)
        if use is None:
            return await self._scoring.decide(raw, caller, deadline_ms)
        if not await self._may(use, until_s):
            return _USED_UP
        with self._quotas.under_way(use):
            return await self._decided(raw, caller, month, until_s)

    async def _decided(
        self, raw: bytes, caller: Caller, month: Month, until_s: float
    ) -> Answer | Refusal:
        result = await self._scoring.decide(raw, caller, ceil(_left_s(until_s) * 1_000))
        if isinstance(result, Answer):
            use = Use(caller.tenant, month, result.decision.decision_id)
            # An answer is not given late for being counted: what is owed is counted, too.
            await self._meter.count(use, min(COUNT_WITHIN_S, _left_s(until_s)))
        return result

    def _use_of(self, raw: bytes, caller: Caller, month: Month) -> Use | None:
        """What would be counted of a payment; None of what is none, or another's."""
        payment = self._decode(raw, self._now_ms())
        if isinstance(payment, Fault) or not caller.has_merchant(payment.merchant_id):
            return None
        return Use(caller.tenant, month, decision_id(payment))

    async def _may(self, use: Use, until_s: float) -> bool:
        """Whether a use has room, or needs none."""
        while not self._quotas.is_under_way(use) and not await self._quotas.has_room(use):
            if await self._meter.has_counted(use):
                return True
            if not await self._quotas.may_get_room(use, _left_s(until_s)):
                return False
        return True


def _left_s(until_s: float) -> float:
    return max(0.0, until_s - get_running_loop().time())
