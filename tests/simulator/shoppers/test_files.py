"""A simulated shop on disk is what was simulated, and its truth is true."""

from pathlib import Path

import msgspec
import pytest

from simulator.shoppers.disturbance_settings import Disturbances
from simulator.shoppers.files import Places, write_shop
from simulator.shoppers.settings import ShoppingScenario
from simulator.shoppers.shop import Shop, shop_of
from simulator.shoppers.truth import ShopperTruth, VisitTruth
from simulator.shoppers.visits import visits_in_order

SCENARIO = ShoppingScenario(events=3_000, second_id_share=0.2)


@pytest.fixture(scope="module")
def shop() -> Shop:
    return shop_of(SCENARIO)


@pytest.fixture(scope="module")
def written(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, int]]:
    folder = tmp_path_factory.mktemp("shop")
    places = Places(
        events=folder / "events.jsonl",
        items=folder / "items.jsonl",
        shoppers=folder / "shoppers.jsonl",
        visits=folder / "visits.jsonl",
        tables=folder,
    )
    return folder, write_shop(shop, visits_in_order(shop), Disturbances(late_rate=0.01), places)


def lines_of(folder: Path, name: str) -> list[bytes]:
    return (folder / name).read_bytes().split(b"\n")[:-1]


def test_the_counts_are_those_of_the_files_and_add_up(
    written: tuple[Path, dict[str, int]],
) -> None:
    folder, counts = written
    for name in ("events", "items", "shoppers", "visits"):
        assert counts["records" if name == "events" else name] == len(
            lines_of(folder, f"{name}.jsonl")
        )
    sent = counts["event"] + counts["out_of_order"] + counts["late"]
    assert sent == SCENARIO.events + counts["links"]
    assert counts["records"] == sent + counts["duplicate"] + counts["malformed"]
    assert counts["queries"] == len(
        {line.split(b",")[0] for line in lines_of(folder, "queries.csv")[1:]}
    )


def test_one_pass_writes_the_events_that_each_pass_gives(
    shop: Shop, written: tuple[Path, dict[str, int]], tmp_path: Path
) -> None:
    places = Places(events=tmp_path / "events.jsonl")
    write_shop(shop, visits_in_order(shop), Disturbances(late_rate=0.01), places)
    assert lines_of(tmp_path, "events.jsonl") == lines_of(written[0], "events.jsonl")


def test_the_truth_says_what_a_shopper_likes_by_name(
    shop: Shop, written: tuple[Path, dict[str, int]]
) -> None:
    decode = msgspec.json.Decoder(ShopperTruth).decode
    shoppers = list(map(decode, lines_of(written[0], "shoppers.jsonl")))
    names = {category.name for category in shop.items.categories}
    assert len(shoppers) == SCENARIO.accounts
    assert all(set(shopper.tastes) <= names for shopper in shoppers)
    assert all(abs(sum(shopper.tastes.values()) - 1) < 0.01 for shopper in shoppers)
    assert {shopper.price_level for shopper in shoppers} == {"low", "middle", "high"}
    assert 60 < sum(shopper.other_user_id is not None for shopper in shoppers) < 140


def test_the_truth_says_what_kind_of_visit_each_is_and_whose(
    written: tuple[Path, dict[str, int]],
) -> None:
    decode = msgspec.json.Decoder(VisitTruth).decode
    visits = list(map(decode, lines_of(written[0], "visits.jsonl")))
    assert {visit.behaviour for visit in visits} == {"browser", "comparer", "hunter", "bot"}
    assert sum(visit.events for visit in visits) == SCENARIO.events
    shoppers = {
        msgspec.json.decode(line)["user_id"]: tuple(msgspec.json.decode(line)["tastes"])
        for line in lines_of(written[0], "shoppers.jsonl")
    }
    of_accounts = [visit for visit in visits if visit.user_id is not None]
    assert len(of_accounts) > 200
    assert all(shoppers[visit.user_id or ""] == visit.tastes for visit in of_accounts)
