"""What the API asks, as simple as can be: the API itself is what is tested."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from events.fraud.payment import Payment
from online_store.readable import ReadableEntity
from online_store.reader import StoredFeatures
from serving.fraud.answer import Answer, Refusal
from serving.fraud.archive.archived import ArchivedDecision, DecisionPage, DecisionQuery
from serving.fraud.archive.packing import Packer
from serving.fraud.brief import brief
from serving.shared.caller import Caller
from tests.serving.decisions import decision


class EverLater:
    """A clock by which the file of keys is looked at each time."""

    now_s = 0.0

    def __call__(self) -> float:
        self.now_s += 10
        return self.now_s


@dataclass
class SimpleScoring:
    """Blocks every payment, and knows the ids it has had.

    Attributes:
        deadlines_ms: of the calls, in their order.
        failing: raised instead of an answer.
    """

    deadlines_ms: list[int] = field(default_factory=list)
    failing: Exception | None = None
    _had: set[str] = field(default_factory=set)

    async def decide(self, raw: bytes, caller: Caller, deadline_ms: int) -> Answer | Refusal:
        self.deadlines_ms.append(deadline_ms)
        if self.failing is not None:
            raise self.failing
        try:
            payment = msgspec.json.decode(raw, type=Payment)
        except (msgspec.MsgspecError, RecursionError):
            return Refusal(kind="invalid", detail="amount_minor: expected a number", field="amount")
        if not caller.has_merchant(payment.merchant_id):
            return Refusal(kind="forbidden", detail="merchant_id: another tenant's")
        repeated = payment.transaction_id in self._had
        self._had.add(payment.transaction_id)
        made = decision(payment.transaction_id, merchant_id=payment.merchant_id)
        return Answer(decision=made, basis="state", mirror_lag_ms=7, repeated=repeated)


@dataclass(frozen=True)
class SimpleFeatures:
    """Features by entity and ids."""

    known: Mapping[tuple[str, ...], StoredFeatures]

    async def read(self, entity: ReadableEntity, ids: Sequence[str]) -> StoredFeatures | None:
        return self.known.get((entity.name, *ids))


class SimpleArchive:
    """Decisions d-1 (own merchant) and d-2 (another's), as the caller may see them."""

    def __init__(self, merchants: Mapping[str, str]) -> None:
        self._merchants = merchants

    def by_id(self, decision_id: str, caller: Caller) -> ArchivedDecision | None:
        merchant = self._merchants.get(decision_id)
        if merchant is None or not caller.has_merchant(merchant):
            return None
        return self._archived(decision_id, caller)

    def page(self, query: DecisionQuery, caller: Caller) -> DecisionPage:
        if query.after is not None and not query.after.isdigit():
            raise ValueError("after: no cursor")
        seen = [one for one, at in self._merchants.items() if caller.has_merchant(at)]
        start = int(query.after or 0)
        end = start + query.limit
        found = tuple(self._archived(one, caller) for one in seen[start:end])
        return DecisionPage(found, str(end) if end < len(seen) else None)

    def _archived(self, decision_id: str, caller: Caller) -> ArchivedDecision:
        made = decision(decision_id, merchant_id=self._merchants[decision_id])
        shown = made if "explain" in caller.scopes else brief(made)
        return ArchivedDecision(
            decision_id=decision_id,
            card_id=made.card_id,
            merchant_id=made.merchant_id,
            action=made.action,
            event_time_ms=made.event_time_ms,
            packed=Packer().pack(msgspec.json.encode(shown)),
            with_why=True,
        )
