"""Columns of `rows.parquet` and `labels.parquet`, typed by the definitions of the features.

::

    transaction_id ... late | one column a feature, null where it is missing
    the payment itself      | `amount_minor` stands only here where it is a feature
"""

from collections.abc import Sequence
from typing import Any, Final

import pyarrow as pa

from features.shared.definitions.model import Feature, FeatureKind

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

_ARROW_TYPES: Final[dict[FeatureKind, Any]] = {
    "int": pa.int64(),
    "float": pa.float64(),
    "bool": pa.bool_(),
    "text": pa.string(),
}

_IDENTITY_TYPES: Final = {
    "event_time_ms": pa.int64(),
    "amount_minor": pa.int64(),
    "late": pa.bool_(),
}
AMOUNT: Final = "amount_minor"


def identity_columns(features: Sequence[Feature]) -> tuple[str, ...]:
    """The columns of the payment itself beside these features."""
    has_amount = any(feature.name == AMOUNT for feature in features)
    return IDENTITY_COLUMNS if has_amount else (*IDENTITY_COLUMNS, AMOUNT)


def feature_types(features: Sequence[Feature]) -> tuple[Any, ...]:
    """Arrow type of each feature."""
    return tuple(_ARROW_TYPES[feature.kind] for feature in features)


def rows_schema(features: Sequence[Feature]) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Schema of `rows.parquet` with these features."""
    identity = [
        pa.field(name, _IDENTITY_TYPES.get(name, pa.string()), nullable=False)
        for name in identity_columns(features)
    ]
    typed = zip(features, feature_types(features), strict=True)
    return pa.schema([*identity, *(pa.field(feature.name, kind) for feature, kind in typed)])


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
