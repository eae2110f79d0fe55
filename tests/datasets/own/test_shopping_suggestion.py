"""A mapping for shopping events is suggested as far as their rows leave no doubt."""

from pathlib import Path

import pytest

from datasets.own.mapping_file import read_shopping_mapping
from datasets.own.sample import sample_of
from datasets.own.shopping import EVENTS, ITEMS
from datasets.own.shopping_reading import read_shopping
from datasets.own.shopping_suggestion import shopping_suggestion
from datasets.own.suggestion import Suggestion
from tests.datasets.own.shop_rows import records
from tests.datasets.own.written import NOW_MS, Row, write

EXPORT = """\
timestamp;visitorid;event;itemid;transactionid;unit_price;currency
1433221332117;257597;view;355908;;12,50;eur
1433224214164;992329;addtocart;248676;;;eur
1433221999827;111016;transaction;318965;4000;1.003,20;eur
"""
CATALOGUE = """\
sku,department,price,currency,availability,valid_from
355908,lamps,12.50,EUR,in stock,01.05.2015
248676,shades,,,out of stock,13.05.2015
"""


def suggested(folder: Path, *rows: Row, **constants: str) -> Suggestion:
    sample = sample_of(write(rows, folder / "a.csv"), "csv")
    return shopping_suggestion(sample, None, {}, constants, NOW_MS)


def test_an_export_and_its_catalogue_need_no_edit(tmp_path: Path) -> None:
    events, items, mapping = (tmp_path / name for name in ("e.csv", "i.csv", "shop.yaml"))
    events.write_text(EXPORT)
    items.write_text(CATALOGUE)
    samples = (sample_of(events, "csv"), sample_of(items, "csv"))
    made = shopping_suggestion(*samples, {}, {}, NOW_MS)
    assert made.undecided == []
    mapping.write_text(made.text())
    of_events, of_items = read_shopping_mapping(mapping)
    found = records(read_shopping(of_events.description((events,), layout=EVENTS), NOW_MS))
    kinds = [(one["user_id"], one["event_type"], one.get("price_minor")) for one in found]
    assert kinds == [
        ("257597", "view", 1_250),
        ("111016", "purchase", 100_320),
        ("992329", "cart", None),
    ]
    known = records(read_shopping(of_items.description((items,), layout=ITEMS), NOW_MS))
    assert [(one["category"], one.get("available", True)) for one in known] == [
        ("lamps", True),
        ("shades", False),
    ]


ROW = {"item": "a", "session": "s", "type": "view", "ts": 1_740_832_200_000}


@pytest.mark.parametrize(
    ("row", "undecided"),
    [
        ({**ROW, "type": "wishlist"}, "values: event_type: the type (or left_out) of wishlist"),
        (
            {name: value for name, value in ROW.items() if name != "session"},
            "columns: user_id or session_id: no column looks like one of them",
        ),
        ({**ROW, "price": "3"}, "columns or constants: currency: no column looks like it"),
        ({**ROW, "ts": "yesterday"}, "time_format: ts: no known form"),
        (
            {name: value for name, value in ROW.items() if name != "type"},
            "columns or constants: event_type: no column looks like it",
        ),
    ],
)
def test_what_a_sample_leaves_open_is_said_and_not_guessed(
    tmp_path: Path, row: Row, undecided: str
) -> None:
    made = suggested(tmp_path, row)
    assert undecided in made.undecided
    assert f"# to do: {undecided}" in made.text()


def test_what_is_known_is_not_asked_for(tmp_path: Path) -> None:
    row = {name: value for name, value in ROW.items() if name != "type"} | {"price": "3"}
    assert suggested(tmp_path, row, event_type="view", currency="EUR").undecided == []


def test_a_catalogue_of_no_time_needs_the_time_from_when_on_it_holds(tmp_path: Path) -> None:
    events = sample_of(write([ROW], tmp_path / "a.csv"), "csv")
    items = sample_of(write([{"sku": "a", "category": "c"}], tmp_path / "b.csv"), "csv")
    made = shopping_suggestion(events, items, {}, {}, NOW_MS)
    assert made.undecided == ["items: columns or constants: event_time: no column looks like it"]
