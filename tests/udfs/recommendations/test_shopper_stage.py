"""The shopper stage by itself: a list, the same list, what makes none, what goes out."""

import json
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from events.recommendations.ranked_candidate import OfWhom
from events.recommendations.shopping_event import EventType, ShoppingEvent
from features.recommendations.card_table import card_table
from features.recommendations.neighbour_table import neighbour_table
from features.recommendations.neighbours import Neighbour
from features.recommendations.shopper import LeadersTold
from models.recommendations.experiments.experiment_file import load_experiment
from tests.udfs.keyed_context import KeyedContext
from tests.udfs.recommendations.stages import (
    SHOPPER,
    START_MS,
    a_card,
    an_event,
    entered,
    fed,
    opened,
    stage_settings,
)
from udfs.recommendations.messages import Led, Shown
from udfs.recommendations.recommender_loading import ListMakerLoader
from udfs.recommendations.shopper_stage import ShopperSettings, ShopperStage

PLAN = stage_settings().load_plan()
EXPERIMENT = """\
id: e
salt: s
arms:
  - {name: control, share: 0.5, ranker: none}
  - {name: other, share: 0.5, ranker: none}
explore: {share: 1, places: 2}
"""
ZEROS = (0,) * len(PLAN.item_names)
NOTHING = PLAN.plan.hops[0].nothing


def shopper(
    *, with_updates: bool = True, experiment: str = "none", candidates: OfWhom = "none"
) -> tuple[ShopperStage, KeyedContext]:
    settings = ShopperSettings(
        stage=stage_settings(),
        writer_buckets=4,
        with_updates=with_updates,
        load_list_maker=ListMakerLoader("default", "none", experiment),
        job_version="1",
        candidates=candidates,
    )
    return opened(ShopperStage(settings))


def a_neighbour(item_id: str) -> Neighbour:
    return Neighbour(a_card(item_id, ZEROS), (2.0, 0.0, 0.0), 0.0, 2.0, 2.0, 0.0)


def shown(
    number: int,
    *neighbours: str,
    item_id: str = "lamp",
    moved: bool = False,
    event_type: EventType = "view",
    **fields: Any,  # noqa: ANN401 - fields
) -> Shown[ShoppingEvent]:
    """An event that has passed item and neighbours."""
    event = an_event(number, item_id, event_type, **{"session_id": "s", **fields})
    found = None
    if event_type != "impression":
        found = neighbour_table(list(map(a_neighbour, neighbours)), len(ZEROS))
    passed = replace(entered(event, moved=moved), stage_us=(1, 2, 3))
    return Shown(passed, (NOTHING,), (), a_card(item_id, ZEROS), found)


def test_a_view_makes_a_list_of_the_neighbours_of_its_item() -> None:
    stage, context = shopper()
    [row] = fed(stage, context, SHOPPER, shown(0, "chair", "vase"))
    made = json.loads(row[0])
    assert {one["item_id"] for one in made["items"]} == {"lamp", "chair", "vase"}
    assert (made["user_id"], made["event_id"], made["ranker"]) == ("u", "e0", None)
    assert list(made["stage_us"]) == ["entry", "item", "neighbours", "shopper", "in_job"]


def test_the_same_list_is_not_made_twice_in_a_row() -> None:
    stage, context = shopper()
    rows = [fed(stage, context, SHOPPER, shown(n, "chair")) for n in range(2)]
    rows.append(fed(stage, context, SHOPPER, shown(2, "vase", "chair")))
    stage.close()
    assert [row[0] is not None for [row] in rows] == [True, False, True]
    sums = context.metrics.sums
    assert (sums["lists"], sums["lists_unchanged"], sums["accepted"]) == (2, 1, 3)


def test_a_new_session_gets_its_list_though_it_is_that_of_the_one_before() -> None:
    stage, context = shopper()
    half_an_hour = 1_900
    rows = [fed(stage, context, SHOPPER, shown(n, "chair")) for n in (0, half_an_hour)]
    made = [[one["item_id"] for one in json.loads(row[0])["items"]] for [row] in rows]
    assert made[0] == made[1]


def test_an_impression_makes_no_list_and_is_counted_in_the_features() -> None:
    stage, context = shopper()
    [row] = fed(stage, context, SHOPPER, shown(0, event_type="impression"))
    assert row[0] is None
    assert {json.loads(line)["entity"] for line in row[1]} == {"item", "shopper"}


def test_a_moved_event_puts_nothing_out_and_is_part_of_the_session() -> None:
    stage, context = shopper()
    assert fed(stage, context, SHOPPER, shown(0, "chair", item_id="rug", moved=True)) == []
    [row] = fed(stage, context, SHOPPER, shown(1, "vase"))
    assert {one["item_id"] for one in json.loads(row[0])["items"]} >= {"rug", "chair", "vase"}
    stage.close()
    assert context.metrics.sums["accepted"] == 1


def test_leaders_of_a_category_are_candidates_of_the_next_list() -> None:
    stage, context = shopper()
    led = Led(
        LeadersTold("lamps", START_MS, card_table((a_card("torch", ZEROS),), len(ZEROS))), SHOPPER
    )
    assert fed(stage, context, SHOPPER, led) == []
    [row] = fed(stage, context, SHOPPER, shown(0))
    assert [one["item_id"] for one in json.loads(row[0])["items"]] == ["lamp", "torch"]


