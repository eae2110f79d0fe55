"""The streams of a stack and what one event puts on each.

payments, labels --enhanced fan-out--> job --+--> decisions, features        --> readers
                                             +--> dead-letters, late-payments --> readers
events, items    --enhanced fan-out--> job --+--> lists, features             --> readers
                                             +--> dead letters, late events   --> readers
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from capacity.daily_load import DailyLoad
from capacity.measured import Measured, MeasuredShopping
from infra.stream_names import (
    DEAD_LETTERS,
    DECISIONS,
    FEATURES,
    ITEMS,
    LABELS,
    LATE_EVENTS,
    LATE_PAYMENTS,
    LISTS,
    PAYMENTS,
    RECOMMENDATION_DEAD_LETTERS,
    RECOMMENDATION_EVENTS,
    RECOMMENDATION_FEATURES,
)


@dataclass(frozen=True, kw_only=True)
class Stream:
    """One stream.

    Attributes:
        name: without the environment.
        records_per_event: how many records one event leads to.
        record_bytes: mean size of a record.
        consumers: registered consumers, each with enhanced fan-out.
        readers: readers that share the throughput of the shards.
    """

    name: str
    records_per_event: Decimal
    record_bytes: int
    consumers: int = 0
    readers: int = 0

    def records_per_s(self, load: DailyLoad) -> Decimal:
        """Records in the busiest second."""
        return self.records_per_event * load.peak_per_s

    def bytes_per_s(self, load: DailyLoad) -> Decimal:
        """Bytes in the busiest second."""
        return self.records_per_s(load) * self.record_bytes

    def records_per_month(self, load: DailyLoad) -> Decimal:
        """Records a month."""
        return self.records_per_event * load.per_month

    def bytes_per_month(self, load: DailyLoad) -> Decimal:
        """Bytes a month."""
        return self.records_per_month(load) * self.record_bytes


_ONE: Final = Decimal(1)


def payment_streams(sizes: Measured) -> tuple[Stream, ...]:
    """The streams of the fraud job, by what it reads from and writes to them."""
    return (
        Stream(
            name=PAYMENTS,
            records_per_event=_ONE,
            record_bytes=sizes.payment_bytes,
            consumers=1,
        ),
        Stream(
            name=LABELS,
            records_per_event=sizes.labels_per_payment,
            record_bytes=sizes.label_bytes,
            consumers=1,
        ),
        Stream(
            name=DECISIONS,
            records_per_event=_ONE,
            record_bytes=sizes.decision_bytes,
            readers=1,
        ),
        Stream(
            name=FEATURES,
            # By the shipped definitions one of the card, one of the merchant.
            records_per_event=sizes.updates_per_payment,
            record_bytes=sizes.feature_update_bytes,
            readers=1,
        ),
        Stream(
            name=DEAD_LETTERS,
            records_per_event=sizes.rejected_per_payment,
            record_bytes=sizes.dead_letter_bytes,
            readers=1,
        ),
        Stream(
            name=LATE_PAYMENTS,
            records_per_event=sizes.late_per_payment,
            record_bytes=sizes.late_payment_bytes,
            readers=1,
        ),
    )


def shopping_streams(sizes: MeasuredShopping, items_per_event: Decimal) -> tuple[Stream, ...]:
    """The streams of the recommendation job, by what it reads from and writes to them.

    Args:
        sizes: of the records.
        items_per_event: records of the catalogue for each shopping event.
    """
    return (
        Stream(
            name=RECOMMENDATION_EVENTS,
            records_per_event=_ONE,
            record_bytes=sizes.event_bytes,
            consumers=1,
        ),
        Stream(
            name=ITEMS,
            records_per_event=items_per_event,
            record_bytes=sizes.item_bytes,
            consumers=1,
        ),
        Stream(
            name=LISTS,
            records_per_event=sizes.lists_per_event,
            record_bytes=sizes.list_bytes,
            readers=1,
        ),
        Stream(
            name=RECOMMENDATION_FEATURES,
            records_per_event=sizes.updates_per_event,
            record_bytes=sizes.feature_update_bytes,
            readers=1,
        ),
        Stream(
            name=RECOMMENDATION_DEAD_LETTERS,
            records_per_event=sizes.rejected_per_event,
            record_bytes=sizes.dead_letter_bytes,
            readers=1,
        ),
        Stream(
            name=LATE_EVENTS,
            records_per_event=sizes.late_per_event,
            record_bytes=sizes.late_event_bytes,
            readers=1,
        ),
    )
