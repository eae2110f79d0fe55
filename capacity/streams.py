"""The streams of a stack and what one payment puts on each.

payments, labels --enhanced fan-out--> job --+--> decisions, features        --> readers
                                             +--> dead-letters, late-payments --> readers
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from capacity.load import Load


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


def streams_of(load: Load) -> tuple[Stream, ...]:
    """The streams of the fraud job, by what it reads from and writes to them."""
    sizes = load.footprint.sizes
    return (
        Stream(
            name="payments",
            records_per_payment=_ONE,
            record_bytes=sizes.payment_bytes,
            consumers=1,
        ),
        Stream(
            name="labels",
            records_per_payment=sizes.labels_per_payment,
            record_bytes=sizes.label_bytes,
            consumers=1,
        ),
        Stream(
            name="decisions",
            records_per_payment=_ONE,
            record_bytes=sizes.decision_bytes,
            readers=1,
        ),
        Stream(
            name="features",
            # By the shipped definitions one of the card, one of the merchant.
            records_per_payment=sizes.updates_per_payment,
            record_bytes=sizes.feature_update_bytes,
            readers=1,
        ),
        Stream(
            name="dead-letters",
            records_per_payment=sizes.rejected_per_payment,
            record_bytes=sizes.dead_letter_bytes,
            readers=1,
        ),
        Stream(
            name="late-payments",
            records_per_payment=sizes.late_per_payment,
            record_bytes=sizes.late_payment_bytes,
            readers=1,
        ),
    )
