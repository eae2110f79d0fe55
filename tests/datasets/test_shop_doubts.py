"""What looks wrong in events that can all be taken is said, and nobody is named."""

from collections.abc import Callable
from pathlib import Path

import pytest

from datasets.shop_doubts import doubts
from tests.datasets.own.shop_rows import event_row, item_row, read_events, read_items
from tests.datasets.own.written import Row, write

Shop = Callable[[int], Row]


def plain(number: int) -> Row:
    """One of many events in which nothing is wrong."""
    return event_row(
        VISITOR=f"u-{number % 20}",
        SESSION=f"s-{number % 20}",
        SKU=f"i-{number % 10}",
        TIME=f"2025-03-01T12:{number % 60:02d}:00Z",
    )


def changed(**changes: object) -> Shop:
    """The same, but for `changes`."""
    return lambda number: plain(number) | changes


def found(folder: Path, make: Shop, rows: int = 40, **said: object) -> list[str]:
    path = write([make(number) for number in range(rows)], folder / "a.csv")
    return doubts(read_events(path, **said))


def test_nothing_is_said_of_events_in_which_nothing_is_wrong(tmp_path: Path) -> None:
    assert found(tmp_path, plain) == []


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (changed(VISITOR="guest"), "one shopper has 40 of 40 events (100.0%): a bot, or an id"),
        (changed(ACTION="hide"), "no event is a view, a cart or a purchase"),
        (changed(SKU="home"), "one item has 40 of 40 events (100.0%)"),
        (lambda n: plain(n) | {"SKU": f"line-{n}"}, "40 of 40 items come up once only"),
        (changed(TIME="2025-03-01"), "every event is at 00:00 UTC"),
        (lambda n: plain(n) | {"SESSION": "s"}, "1 sessions have events of several users"),
        (
            lambda n: plain(n) | {"TIME": f"2025-03-{1 + n % 28:02d}"},
            "20 of 20 sessions last longer than a day",
        ),
        (
            lambda n: plain(n) | {"VISITOR": f"u{n % 20}@example.org"},
            "20 of 20 users look like e-mail addresses: use tokens",
        ),
    ],
)
def test_what_looks_wrong_is_said(tmp_path: Path, make: Shop, said: str) -> None:
    sentences = found(tmp_path, make)
    assert any(each.startswith(said) for each in sentences), sentences
    assert not any("guest" in each or "@" in each for each in sentences)


def test_ids_of_events_that_come_again_for_a_shopper_would_be_dropped(tmp_path: Path) -> None:
    columns = {"event_id": "SESSION", "user_id": "VISITOR", "item_id": "SKU"}
    columns |= {"event_type": "ACTION", "event_time": "TIME"}
    [sentence] = found(tmp_path, plain, columns=columns)
    assert sentence.startswith("20 of 40 events (50.0%) have an event_id that another of their")


def test_events_that_arrive_too_late_are_counted_unless_the_input_is_sorted(tmp_path: Path) -> None:
    def backwards(number: int) -> Row:
        return plain(number) | {"TIME": f"2025-03-{28 - number % 28:02d}T0{number % 7}:10:00Z"}

    shown = found(tmp_path, backwards, 28, order="arrival")
    assert any(each.startswith("26 of 28 events (92.9%) arrive more than a day") for each in shown)
    assert not any("arrive" in each for each in found(tmp_path, backwards, 28))


def test_few_events_are_not_judged_by_their_shares(tmp_path: Path) -> None:
    assert found(tmp_path, changed(VISITOR="guest"), rows=3) == []


def test_a_catalogue_says_which_items_it_does_not_know_or_not_yet(tmp_path: Path) -> None:
    events = read_events(write([plain(number) for number in range(40)], tmp_path / "a.csv"))
    rows = [item_row(SKU=f"i-{number}") for number in range(8)]
    early = read_items(write(rows, tmp_path / "b.csv"))
    late = read_items(write(rows, tmp_path / "b.csv"), constants={"event_time": "2025-04-01"})
    unknown = "2 of 10 items with events are not in the catalogue"
    assert doubts(events, early) == [unknown]
    [first, second] = doubts(events, late)
    assert first == unknown
    assert second.startswith("32 of 40 events (80.0%) come before the first record of their item")
