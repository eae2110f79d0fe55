"""Payments and labels as a replay sees them."""

from collections.abc import Mapping
from typing import Final

from dead_letters.letter import DeadLetter
from dead_letters.records import Takeable
from events.fraud.codec import LabelDecoder, PaymentDecoder
from events.fraud.payment_contract import PaymentContract
from events.shared.rejected import Fault, RecordKind

_AGED: Final = "the job may no longer know whether it has decided this payment"
_SPENT: Final = "no feature counts its payment any more, and it only gets older"


class FraudRecords:
    """Reads records as the fraud job does.

    Args:
        max_future_ms: how far a record's clock may run ahead, as the job has it.
        card_numbers: whether a card number may stand for a card, as the job has it.
        contract: own fields and rates of the job.
    """

    identity: Final[Mapping[RecordKind, tuple[str, ...]]] = {
        "payment": ("card_id", "transaction_id", "event_time_ms"),
        "label": ("label_id", "card_id", "transaction_id", "event_time_ms"),
    }

    def __init__(
        self, *, max_future_ms: int, card_numbers: bool, contract: PaymentContract
    ) -> None:
        self._payments = PaymentDecoder(
            max_future_ms=max_future_ms, card_numbers=card_numbers, contract=contract
        )
        self._labels = LabelDecoder(max_future_ms, card_numbers=card_numbers)

    def take(self, letter: DeadLetter, record: bytes, now_ms: int) -> Takeable | Fault:
        """A payment, or a label of one."""
        if letter.record == "label":
            return self._take_label(letter, record, now_ms)
        payment = self._payments.decode(record, now_ms)
        if isinstance(payment, Fault):
            return payment
        return Takeable(payment.card_id, payment.event_time_ms, aged=_AGED)

    def _take_label(self, letter: DeadLetter, record: bytes, now_ms: int) -> Takeable | Fault:
        label = self._labels.decode(record, now_ms)
        if isinstance(label, Fault):
            return label
        spent = _SPENT if letter.cause == "label_too_old" else None
        return Takeable(label.card_id, label.event_time_ms, spent=spent)