def test_the_store_gets_the_features_and_the_list_in_one_bucket_and_the_stream_no_list() -> None:
    stage, context = shopper()
    [row] = fed(stage, context, SHOPPER, shown(0, "chair"))
    stored = [json.loads(line) for line in row[3].splitlines()]
    assert [one["entity"] for one in stored] == ["item", "shopper", "recommendations"]
    assert stored[-1]["entity_id"] == SHOPPER
    assert row[1] == row[3].splitlines()[:-1]
    assert row[2] in {"0", "1", "2", "3"}


def test_without_updates_the_store_gets_the_list_alone_and_an_event_without_one_no_bucket() -> None:
    stage, context = shopper(with_updates=False)
    [listed] = fed(stage, context, SHOPPER, shown(0, "chair"))
    [unlisted] = fed(stage, context, SHOPPER, shown(1, "chair"))
    assert (listed[1], json.loads(listed[3])["entity"]) == ([], "recommendations")
    assert unlisted[:4] == [None, [], None, None]


def test_a_list_of_an_experiment_has_the_arm_of_the_shopper_that_stays(tmp_path: Path) -> None:
    file = tmp_path / "experiment.yaml"
    file.write_text(EXPERIMENT)
    stage, context = shopper(experiment=str(file))
    experiment = load_experiment(file)
    made = {}
    for number in range(12):
        # Written as a session, linked to a user.
        key = f"user:u{number}"
        event = shown(0, "chair", user_id=None, session_id=f"s{number}", shopper_id=key)
        [row] = fed(stage, context, key, event)
        made[key] = json.loads(row[0])
    arms = {key: experiment.arm_of(key).name for key in made}
    assert {key: one["variant"] for key, one in made.items()} == arms
    assert {*arms.values()} == {"control", "other"}
    exposure = made["user:u0"]["exposure"]
    assert (exposure["experiment"], exposure["places"]) == ("e", [0, 1])
    assert exposure["place_propensities"] == [0.5, 0.5]


def test_a_list_that_differs_by_the_draw_alone_is_not_made_again(tmp_path: Path) -> None:
    file = tmp_path / "experiment.yaml"
    file.write_text(EXPERIMENT)
    stage, context = shopper(experiment=str(file))
    rows = [fed(stage, context, SHOPPER, shown(n, "chair"))[0] for n in range(8)]
    assert [row[0] is not None for row in rows] == [True, *[False] * 7]


def beside_lists(row: Any) -> dict[str, dict[str, Any]]:  # noqa: ANN401 - a row
    """Values of the candidates that the store gets, by whom they are of."""
    updates = [json.loads(line) for line in row[3].splitlines()]
    return {one["entity_id"]: one["values"] for one in updates if one["entity"] == "candidates"}


def test_the_store_gets_a_shoppers_candidates_though_their_list_is_as_it_was() -> None:
    stage, context = shopper(candidates="shoppers")
    rows = [fed(stage, context, SHOPPER, shown(n, "chair", "vase"))[0] for n in range(2)]
    assert [row[0] is not None for row in rows] == [True, False]
    listed = [one["item_id"] for one in json.loads(rows[0][0])["items"]]
    for row in rows:
        [(owner, values)] = beside_lists(row).items()
        assert (owner, values["at_item"], values["form"]) == (SHOPPER, "lamp", [20, 12, 4])
        assert [one[0] for one in json.loads(values["ranked"])] == listed
        assert not any('"candidates"' in line for line in row[1])


def test_what_was_hidden_is_withheld_and_no_candidate() -> None:
    stage, context = shopper(candidates="shoppers")
    fed(stage, context, SHOPPER, shown(0, "chair", "vase"))
    [row] = fed(stage, context, SHOPPER, shown(1, item_id="vase", event_type="hide"))
    values = beside_lists(row)[SHOPPER]
    assert values["withheld"] == ["vase"]
    assert "vase" not in [one[0] for one in json.loads(values["ranked"])]


def test_an_item_has_candidates_for_somebody_of_whom_nothing_is_known() -> None:
    stage, context = shopper(candidates="all")
    fed(stage, context, SHOPPER, shown(0, "rug", item_id="bed"))
    [row] = fed(stage, context, SHOPPER, shown(1, "chair", "vase"))
    stored = beside_lists(row)
    assert [*stored] == ["item:lamp", SHOPPER]
    values = stored["item:lamp"]
    assert {one[0] for one in json.loads(values["ranked"])} == {"chair", "vase"}
    assert (values["at_item"], values["category"]) == ("lamp", "lamps")


def test_a_category_has_its_leaders_as_candidates_the_most_sought_first() -> None:
    stage, context = shopper(candidates="all")
    cards = [a_card(name, ZEROS) for name in ("torch", "lantern")]
    led = Led(LeadersTold("lamps", START_MS, card_table(cards, len(ZEROS))), SHOPPER)
    [row] = fed(stage, context, SHOPPER, led)
    ranked = json.loads(beside_lists(row)["category:lamps"]["ranked"])
    sought = "sought in this category"
    assert ranked == [
        ["torch", 1.0, "category", sought, "lamps"],
        ["lantern", 0.5, "category", sought, "lamps"],
    ]
    assert row[:2] == [None, []]
