"""A list comes from the recommender of its shopper's arm, and says so."""

from pathlib import Path
from typing import Final

import pytest

from models.recommendations.experiments.experiment import Arm, Experiment, Explore
from models.recommendations.experiments.list_maker import ListMaker, MadeList, load_list_maker
from models.recommendations.recommender import Recommender
from models.recommendations.rules.reading import parse_list_rules
from models.shared.artifact import ModelArtifactError
from tests.models.recommendations.drawn import a_listing
from tests.models.recommendations.rankers import a_ranker
from tests.udfs.recommendations.stages import stage_settings

RULES: Final = parse_list_rules("version: 1\nrules: []\n", "rules.yaml")
PINNING: Final = parse_list_rules(
    "version: 1\nrules:\n  - {id: first, version: 1, expression: 'item_id == \"D\"',"
    " action: pin, reason: why}\n",
    "pinning.yaml",
)
PLAIN: Final = Recommender(None, RULES, 2)
RANKED: Final = Recommender(a_ranker(("leader",), (1.0,)), RULES, 2)
ARMS: Final = (Arm("control", 0.5, "none"), Arm("new", 0.5, "ranker"))
SHOPPERS: Final = [f"user:u{number}" for number in range(30)]


def maker(explore: Explore | None = None, control: Recommender = PLAIN) -> ListMaker:
    experiment = Experiment("e", "s", ARMS, explore)
    return ListMaker(experiment, {"control": control, "new": RANKED})


def order(made: MadeList) -> str:
    return "".join(item.item_id for item in made.items)


def test_without_an_experiment_a_list_is_the_recommenders_own() -> None:
    made = ListMaker(None, {"control": RANKED}).make(a_listing(), "user:u", "l")
    assert made.items == RANKED.recommend(a_listing()).items
    assert (made.variant, made.exposure, made.ranker) == ("control", None, RANKED.ranker_ref)
    assert made.ruleset == RULES.sha256


def test_each_arm_has_its_own_ranker_and_every_shopper_one_arm() -> None:
    makes = maker()
    lists = {shopper: makes.make(a_listing(), shopper, "l") for shopper in SHOPPERS}
    rankers = {(one.variant, one.ranker) for one in lists.values()}
    assert rankers == {("control", None), ("new", RANKED.ranker_ref)}
    by_arm = {one.variant: order(one) for one in lists.values()}
    assert by_arm["control"] != by_arm["new"]
    again = {shopper: makes.make(a_listing(), shopper, "m").variant for shopper in SHOPPERS}
    assert again == {shopper: one.variant for shopper, one in lists.items()}


def test_a_list_says_what_it_is_a_part_of() -> None:
    made = maker().make(a_listing(), "user:u", "l")
    assert made.exposure is not None
    assert (made.exposure.experiment, made.exposure.share) == ("e", 0.5)
    assert made.exposure.arm == made.variant
    assert (made.exposure.places, made.exposure.order_propensity) == ((), None)


def test_what_is_drawn_changes_the_order_of_the_first_places_and_nothing_else() -> None:
    makes, plain = maker(Explore(1, 3)), maker()
    lists = [makes.make(a_listing(), "user:u", f"l{number}") for number in range(40)]
    own = order(plain.make(a_listing(), "user:u", "l"))
    assert len({order(one) for one in lists}) == 6
    assert {order(one)[3:] for one in lists} == {own[3:]}
    assert {"".join(sorted(order(one)[:3])) for one in lists} == {"".join(sorted(own[:3]))}


def test_whether_a_list_is_new_does_not_depend_on_what_was_drawn() -> None:
    makes = maker(Explore(1, 3))
    digests = {makes.make(a_listing(), "user:u", f"l{number}").digest for number in range(10)}
    assert len(digests) == 1


def test_a_pinned_item_stays_where_it_is() -> None:
    makes = ListMaker(
        Experiment("e", "s", (Arm("control", 1.0, "none"),), Explore(1, 2)),
        {"control": Recommender(None, PINNING, 2)},
    )
    lists = [makes.make(a_listing(), "user:u", f"l{number}") for number in range(20)]
    assert {order(one)[0] for one in lists} == {"D"}
    assert {one.exposure.places for one in lists if one.exposure is not None} == {(1, 2)}
    assert len({order(one)[1:3] for one in lists}) == 2


def test_a_file_makes_the_arms_by_their_rankers_and_rules(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("version: 1\nrules: []\n")
    file = tmp_path / "e.yaml"
    text = "id: e\nsalt: s\narms:\n  - {name: a, share: 0.5, ranker: none}\n  - {name: b, "
    file.write_text(f"{text}share: 0.5, ranker: none, rules: own.yaml}}\n")
    plan = stage_settings().load_plan()
    makes = load_list_maker("default", "default", str(file), plan)
    values = (0,) * len(plan.shopper_names)
    made = [makes.make(a_listing(values=values), shopper, "l") for shopper in SHOPPERS]
    assert {one.variant for one in made} == {"a", "b"}
    assert {one.ruleset for one in made if one.variant == "b"} == {RULES.sha256}
    assert {one.ruleset for one in made if one.variant == "a"} != {RULES.sha256}


def test_a_ranker_that_is_not_there_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "e.yaml"
    file.write_text(
        "id: e\nsalt: s\narms:\n  - {name: a, share: 0.5, ranker: none}\n"
        "  - {name: b, share: 0.5, ranker: nowhere}\n"
    )
    with pytest.raises(ModelArtifactError, match="nowhere"):
        load_list_maker("default", "none", str(file), stage_settings().load_plan())
