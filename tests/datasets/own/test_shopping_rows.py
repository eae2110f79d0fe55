"""Rows of a shop become events and items that the job takes, or are refused with a reason."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from datasets.own.faults import FaultyRowsError
from events.recommendations.codec import CatalogueDecoder, EventDecoder
from events.shared.rejected import Fault
from tests.datasets.own.shop_rows import (
    COLUMNS,
    event_row,
    item_row,
    read_events,
    read_items,
    records,
)
from tests.datasets.own.written import NOW_MS, write

TIME_MS = 1_740_832_200_000
ENDINGS = (".csv", ".parquet", ".jsonl")


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_row_of_every_form_is_the_event_that_it_says(tmp_path: Path, ending: str) -> None:
    [event] = records(read_events(write([event_row(ACTION="orders")], tmp_path / f"a{ending}")))
    assert event == {
        "event_id": "row-000001",
        "item_id": "lamp",
        "event_type": "purchase",
        "event_time_ms": TIME_MS,
        "user_id": "u-1",
        "session_id": "s-1",
        "category": "lamps",
        "price_minor": 4_990,
        "currency": "EUR",
    }


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("nobody", ["", "NULL", None])
def test_a_session_without_a_user_is_a_shopper_and_nobody_is_none(
    tmp_path: Path, ending: str, nobody: str | None
) -> None:
    rows = [event_row(), event_row(VISITOR=nobody), event_row(VISITOR=nobody, SESSION=nobody)]
    path = write(rows, tmp_path / f"a{ending}")
    with pytest.raises(FaultyRowsError) as caught:
        read_events(path)
    [fault] = caught.value.faults.first
    assert (fault.row, fault.field, fault.expectation) == (
        3,
        "user_id",
        "a user_id or a session_id expected",
    )
    kept = records(read_events(path, skip_faulty=True))
    assert [("user_id" in one, "session_id" in one) for one in kept] == [
        (True, True),
        (False, True),
    ]


def test_a_column_of_sessions_alone_must_have_one_in_every_row(tmp_path: Path) -> None:
    columns = {target: name for target, name in COLUMNS.items() if target != "user_id"}
    table = pa.Table.from_pylist([event_row(), event_row(SESSION=None)])
    parquet.write_table(table, tmp_path / "a.parquet")
    with pytest.raises(FaultyRowsError, match="row 2: session_id: a user_id or a session_id"):
        read_events(tmp_path / "a.parquet", columns=columns)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_known_user_needs_no_session(tmp_path: Path, ending: str) -> None:
    rows = [event_row(SESSION=" s-1 "), event_row(SESSION=None)]
    read = records(read_events(write(rows, tmp_path / f"a{ending}")))
    assert [one.get("session_id") for one in read] == ["s-1", None]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_row_without_a_price_has_no_currency_either(tmp_path: Path, ending: str) -> None:
    rows = [event_row(), event_row(PRICE=None)]
    [priced, free] = records(read_events(write(rows, tmp_path / f"a{ending}")))
    assert (priced["price_minor"], priced["currency"]) == (4_990, "EUR")
    assert not {"price_minor", "currency"} & set(free)


def test_one_currency_for_all_goes_with_the_prices_that_there_are(tmp_path: Path) -> None:
    columns = {**COLUMNS, "price_minor": "CENTS"}
    del columns["price"], columns["currency"]
    rows = [event_row(CENTS=4990), event_row(CENTS=None)]
    table = pa.Table.from_pylist(rows)
    parquet.write_table(table, tmp_path / "a.parquet")
    read = read_events(tmp_path / "a.parquet", columns=columns, constants={"currency": "USD"})
    assert [one.get("currency") for one in records(read)] == ["USD", None]


@pytest.mark.parametrize("target", ["price", "price_minor"])
def test_a_price_without_its_currency_is_a_fault(tmp_path: Path, target: str) -> None:
    columns = {**{k: v for k, v in COLUMNS.items() if k != "price"}, target: "PRICE"}
    path = write([event_row(PRICE="40", CUR="")], tmp_path / "a.csv")
    with pytest.raises(FaultyRowsError, match=f"{target}: a currency expected with it, got '40'"):
        read_events(path, columns=columns)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"ACTION": "wishlist"}, "event_type: one of view, cart, .* expected, got 'wishlist'"),
        ({"SKU": ""}, "item_id: a value expected"),
        ({"TIME": "1740832200"}, "event_time: .*event_time_s .*, got '1740832200'"),
        ({"PRICE": "49.905"}, "price: at most 2 decimal places expected, as EUR has"),
        ({"PRICE": "-1"}, "price: 0 or more expected"),
        ({"CUR": "eur"}, "currency: a current ISO 4217 code"),
        ({"DEPT": "x" * 65}, "category: a category of at most 64 characters expected"),
        ({"VISITOR": "4111111111111111"}, "user_id: a token expected, not a card number"),
        ({"SESSION": "a\nb"}, "session_id: an id expected, got "),
    ],
)
def test_a_value_that_is_none_is_named_with_its_field(
    tmp_path: Path, changes: dict[str, str], message: str
) -> None:
    with pytest.raises(FaultyRowsError, match=message):
        read_events(write([event_row(**changes)], tmp_path / "a.csv"))


def test_no_fault_shows_who_shopped(tmp_path: Path) -> None:
    rows = [event_row(VISITOR="mail@example.org\x00", SESSION="secret\x00", TIME="x")]
    with pytest.raises(FaultyRowsError) as caught:
        read_events(write(rows, tmp_path / "a.jsonl"))
    assert caught.value.faults.total == 3
    assert not {"mail@example.org", "secret"} & set(str(caught.value).replace("\\", " ").split())
    assert "secret" not in str(caught.value)


def test_a_card_number_may_be_a_token_if_that_is_said(tmp_path: Path) -> None:
    path = write([event_row(VISITOR="4111111111111111")], tmp_path / "a.csv")
    [event] = records(read_events(path, card_numbers=True))
    assert event["user_id"] == "4111111111111111"


def test_returns_and_rows_of_other_kinds_are_left_out_and_counted(tmp_path: Path) -> None:
    rows = [event_row(), event_row(PRICE="-5"), event_row(ACTION="search")]
    read = read_events(
        write(rows, tmp_path / "a.csv"),
        negative_amounts="left_out",
        left_out={"ACTION": ["search"]},
    )
    assert (read.counts.taken, read.counts.left_out, read.counts.rows) == (1, 2, 3)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"columns": {"item_id": "SKU", "event_time": "TIME"}}, "event_type: missing; give"),
        (
            {"columns": {"item_id": "SKU", "event_time": "TIME", "event_type": "ACTION"}},
            "user_id, session_id: missing",
        ),
        ({"columns": {**COLUMNS, "card_id": "SKU"}}, "--columns card_id: no target"),
        ({"constants": {"merchant_id": "m"}}, "--constant merchant_id: one of event_type, cur"),
        ({"constants": {"event_type": "view"}}, "event_type: a column or a constant expected"),
        (
            {"columns": {k: v for k, v in COLUMNS.items() if k != "currency"}},
            "price, currency: both expected",
        ),
    ],
)
def test_a_mapping_that_lacks_something_is_refused(
    tmp_path: Path, said: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        read_events(write([event_row()], tmp_path / "a.csv"), **said)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_catalogue_without_times_holds_from_the_time_that_is_said(
    tmp_path: Path, ending: str
) -> None:
    rows = [item_row(), item_row(SKU="shade", PRICE=None, STOCK="0", DEPT=None)]
    rows.append(item_row(SKU="bulb", STOCK=None))
    lamp, shade, bulb = records(read_items(write(rows, tmp_path / f"a{ending}")))
    assert lamp == {
        "item_id": "lamp",
        "event_time_ms": 1_735_689_600_000,
        "category": "lamps",
        "price_minor": 4_990,
        "currency": "EUR",
    }
    assert shade == {"item_id": "shade", "event_time_ms": 1_735_689_600_000, "available": False}
    assert "available" not in bulb, "what is not said can be bought"


@pytest.mark.parametrize(
    ("since", "message"),
    [
        ("1999-01-01", "--constant event_time=1999-01-01: a time from the year 2000"),
        ("tomorrow", "--constant event_time=tomorrow: an ISO 8601 time"),
        ("2900-01-01", "--constant event_time: a time no later than now"),
    ],
)
def test_a_time_from_when_on_items_hold_is_one_that_the_job_takes(
    tmp_path: Path, since: str, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        read_items(write([item_row()], tmp_path / "a.csv"), constants={"event_time": since})


def test_what_is_read_is_what_the_job_takes(tmp_path: Path) -> None:
    rows = [event_row(SKU=sku) for sku in ("lamp", "17.0", " x ", "käse")]
    events = read_events(write(rows, tmp_path / "e.csv"))
    items = read_items(write([item_row(SKU=row["SKU"]) for row in rows], tmp_path / "i.csv"))
    taken: list[object] = [EventDecoder().decode(line, NOW_MS) for line in events.records]
    taken += [CatalogueDecoder().decode(line, NOW_MS) for line in items.records]
    assert len(taken) == 8
    assert not any(isinstance(one, Fault) for one in taken)
