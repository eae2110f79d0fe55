"""Rows in are payments, faulty and left out, and every form of a file gives the same ones."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasets.own.amounts import NegativeAmounts
from datasets.own.faults import FaultyRowsError
from events.recommendations.codec import EventDecoder
from events.recommendations.shopping_event import ShoppingEvent
from tests.datasets.own.shop_rows import event_row, read_events
from tests.datasets.own.written import NOW_MS, SIMPLE, Row, read, simple_row, write

ENDINGS = (".csv", ".csv.gz", ".parquet", ".jsonl", ".jsonl.gz")
ROWS = st.lists(
    st.builds(
        simple_row,
        TX=st.sampled_from(["t-1", " t-2 ", "", "NULL", "t\n3", 't"4', "4111111111111111"]),
        CUSTOMER=st.sampled_from(["17850", "17850.0", "-", "\ufeffc", "ä", "x" * 129]),
        AMOUNT=st.sampled_from(["12.50", "-1", "85.64999999999999", "1.005", "nan", "1e999"]),
        TIME=st.sampled_from(
            ["2025-03-01T12:30:00Z", "9999-12-31", "2025-03-01 12:30:00 UTC", "0001-01-01", "x"]
        ),
        KIND=st.sampled_from(["payment", "payment", "refund"]),
    ),
    min_size=1,
    max_size=20,
)
EVENT_ROWS = st.lists(
    st.builds(
        event_row,
        VISITOR=st.sampled_from(["u-1", "17.0", "", "NULL", "4111111111111111", "u\n3"]),
        SESSION=st.sampled_from(["s-1", " s-2 ", "", "-"]),
        SKU=st.sampled_from(["lamp", "\ufeffc", "ä", "", "x" * 129]),
        ACTION=st.sampled_from(["clicks", "view", "Purchase", "search", "wishlist"]),
        PRICE=st.sampled_from(["49.90", "", "-1", "1.005", "nan", "85.64999999999999"]),
        CUR=st.sampled_from(["EUR", "", "NULL", "XXX", "JPY"]),
        DEPT=st.sampled_from(["lamps", "", "n/a", "x" * 65]),
        TIME=st.sampled_from(["2025-03-01T12:30:00Z", "9999-12-31", "x"]),
    ),
    min_size=1,
    max_size=20,
)
GOOD = simple_row(TX="sound", KIND="payment")


@settings(max_examples=40)
@given(rows=ROWS, negative=st.sampled_from(["refuse", "left_out"]))
def test_every_row_goes_somewhere_and_to_the_same_place_from_every_form(
    rows: list[Row], negative: NegativeAmounts
) -> None:
    rows = [GOOD, *rows]
    outcomes = []
    with TemporaryDirectory() as folder:
        for ending in ENDINGS:
            path = write(rows, Path(folder) / f"payments{ending}")
            history = read(
                path,
                columns=SIMPLE | {"transaction_id": "TX"},
                left_out={"KIND": ["refund"]},
                negative_amounts=negative,
                skip_faulty=True,
            )
            assert history.counts is not None
            assert history.counts.rows == len(rows)
            outcomes.append((list(history.payments), history.counts, history.data_id))
    assert all(outcome == outcomes[0] for outcome in outcomes[1:])


@settings(max_examples=30)
@given(rows=EVENT_ROWS, negative=st.sampled_from(["refuse", "left_out"]))
def test_every_row_of_a_shop_goes_somewhere_and_what_is_taken_the_job_takes(
    rows: list[Row], negative: NegativeAmounts
) -> None:
    rows = [event_row(), *rows]
    outcomes = []
    with TemporaryDirectory() as folder:
        for ending in ENDINGS:
            path = write(rows, Path(folder) / f"events{ending}")
            read = read_events(
                path,
                left_out={"ACTION": ["search"]},
                negative_amounts=negative,
                skip_faulty=True,
            )
            assert read.counts.rows == len(rows)
            outcomes.append((list(read.records), read.counts, read.data_id))
    assert all(outcome == outcomes[0] for outcome in outcomes[1:])
    taken = [EventDecoder().decode(line, NOW_MS) for line in outcomes[0][0]]
    assert len(taken) >= 1
    assert all(isinstance(one, ShoppingEvent) for one in taken)


@settings(max_examples=20)
@given(rows=ROWS)
def test_no_fault_shows_a_card_number_and_each_names_a_row_of_the_file(rows: list[Row]) -> None:
    with TemporaryDirectory() as folder:
        path = write([*rows, simple_row(TX="4111111111111111", TIME="x")], Path(folder) / "a.csv")
        with pytest.raises(FaultyRowsError) as caught:
            read(path, columns=SIMPLE | {"transaction_id": "TX"})
    assert "4111111111111111" not in str(caught.value)
    assert caught.value.faults.in_order()[-1].row <= len(rows) + 1
