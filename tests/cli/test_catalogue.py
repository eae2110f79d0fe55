"""`revstream catalogue` writes the features of a definition file as a page."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from cli.catalogue.command import command
from features.fraud.catalogue import SHIPPED
from features.recommendations.definitions import DEFAULT, load_definitions
from tests.cluster.flink_layout import ROOT

OWN = """\
version: 1
entities: {card: card_id, card_shop: [card_id, merchant_id]}
features:
  - {name: is_dear, value: amount_minor > 9, description: "Whether it is | is dear."}
  - {name: card_n, of: card_shop, count: , over: 36h, written: false, description: Payments.}
"""


def catalogue(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, catch_exceptions=False)


def test_the_page_has_a_row_for_every_shipped_feature() -> None:
    rows = [line for line in catalogue().output.splitlines() if line.startswith("| `")]
    assert len(rows) == len(SHIPPED.features)
    assert rows[5].startswith("| `card_count_1m` | int | 1m | Number of the card's payments")


def test_an_own_file_has_its_entities_and_marks_what_is_computed_only_where_read(
    tmp_path: Path,
) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(OWN)
    assert catalogue("--definitions", str(own)).output.splitlines()[7:] == [
        "## Payment: 1",
        "",
        "| feature | type | window | definition |",
        "|---|---|---|---|",
        "| `is_dear` | bool |  | Whether it is \\| is dear. |",
        "",
        "## Card shop, by `card_id` and `merchant_id`: 1",
        "",
        "| feature | type | window | definition |",
        "|---|---|---|---|",
        "| `card_n` * | int | 36h | Payments. |",
    ]


def test_json_has_what_rules_are_checked_by() -> None:
    found = {one["name"]: one for one in json.loads(catalogue("--json").output)}
    assert (found["hour_of_day"]["least"], found["hour_of_day"]["most"]) == (0, 23)
    assert found["card_count_1h"]["computed"] == {"count": None, "over": "1h"}


def test_the_other_system_has_a_page_of_its_own() -> None:
    lines = catalogue("--system", "recommendations").output.splitlines()
    assert lines[0] == "# Feature catalogue of recommendations"
    assert "by `revstream catalogue --system recommendations`" in lines[2]
    rows = [line for line in lines if line.startswith("| `")]
    assert len(rows) == len(load_definitions(DEFAULT).features)
    assert "## Shopper category, by `shopper_id` and `category`: 1" in lines
    page = ROOT / "docs" / "recommendation-features.md"
    checked = catalogue("--system", "recommendations", "--check", str(page))
    assert checked.exit_code == 0


def test_a_page_out_of_date_fails_a_check(tmp_path: Path) -> None:
    page = ROOT / "docs" / "feature-catalogue.md"
    old = tmp_path / "old.md"
    old.write_text(page.read_text().replace("| int |", "| float |", 1))
    assert catalogue("--check", str(page)).exit_code == 0
    assert catalogue("--check", str(old)).exit_code == 1
