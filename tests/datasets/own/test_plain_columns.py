"""A column that is taken as a whole holds what its values are, read one by one."""

from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.own.description import FileForm
from datasets.own.field_readers import Read, field_readers
from datasets.own.notes import Notes
from datasets.own.payments import PAYMENTS
from datasets.own.plain_columns import plain_column
from events.shared.wire_types import EARLIEST_EVENT_TIME_MS, MAX_AMOUNT_MINOR

NOW_MS = 1_800_000_000_000
MOMENT = datetime(2026, 5, 1, 12, 30, 0, 250_000, tzinfo=UTC)


def readers(notes: Notes) -> dict[str, Read]:
    return field_readers(
        FileForm(), NOW_MS, notes, {}, tokens=PAYMENTS.tokens, optional=PAYMENTS.optional
    )


def taken(target: str, column: Any) -> Any | None:  # noqa: ANN401 - pyarrow
    return plain_column(target, column, readers(Notes())[target], NOW_MS)


IDS = (
    *("t-1", "17", "a:b_c", "x" * 128, "x" * 129, "NULL", "nan", "-", " 17", "17.0", "käse", ""),
    *("4111111111111111", "na", "n\n", "n\u200b"),
)
TEXTS = st.lists(st.sampled_from([*IDS, "EUR", "DE", "pos", "XX", "eur"]) | st.none(), max_size=4)
NUMBERS = st.lists(
    st.sampled_from([0, 1, -1, MAX_AMOUNT_MINOR, MAX_AMOUNT_MINOR + 1, EARLIEST_EVENT_TIME_MS])
    | st.sampled_from([EARLIEST_EVENT_TIME_MS - 1, NOW_MS, NOW_MS + 300_000, NOW_MS + 300_001])
    | st.none(),
    max_size=3,
)
DEGREES = st.lists(
    st.floats(-200, 200) | st.sampled_from([-0.0, 90.0, -180.0, float("nan")]) | st.none(),
    max_size=4,
)
COLUMNS = (
    st.tuples(
        st.sampled_from(["transaction_id", "card_id", "merchant_id", "device_id", "currency"]),
        TEXTS.map(lambda values: pa.array(values, pa.string())),
    )
    | st.tuples(
        st.sampled_from(["country", "channel", "ip", "trace_id"]),
        TEXTS.map(lambda values: pa.array(values, pa.large_string()).dictionary_encode()),
    )
    | st.tuples(
        st.sampled_from(["amount_minor", "event_time_ms"]),
        NUMBERS.map(lambda values: pa.array(values, pa.int64())),
    )
    | st.tuples(
        st.sampled_from(["latitude", "longitude"]),
        DEGREES.map(lambda values: pa.array(values, pa.float64())),
    )
)


@given(column=COLUMNS)
def test_what_is_taken_as_a_whole_is_what_its_values_are_read_as(column: tuple[str, Any]) -> None:
    target, values = column
    notes = Notes()
    read = list(map(readers(notes)[target], values.to_pylist()))
    whole = taken(target, values)
    if whole is not None:
        assert list(map(repr, whole.to_pylist())) == list(map(repr, read))
        assert not notes.sentences()


@pytest.mark.parametrize(
    ("target", "column"),
    [
        ("transaction_id", pa.array(["t-1", "t-2"])),
        ("card_id", pa.array(["käse", "käse"]).dictionary_encode()),
        ("device_id", pa.array(["d-1", None])),
        ("currency", pa.array(["EUR", "JPY", "EUR"])),
        ("amount_minor", pa.array([0, MAX_AMOUNT_MINOR], pa.uint64())),
        ("event_time_ms", pa.array([EARLIEST_EVENT_TIME_MS, NOW_MS])),
        ("event_time", pa.array([MOMENT], pa.timestamp("us", "Europe/Berlin"))),
        ("latitude", pa.array([-90.0, None, 90.0])),
        ("is_fraud", pa.array([True, False])),
    ],
)
def test_a_column_that_needs_no_reading_is_taken_as_it_is(target: str, column: Any) -> None:  # noqa: ANN401 - pyarrow
    whole = taken(target, column)
    assert whole is not None
    assert whole.to_pylist() == list(map(readers(Notes())[target], column.to_pylist()))


@pytest.mark.parametrize(
    ("target", "column"),
    [
        ("transaction_id", pa.array(["t-1", "NaN"])),
        ("transaction_id", pa.array([17])),
        ("card_id", pa.array(["4111111111111111"])),
        ("currency", pa.array(["eur"])),
        ("amount_minor", pa.array([1, None])),
        ("amount_minor", pa.array([1.0])),
        ("event_time_ms", pa.array([NOW_MS + 300_001])),
        ("event_time", pa.array([MOMENT.replace(tzinfo=None)], pa.timestamp("ms"))),
        ("event_time", pa.array([MOMENT.replace(microsecond=1)], pa.timestamp("us", "UTC"))),
        ("latitude", pa.array([float("nan")])),
        ("longitude", pa.array([180.1])),
        ("is_fraud", pa.array([True, None])),
    ],
)
def test_a_column_with_a_value_to_be_understood_is_read_one_by_one(
    target: str,
    column: Any,  # noqa: ANN401 - pyarrow
) -> None:
    assert taken(target, column) is None
