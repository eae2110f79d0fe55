"""The job by files of a team's own: definitions, an experiment, data of another form."""

import csv
import json
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, given, settings

from cli.run import command as run
from models.shared.artifact import save_artifact
from tests.cli.experiment_shop import EXPERIMENT
from tests.jobs.outputs import read_json_lines
from tests.jobs.recommendations.expected import expected, listed
from tests.jobs.recommendations.outputs import run_on_files
from tests.jobs.recommendations.shop import BROKEN_ITEMS, ShopFiles, shop_files
from tests.models.recommendations.rankers import an_artifact
from tests.strategies.shopping_definitions import SHOPPING_FILES

pytestmark = pytest.mark.timeout(600)

MAPPING: Final = """\
version: 1
delimiter: ;
decimal: ','
columns: {event_id: row, session_id: visit, user_id: visitor, item_id: sku, event_type: action,
  event_time_ms: ts, category: department, price: price, currency: money}
values: {event_type: {clicks: view, carts: cart, orders: purchase, seen: impression, off: hide}}
left_out: {action: [search]}
items:
  delimiter: ;
  decimal: ','
  columns: {item_id: sku, event_time_ms: since, category: department, price: price, currency: money,
    available: in_stock}
  values: {available: {yes: "true", no: "false"}}
"""
ACTIONS: Final = {
    "view": "clicks",
    "cart": "carts",
    "purchase": "orders",
    "impression": "seen",
    "hide": "off",
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> ShopFiles:
    return shop_files(tmp_path_factory.mktemp("small-shop"), events=600)


@settings(
    max_examples=3,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(SHOPPING_FILES)
def test_features_and_lists_by_random_definitions_are_the_replayers(
    shop: ShopFiles, text: str
) -> None:
    with TemporaryDirectory() as folder:
        own = Path(folder) / "own.yaml"
        own.write_text(text)
        made = expected((record.raw for record in shop.records), shop.items, str(own))
        places = shop.events, f"file:{shop.catalogue}", Path(folder) / "out"
        outputs = run_on_files(*places, features__definitions=str(own))
    assert len(made.features) > 1_000
    assert len(made.lists) > 150
    assert outputs.features == made.features
    assert outputs.listed == made.lists


def test_lists_of_an_experiment_are_those_of_its_arms_and_say_what_was_drawn(
    shop: ShopFiles, tmp_path: Path
) -> None:
    save_artifact(tmp_path / "ranker", an_artifact(["after1_share", "is_last"], [1.0, -2.0]))
    experiment = tmp_path / "experiment.yaml"
    experiment.write_text(EXPERIMENT)
    made = expected((record.raw for record in shop.records), shop.items, experiment=str(experiment))
    places = shop.events, f"file:{shop.catalogue}", tmp_path / "out"
    outputs = run_on_files(*places, lists__experiment=str(experiment))
    assert outputs.features == made.features
    assert outputs.listed == made.lists
    assert [one["exposure"] for one in outputs.lists] == made.exposures
    kinds = Counter((one["arm"], one["explored"]) for one in made.exposures if one is not None)
    assert min(kinds[arm, explored] for arm in ("rough", "ranked") for explored in (0, 1)) > 10
    arms = {(one["exposure"]["arm"], one["ranker"] is not None) for one in outputs.lists}
    assert arms == {("rough", False), ("ranked", True)}


def test_a_csv_file_and_a_catalogue_of_another_form_give_what_the_same_events_do(
    shop: ShopFiles, tmp_path: Path
) -> None:
    events = _events(shop)
    items = [json.loads(raw) for raw in shop.items if raw not in BROKEN_ITEMS]
    clicks = list(map(_click, events))
    search = clicks[0] | {"row": "none", "action": "search"}
    _write_csv(tmp_path / "clicks.csv", [search, *clicks])
    _write_csv(tmp_path / "catalogue.csv", list(map(_entry, items)))
    (tmp_path / "shop.yaml").write_text(MAPPING)
    arguments = {
        "--source": f"file:{tmp_path / 'clicks.csv'}",
        "--items": f"file:{tmp_path / 'catalogue.csv'}",
        "--mapping-file": str(tmp_path / "shop.yaml"),
        "--sink": f"file:{tmp_path / 'out'}",
    }
    options = [part for option in arguments.items() for part in option]
    result = CliRunner().invoke(run.command, ["recommendations", *options])
    assert result.exit_code == 0, result.output
    made = expected((json.dumps(one).encode() for one in events), shop.items)
    assert read_json_lines(tmp_path / "out" / "features.jsonl") == made.features
    lists = read_json_lines(tmp_path / "out" / "lists.jsonl")
    assert list(map(listed, lists)) == made.lists
    assert len(made.lists) > 150


def _events(shop: ShopFiles) -> list[dict[str, Any]]:
    """What happened in the shop, in order of time and each but once."""
    found = [json.loads(one.raw) for one in shop.records if one.kind != "malformed"]
    events = {one["event_id"]: one for one in found if one["event_type"] in ACTIONS}
    return sorted(events.values(), key=lambda one: one["event_time_ms"])


def _click(event: dict[str, Any]) -> dict[str, str]:
    return {
        "row": event["event_id"],
        "visit": event.get("session_id") or "",
        "visitor": event.get("user_id") or "",
        "sku": event["item_id"],
        "action": ACTIONS[event["event_type"]],
        "ts": str(event["event_time_ms"]),
        "department": event.get("category") or "",
        **_price(event),
    }


def _entry(item: dict[str, Any]) -> dict[str, str]:
    return {
        "sku": item["item_id"],
        "since": str(item["event_time_ms"]),
        "department": item.get("category") or "",
        "in_stock": "yes" if item.get("available", True) else "no",
        **_price(item),
    }


def _price(record: dict[str, Any]) -> dict[str, str]:
    if record.get("price_minor") is None:
        return {"price": "", "money": ""}
    assert record["currency"] in ("EUR", "USD", "GBP")
    return {
        "price": f"{record['price_minor'] / 100:.2f}".replace(".", ","),
        "money": record["currency"],
    }


def _write_csv(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
