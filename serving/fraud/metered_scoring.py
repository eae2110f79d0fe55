"""Decides as another does, counts each answer for its tenant, and holds tenants to their quotas.

::

    payment --> room in the quota? --yes--> decided --> counted once a decision id --> answer
                   | no
                   v
                counted before? --yes--> as above: a repeated request costs nothing
                   | no
                   v
                refused
"""

from collections.abc import Callable

import msgspec
from msgspec import Struct

from events.fraud.decision import decision_id
from online_store.month import Month
from serving.fraud.answer import Answer, Refusal
from serving.fraud.scoring import PaymentScoring
from serving.shared.caller import Caller
from serving.shared.usage.meter import Meter
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
        meter: counts.
        quotas: of the tenants.
        now_ms: milliseconds since the epoch; they say which month it is.
    """

    def __init__(
        self,
        scoring: PaymentScoring,
        meter: Meter,
        quotas: Quotas,
        now_ms: Callable[[], int],
    ) -> None:
        self._scoring, self._meter, self._quotas, self._now_ms = scoring, meter, quotas, now_ms

    async def decide(self, raw: bytes, caller: Caller, deadline_ms: int) -> Answer | Refusal:
        """The decision of one payment; see `PaymentScoring`."""
        now_ms = self._now_ms()
        tenant, month = caller.tenant, Month.at(now_ms)
        has_room = await self._quotas.has_room(tenant, now_ms)
        if not has_room and not await self._costs_nothing(raw, tenant, month):
            return _USED_UP
        with self._quotas.under_way(tenant):
            result = await self._scoring.decide(raw, caller, deadline_ms)
            if isinstance(result, Answer):
                await self._meter.count(Use(tenant, month, result.decision.decision_id))
        return result

    async def _costs_nothing(self, raw: bytes, tenant: str, month: Month) -> bool:
        """Whether a payment was counted before, or is none that could be."""
        try:
            identity = msgspec.json.decode(raw, type=_Identity)
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
            return True
        made: str = decision_id(identity)  # type: ignore[arg-type] # it has all that is read
        return await self._meter.has_counted(Use(tenant, month, made))


class _Identity(Struct, frozen=True):
    """What a payment is known by."""

    transaction_id: str
    card_id: str
    event_time_ms: int
