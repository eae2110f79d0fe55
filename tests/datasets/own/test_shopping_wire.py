"""Shopping events of the job's own form are read as the job reads them, links among them."""

from pathlib import Path

import pytest

from datasets.own.as_it_is import wire_paths
from datasets.own.description import Description
from datasets.own.shopping import EVENTS
from datasets.own.shopping_reading import read_shopping
from datasets.shop_records import ShopRecords
from events.recommendations.shopping_contract import ShoppingContract
from events.shared.money.base_amounts import MoneyTerms
from tests.datasets.own.shop_rows import event_row, read_events, read_items, records
from tests.datasets.own.written import NOW_MS as READ_AT_MS
from tests.datasets.own.written import write
from tests.events.recommendations.shopping import (
    NOW_MS,
    event_record,
    item_record,
    link_record,
)

LINES = [
    event_record(event_id="e1", event_time_ms=NOW_MS),
    link_record(event_id="l1", event_time_ms=NOW_MS + 9),
    event_record(event_id="e2", event_time_ms=NOW_MS + 9),
    event_record(event_id="e3", event_time_ms=NOW_MS + 3),
    link_record(event_id="l2", event_time_ms=NOW_MS + 1),
]


def read(folder: Path, *lines: bytes, **said: object) -> ShopRecords:
    path = folder / "events.jsonl"
    path.write_bytes(b"\n".join(lines) + b"\n")
    return read_shopping(Description((path,), layout=EVENTS, **said), READ_AT_MS)  # type: ignore[arg-type]


def test_links_stay_where_they_are_among_the_events(tmp_path: Path) -> None:
    found = read(tmp_path, *LINES)
    assert [one["event_id"] for one in records(found)] == ["e1", "l1", "e2", "e3", "l2"]
    assert (found.count, found.counts.taken, found.counts.rows) == (5, 5, 5)


def test_by_event_time_links_come_before_the_first_event_that_is_not_older(tmp_path: Path) -> None:
    found = read(tmp_path, *LINES, order="event-time")
    assert [one["event_id"] for one in records(found)] == ["e1", "l2", "e3", "l1", "e2"]


def test_what_is_no_event_is_counted_by_its_cause(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        *LINES,
        b"{",
        event_record(event_type="clicks"),
        event_record(price_minor=1, currency=...),
    )
    assert (found.counts.taken, found.counts.faulty) == (5, 3)
    assert any("1 x incomplete_price" in note for note in found.notes)


def test_items_are_read_as_the_job_reads_them_too(tmp_path: Path) -> None:
    (tmp_path / "items.jsonl").write_bytes(
        item_record() + b"\n" + item_record(price_minor=..., currency=..., available=True)
    )
    found = read_items(tmp_path / "items.jsonl", columns={}, constants={})
    assert [one.get("available") for one in records(found)] == [False, None]


def test_a_user_called_null_is_one_shopper_like_any_other_and_is_named(tmp_path: Path) -> None:
    found = read(tmp_path, event_record(user_id="NULL"), event_record(user_id="u2"))
    assert "user_id: 1 events say NULL, which is an id like any other." in found.notes


def test_how_far_the_input_is_out_of_order_is_known_though_it_is_sorted(tmp_path: Path) -> None:
    rows = [event_row(TIME=f"2025-03-0{day}") for day in (1, 4, 2, 3, 4)]
    found = read_events(write(rows, tmp_path / "a.csv"))
    assert found.disorder.older == 2
    assert found.disorder.most_behind_ms == 2 * 24 * 3_600_000
    assert found.disorder.late == 1
    times = [one["event_time_ms"] for one in records(found)]
    assert times == sorted(times)


@pytest.mark.parametrize("mapped", [True, False])
def test_prices_that_no_rate_is_known_of_are_told_of(tmp_path: Path, *, mapped: bool) -> None:
    contract = ShoppingContract(money=MoneyTerms(base_currency="EUR"))
    if mapped:
        rows = [event_row(), event_row(CUR="USD")]
        found = read_events(write(rows, tmp_path / "a.csv"), contract=contract)
        assert found.count == 2, "whether a rate has come, the job knows"
    else:
        found = read(tmp_path, event_record(), event_record(currency="USD"), contract=contract)
        assert found.counts.faulty == 1
    assert any("dead letters: 1 x " in note for note in found.notes)


def test_the_same_events_have_the_same_id_in_every_form(tmp_path: Path) -> None:
    rows = [event_row(SKU=f"i{number}") for number in range(3)]
    ids = {
        read_events(write(rows, tmp_path / f"a{ending}")).data_id
        for ending in (".csv", ".parquet", ".jsonl.gz")
    }
    assert len(ids) == 1


def test_json_lines_that_are_described_are_not_the_jobs(tmp_path: Path) -> None:
    path = write([event_row()], tmp_path / "a.jsonl")
    assert wire_paths(Description((path,), layout=EVENTS)) == (path,)
    assert wire_paths(Description((path,), {"item_id": "SKU"}, layout=EVENTS)) is None
    assert wire_paths(Description((path,), order="event-time", layout=EVENTS)) is None
