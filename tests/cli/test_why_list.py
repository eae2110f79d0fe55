"""`revstream why --system recommendations` explains a list and makes it again."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from cli.why.command import command
from events.recommendations.recommendation_list import RecommendationList
from events.recommendations.shopper import shopper_key
from tests.cli.experiment_shop import ExperimentShop, rewritten


def why(*arguments: str) -> Result:
    return CliRunner().invoke(command, ["--system", "recommendations", *arguments])


def a_list(shop: ExperimentShop) -> RecommendationList:
    """A list of the ranked arm whose order was drawn."""
    return next(
        one
        for one in reversed(shop.lists)
        if one.variant == "ranked" and one.exposure is not None and one.exposure.explored
    )


def of(shop: ExperimentShop, made: RecommendationList) -> tuple[str, ...]:
    """The arguments by which it is made again."""
    given = {"items": "items.jsonl", "experiment": "experiment.yaml"}
    options = [one for name, file in given.items() for one in (f"--{name}", shop.path(file))]
    return made.list_id, *shop.files, *options


def test_a_list_is_told_item_by_item_with_its_arm_and_ranker(
    small_experiment: ExperimentShop,
) -> None:
    made = a_list(small_experiment)
    found = why(made.list_id, "--lists", small_experiment.path("lists.jsonl"))
    assert found.exit_code == 0
    assert made.items[0].item_id in found.output
    assert made.items[-1].reason in found.output
    assert "experiment   small, arm ranked of 50 %" in found.output
    assert "the order of places 1, 2 is drawn; it comes with a probability of" in found.output
    assert "ranker       linear 1, sha256" in found.output


def test_a_shopper_stands_for_the_newest_list(small_experiment: ExperimentShop) -> None:
    last = small_experiment.lists[-1]
    key = shopper_key(last.user_id, last.session_id)
    those = [
        one for one in small_experiment.lists if shopper_key(one.user_id, one.session_id) == key
    ]
    newest = max(those, key=lambda one: one.event_time_ms)
    found = why(key, "--lists", small_experiment.path("lists.jsonl"), "--json")
    assert json.loads(found.output)["list"]["list_id"] == newest.list_id


def test_a_list_made_again_of_the_same_events_is_equal(small_experiment: ExperimentShop) -> None:
    made = a_list(small_experiment)
    item = made.items[0].item_id
    found = why(*of(small_experiment, made), "--item", item)
    assert found.exit_code == 0, found.output
    lines = found.stdout.splitlines()
    assert "made again: equal" in lines
    assert any(line.startswith("  shopper_views_1h ") for line in lines)
    assert any(line.startswith(f"what a ranker is given of {item}") for line in lines)
    assert any(line.startswith("  item_views_24h ") for line in lines)


def test_json_has_what_every_item_was_ranked_by(small_experiment: ExperimentShop) -> None:
    made = a_list(small_experiment)
    found = json.loads(why(*of(small_experiment, made), "--json").stdout)
    assert found["equal"]
    inputs = found["behind"]["items"]
    assert [*inputs] == [one.item_id for one in made.items]
    for one in made.items:
        score = inputs[one.item_id]["after1_share"] - 2 * inputs[one.item_id]["is_last"]
        assert score == pytest.approx(one.score, abs=1e-4)


def test_another_ranker_than_that_of_the_record_is_said_and_is_exit_code_1(
    small_experiment: ExperimentShop,
) -> None:
    shop = small_experiment
    made = a_list(shop)
    items = ("--items", shop.path("items.jsonl"), "--ranker", "none")
    found = why(made.list_id, *shop.files, *items)
    assert found.exit_code == 1
    assert "made again: NOT EQUAL" in found.output
    assert "ranker       NO   linear 1" in found.output
    assert "arm          NO   ranked, made again by control" in found.output


def test_a_score_that_is_not_that_of_the_record_is_told(
    small_experiment: ExperimentShop, tmp_path: Path
) -> None:
    made = a_list(small_experiment)
    first, *others = made.items
    items = (replace(first, score=first.score + 0.001), *others)
    arguments = [*of(small_experiment, made)]
    lists = rewritten(small_experiment, tmp_path / "l.jsonl", items=items)
    arguments[arguments.index("--lists") + 1] = str(lists)
    found = why(*arguments)
    assert found.exit_code == 1
    assert f"place 1: score {first.score + 0.001:.6f}, made again {first.score:.6f}" in found.output


def test_a_list_of_other_items_is_told_by_its_first_other_place(
    small_experiment: ExperimentShop, tmp_path: Path
) -> None:
    made = a_list(small_experiment)
    changed = rewritten(small_experiment, tmp_path / "l.jsonl", items=made.items[1:])
    arguments = [*of(small_experiment, made)]
    arguments[arguments.index("--lists") + 1] = str(changed)
    found = why(*arguments)
    assert found.exit_code == 1
    assert f"place 1: {made.items[1].item_id}" in found.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("user:nobody",), "has no list 'user:nobody'"),
        (("user:nobody", "--item", "x"), "--items and --item go with --events"),
        ((), "Missing argument 'LIST_ID|user:ID|session:ID'"),
    ],
)
def test_what_is_not_there_is_said(
    small_experiment: ExperimentShop, arguments: tuple[str, ...], said: str
) -> None:
    found = why(*arguments, "--lists", small_experiment.path("lists.jsonl"))
    assert found.exit_code == 2
    assert said in found.output


def test_the_system_can_stand_anywhere_and_fraud_is_meant_without_it() -> None:
    assert "--lists" in CliRunner().invoke(command, ["--system=recommendations", "--help"]).output
    assert "--lists" in CliRunner().invoke(command, ["x", "--system", "recommendations"]).output
    plain = CliRunner().invoke(command, ["--help"]).output
    assert "--decisions" in plain
    assert "--lists" not in plain.split("Options:")[1]
