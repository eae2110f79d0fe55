"""The streams of a stack and what one payment puts on each.

payments, labels --enhanced fan-out--> job --+--> decisions, features        --> readers
                                             +--> dead-letters, late-payments --> readers
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from capacity.load import Load
from capacity.measured import MEASURED


@dataclass(frozen=True, kw_only=True)
class Stream:
    """One stream.

    Attributes:
        name: without the environment.
        records_per_payment: how many records one payment leads to.
        record_bytes: mean size of a record.
        consumers: registered consumers, each with enhanced fan-out.
        readers: readers that share the throughput of the shards.
    """

    name: str
    records_per_payment: Decimal
    record_bytes: int
    consumers: int = 0
    readers: int = 0

    def records_per_s(self, load: Load) -> Decimal:
        """Records in the busiest second."""
        return self.records_per_payment * load.peak_per_s

    def bytes_per_s(self, load: Load) -> Decimal:
        """Bytes in the busiest second."""
        return self.records_per_s(load) * self.record_bytes

    def records_per_month(self, load: Load) -> Decimal:
        """Records a month."""
        return self.records_per_payment * load.per_month

    def bytes_per_month(self, load: Load) -> Decimal:
        """Bytes a month."""
        return self.records_per_month(load) * self.record_bytes


_ONE: Final = Decimal(1)

STREAMS: Final = (
    Stream(
        name="payments",
        records_per_payment=_ONE,
        record_bytes=MEASURED.payment_bytes,
        consumers=1,
    ),
    Stream(
        name="labels",
        records_per_payment=MEASURED.labels_per_payment,
        record_bytes=MEASURED.label_bytes,
        consumers=1,
    ),
    Stream(
        name="decisions",
        records_per_payment=_ONE,
        record_bytes=MEASURED.decision_bytes,
        readers=1,
    ),
    Stream(
        name="features",
        # One of the card, one of the merchant.
        records_per_payment=2 * _ONE,
        record_bytes=MEASURED.feature_update_bytes,
        readers=1,
    ),
    Stream(
        name="dead-letters",
        records_per_payment=MEASURED.rejected_per_payment,
        record_bytes=MEASURED.dead_letter_bytes,
        readers=1,
    ),
    Stream(
        name="late-payments",
        records_per_payment=MEASURED.late_per_payment,
        record_bytes=MEASURED.late_payment_bytes,
        readers=1,
    ),
)
"""The streams of the fraud job, by what it reads from and writes to them."""
