"""Columns of a Parquet file that are what a field takes already, checked as a whole.

Reading value by value is for all that must be understood, adjusted or refused. A column in which
nothing needs that, as a file that a program wrote mostly has, is taken as it is; whatever cannot be
told here with certainty is read value by value. A test reads the same columns in both ways.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from datasets.own.identifiers import NO_VALUE_WORDS
from events.shared.field_faults import MAX_FUTURE_MS
from events.shared.wire_types import EARLIEST_EVENT_TIME_MS, MAX_AMOUNT_MINOR

Read = Callable[[object], object]

_PLAIN_ID: Final = r"^[A-Za-z0-9][A-Za-z0-9_:-]{0,127}$"
"""Ids of which nothing is taken away, and that are no numbers with a point."""
_UNCHECKED_IDS: Final = (
    *("transaction_id", "merchant_id", "device_id", "trace_id"),
    *("event_id", "item_id"),
)
"""Those that may look like a card number."""
_TEXTS: Final = frozenset(
    {
        *(*_UNCHECKED_IDS, "card_id", "currency", "country", "channel", "ip"),
        *("user_id", "session_id", "event_type", "category"),
    }
)
_FLAGS: Final = ("is_fraud", "available")
_DEGREES: Final = {"latitude": 90.0, "longitude": 180.0}
_TIMES: Final = ("event_time", "event_time_ms")


def plain_column(target: str, column: Any, read: Read, now_ms: int) -> Any | None:  # noqa: ANN401 - pyarrow
    """A column as that of its field, None where a value may need to be read by itself.

    Args:
        target: what the column is mapped to.
        column: as the file has it.
        read: reads one value of it.
        now_ms: later times are faults.
    """
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if target in _TEXTS:
        return _texts(target, column, read)
    if target in ("amount_minor", "price_minor"):
        return _whole(column, 0, MAX_AMOUNT_MINOR)
    if target in _TIMES:
        milliseconds = column if target == "event_time_ms" else _milliseconds(column)
        return _whole(milliseconds, EARLIEST_EVENT_TIME_MS, now_ms + MAX_FUTURE_MS)
    if target in _DEGREES:
        return _degrees(column, _DEGREES[target])
    if target in _FLAGS and pa.types.is_boolean(column.type) and not column.null_count:
        return column
    return None


def _texts(target: str, column: Any, read: Read) -> Any | None:  # noqa: ANN401 - pyarrow
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return None
    distinct = column.unique()
    if target in _UNCHECKED_IDS and not column.null_count and _are_plain_ids(distinct):
        return column
    if 4 * len(distinct) > len(column) + 400:
        return None
    texts = distinct.to_pylist()
    return column if all(_same(read(text), text) for text in texts) else None


def _same(taken: object, text: str | None) -> bool:
    """Whether a text was taken as it is: what is adjusted or refused is no text."""
    return taken is None if text is None else isinstance(taken, str) and taken == text


def _are_plain_ids(distinct: Any) -> bool:  # noqa: ANN401 - pyarrow
    plain = pc.all(pc.match_substring_regex(distinct, _PLAIN_ID)).as_py()
    words = pa.array(sorted(NO_VALUE_WORDS), distinct.type)
    return bool(plain) and not pc.any(pc.is_in(pc.utf8_lower(distinct), value_set=words)).as_py()


def _whole(column: Any | None, least: int, most: int) -> Any | None:  # noqa: ANN401 - pyarrow
    if column is None or not pa.types.is_integer(column.type) or column.null_count:
        return None
    return _within(column, least, most)


def _milliseconds(column: Any) -> Any | None:  # noqa: ANN401 - pyarrow
    """Moments that are told to the millisecond, in a zone."""
    if not pa.types.is_timestamp(column.type) or column.type.tz is None:
        return None
    try:
        return column.cast(pa.timestamp("ms", column.type.tz)).cast(pa.int64())
    except pa.ArrowInvalid:
        return None


def _degrees(column: Any, most: float) -> Any | None:  # noqa: ANN401 - pyarrow
    if not pa.types.is_float64(column.type) or pc.any(pc.is_nan(column)).as_py():
        return None
    return _within(column, -most, most)


def _within(column: Any, least: float, most: float) -> Any | None:  # noqa: ANN401 - pyarrow
    found: Mapping[str, Any] = pc.min_max(column).as_py()
    if found["min"] is None:
        return column
    return column if least <= found["min"] and found["max"] <= most else None
