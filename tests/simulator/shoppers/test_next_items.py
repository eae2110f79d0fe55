"""The tables for offline evaluation are those of a public data set, and leak nothing."""

import csv
from collections import defaultdict
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from events.shared.time_units import DAY_MS
from simulator.shoppers.behaviours import BehaviourName
from simulator.shoppers.next_items import QUERY_COLUMNS, SESSION_COLUMNS, NextItemTables
from simulator.shoppers.settings import ShoppingScenario
from simulator.shoppers.shop import Shop, shop_of
from simulator.shoppers.shopper import Shopper
from simulator.shoppers.visit import Act, ActType, Visit
from simulator.shoppers.visits import visits_in_order

SCENARIO = ShoppingScenario(events=10_000, days=10)
SPLIT_MS = SCENARIO.start_ms + 8 * DAY_MS
Row = dict[str, Any]


@pytest.fixture(scope="module")
def shop() -> Shop:
    return shop_of(SCENARIO)


@pytest.fixture(scope="module")
def folder(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(shop, list(visits_in_order(shop)), tmp_path_factory.mktemp("tables"))


def written(shop: Shop, visits: list[Visit], folder: Path) -> Path:
    with NextItemTables(shop, folder, 0.8) as tables:
        assert list(tables.noting(visits)) == visits
    return folder


def rows_of(folder: Path, name: str) -> list[Row]:
    with (folder / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def visit(number: int, start_ms: int, acts: str, behaviour: BehaviourName = "browser") -> Visit:
    """A visit by letters: view A is "a", a cart of it "A"."""
    kinds: dict[bool, ActType] = {True: "cart", False: "view"}
    return Visit(
        number,
        behaviour,
        Shopper((), (), 0),
        [
            Act(start_ms + at * 1_000, kinds[one.isupper()], ord(one.lower()) - ord("a"))
            for at, one in enumerate(acts)
        ],
        f"session-{number}",
        None,
    )


def queries_after(shop: Shop, folder: Path, earlier: str, later: Visit) -> list[tuple[str, str]]:
    """Prefix and target of each query, items as letters."""
    letters = {
        name.replace(" ", "-"): chr(ord("a") + at) for at, name in enumerate(shop.items.names[:26])
    }
    visits = [visit(0, SCENARIO.start_ms, earlier), later]
    rows = rows_of(written(shop, visits, folder), "queries.csv")
    found = []
    for _, group in groupby(rows, key=lambda row: row["query_id"]):
        own = list(group)
        found.append(
            ("".join(letters[row["item_id"]] for row in own), letters[own[0]["target_item_id"]])
        )
    return found


def test_both_tables_have_their_columns(folder: Path) -> None:
    for name, columns in (("sessions.csv", SESSION_COLUMNS), ("queries.csv", QUERY_COLUMNS)):
        assert tuple(rows_of(folder, name)[0]) == columns


def test_a_query_is_every_beginning_of_a_later_visit_with_what_came_next(
    shop: Shop, tmp_path: Path
) -> None:
    later = visit(1, SPLIT_MS, "abAc")
    assert queries_after(shop, tmp_path, "abc", later) == [("a", "b"), ("ab", "a"), ("aba", "c")]


def test_items_that_no_earlier_visit_has_are_left_out_of_queries(
    shop: Shop, tmp_path: Path
) -> None:
    later = visit(1, SPLIT_MS, "axbx")
    assert queries_after(shop, tmp_path, "abc", later) == [("a", "b")]


def test_no_query_is_a_bots(shop: Shop, tmp_path: Path) -> None:
    later = visit(1, SPLIT_MS, "abc", "bot")
    assert queries_after(shop, tmp_path, "abc", later) == []


def test_a_visit_over_the_split_is_in_neither_table(shop: Shop, tmp_path: Path) -> None:
    later = visit(1, SPLIT_MS - 1_500, "abc")
    assert queries_after(shop, tmp_path, "abc", later) == []
    assert {row["session_id"] for row in rows_of(tmp_path, "sessions.csv")} == {"visit-0000000"}


def test_sessions_are_before_the_split_and_have_two_events_at_least(folder: Path) -> None:
    sessions = defaultdict(list)
    for row in rows_of(folder, "sessions.csv"):
        sessions[row["session_id"]].append(row)
    assert len(sessions) > 800
    for rows in sessions.values():
        assert len(rows) > 1
        assert [int(row["position"]) for row in rows] == list(range(1, len(rows) + 1))
        assert {row["event_type"] for row in rows} <= {"view", "cart", "purchase"}
        assert max(int(row["event_time_ms"]) for row in rows) < SPLIT_MS


def test_the_tables_know_no_user_before_the_login(folder: Path) -> None:
    users = defaultdict(set)
    for row in rows_of(folder, "sessions.csv"):
        users[row["session_id"]].add(row["user_id"])
    kinds = [len(found - {""}) + 10 * ("" in found) for found in users.values()]
    assert {1, 10, 11} == set(kinds)
    assert kinds.count(1) > kinds.count(11) > 10


def test_queries_ask_for_known_items_alone(folder: Path) -> None:
    known = {row["item_id"] for row in rows_of(folder, "sessions.csv")}
    queries = rows_of(folder, "queries.csv")
    assert len({row["query_id"] for row in queries}) > 500
    assert {row["item_id"] for row in queries} <= known
    assert {row["target_item_id"] for row in queries} <= known


def test_two_of_five_targets_were_in_the_query(folder: Path) -> None:
    queries = defaultdict(list)
    for row in rows_of(folder, "queries.csv"):
        queries[row["query_id"], row["target_item_id"]].append(row["item_id"])
    again = [target in items for (_, target), items in queries.items()]
    assert 0.3 < sum(again) / len(again) < 0.55


@pytest.mark.parametrize("split", [0.0, 1.0, -1.0])
def test_a_split_at_either_end_is_refused(shop: Shop, tmp_path: Path, split: float) -> None:
    with pytest.raises(ValueError, match=f"^split: {split}, expected more than 0 and less than 1"):
        NextItemTables(shop, tmp_path / "new", split)
    assert not (tmp_path / "new").exists()
