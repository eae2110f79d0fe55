"""Simulated payments and records of the stream, each with the truth about it."""

from typing import Literal

from msgspec import Struct

from events.fraud.payment import Payment

RecordKind = Literal["payment", "duplicate", "late", "malformed"]


class SimulatedPayment(Struct, frozen=True, gc=False):
    """A payment and the truth about it.

    Attributes:
        payment: as the sender made it.
        is_fraud: whether it is fraudulent.
        pattern: name of the fraud pattern, None for a genuine payment.
    """

    payment: Payment
    is_fraud: bool
    pattern: str | None


class SimulatedRecord(Struct, frozen=True, gc=False):
    """One record as it arrives, and the truth about it.

    Attributes:
        raw: the bytes, without a newline.
        kind: what it is. A duplicate repeats the bytes of an earlier record. A late payment is
            more than the allowed lateness behind the watermark.
        arrival_ms: simulated time of arrival, epoch ms.
        is_fraud: whether the payment is fraudulent, None for a malformed record.
        pattern: name of the fraud pattern, None for none.
        transaction_id: of the payment, None for a malformed record.
        cause: what a malformed record must be rejected for, None for the others.
    """

    raw: bytes
    kind: RecordKind
    arrival_ms: int
    is_fraud: bool | None = None
    pattern: str | None = None
    transaction_id: str | None = None
    cause: str | None = None
