"""What is said where no new decision is made."""

from typing import Final

from msgspec.structs import replace

from serving.fraud.answer import Answer, Refusal
from serving.fraud.payment_request import KeptAnswer, PaymentRequest
from serving.shared.caller import Caller

FORBIDDEN: Final = Refusal(
    kind="forbidden",
    field="merchant_id",
    detail="merchant_id: not one of the merchants that this key may ask for",
)
_DUPLICATE: Final = "transaction_id: the job has had this transaction of this card"
_CONFLICT: Final = Refusal(
    kind="conflict",
    field="transaction_id",
    detail="transaction_id: an earlier request had it, of the same card and time, with another"
    " content",
)


def duplicate(request: PaymentRequest, caller: Caller) -> Refusal:
    """The refusal of a payment that the job has had; of whose merchant, its states do not say."""
    made = request.decision_id if caller.has_all_merchants else None
    return Refusal(kind="duplicate", field="transaction_id", detail=_DUPLICATE, decision_id=made)


def repeated(kept: KeptAnswer, request: PaymentRequest) -> Answer | Refusal:
    """An earlier answer, or the refusal of a payment with its identity and another content."""
    if kept.payment != request.digest:
        return _CONFLICT
    return replace(kept.answer, repeated=True)
