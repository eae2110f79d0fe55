"""Columns of `rows.parquet` and `labels.parquet`, typed by the feature catalogue.

::

    transaction_id ... late | one column a feature, null where it is missing
    the payment itself      | `amount_minor` is a feature and stands only here
"""

from typing import Any, Final

import pyarrow as pa

from features.fraud.catalogue import FEATURE_NAMES, FEATURES

IDENTITY_COLUMNS: Final = (
    "transaction_id",
    "card_id",
    "merchant_id",
    "event_time_ms",
    "currency",
    "country",
    "channel",
    "late",
)
REPEATED_TEXTS: Final = ("card_id", "merchant_id", "currency", "country", "channel")
"""Texts that few values are of: kept once each, in the file and in memory."""

_ARROW_TYPES: Final[dict[str, Any]] = {
    "int": pa.int64(),
    "float": pa.float64(),
    "bool": pa.bool_(),
}
FEATURE_TYPES: Final[tuple[Any, ...]] = tuple(_ARROW_TYPES[feature.kind] for feature in FEATURES)
"""Arrow type of each feature, in the order of the catalogue."""

_IDENTITY_TYPES: Final = {"event_time_ms": pa.int64(), "late": pa.bool_()}


def rows_schema() -> Any:  # noqa: ANN401 - pyarrow has no types
    """Schema of `rows.parquet`."""
    identity = [
        pa.field(name, _IDENTITY_TYPES.get(name, pa.string()), nullable=False)
        for name in IDENTITY_COLUMNS
    ]
    features = zip(FEATURE_NAMES, FEATURE_TYPES, strict=True)
    return pa.schema([*identity, *(pa.field(name, kind) for name, kind in features)])


def labels_schema() -> Any:  # noqa: ANN401 - pyarrow has no types
    """Schema of `labels.parquet`; `row` counts from 0 and is null for a label without a row."""
    texts = ("transaction_id", "card_id", "merchant_id")
    return pa.schema(
        [
            pa.field("row", pa.int64()),
            pa.field("reported_ms", pa.int64(), nullable=False),
            pa.field("is_fraud", pa.bool_(), nullable=False),
            *(pa.field(name, pa.string(), nullable=False) for name in texts),
            pa.field("event_time_ms", pa.int64(), nullable=False),
        ]
    )
