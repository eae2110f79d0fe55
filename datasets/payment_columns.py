"""Payments as Arrow columns, see `datasets.record_columns`."""

from typing import Final

import pyarrow as pa

from datasets.record_columns import RecordColumns
from events.fraud.payment import AMOUNT, COMPUTED_FIELDS, Payment
from events.fraud.payment_type import payment_type

BASE_AMOUNT: Final = AMOUNT.base
PAYMENT_COLUMNS: Final = RecordColumns(
    Payment,
    COMPUTED_FIELDS,
    BASE_AMOUNT,
    {
        "amount_minor": pa.int64(),
        "event_time_ms": pa.int64(),
        "latitude": pa.float64(),
        "longitude": pa.float64(),
    },
    payment_type,
)

FIELDS: Final = PAYMENT_COLUMNS.fields
table_of = PAYMENT_COLUMNS.table_of
payments_of = PAYMENT_COLUMNS.records_of
