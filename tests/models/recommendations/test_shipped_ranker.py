"""The ranker that comes with the package: it reads what there is, as it learned it."""

import json
from hashlib import sha256
from typing import Final

from features.recommendations.definitions import DEFAULT, feature_meanings, load_definitions
from features.recommendations.limits import RecommendationLimits
from features.recommendations.shopping_plan import shopping_plan
from models.recommendations.artifact import DEFAULT as DEFAULT_RANKER
from models.recommendations.artifact import SHIPPED, load_ranker
from models.recommendations.recommender import input_names
from models.recommendations.training.lineage import data_id
from scripts.train_shipped_ranker import VERSION

MOST_BYTES: Final = 1_000_000
DEFINITIONS: Final = load_definitions(DEFAULT)
PLAN: Final = shopping_plan(DEFINITIONS, RecommendationLimits().history)
NAMES: Final = input_names(PLAN.item_names, PLAN.shopper_names)

AGAIN: Final = (
    "the shipped ranker was trained on other inputs than there are now: make it again by"
    " `python -m scripts.train_shipped_ranker`"
)


def test_the_shipped_ranker_reads_the_inputs_that_there_are_and_as_they_are_meant() -> None:
    manifest = json.loads((SHIPPED / "manifest.json").read_text())
    meanings = feature_meanings(DEFINITIONS)
    assert tuple(manifest["features"]) == NAMES, AGAIN
    declared = {name: meanings[name] for name in NAMES if name in meanings}
    assert manifest["feature_meanings"] == declared, AGAIN


def test_it_loads_and_passes_its_probes() -> None:
    manifest = load_ranker(DEFAULT_RANKER, NAMES, DEFINITIONS).artifact.manifest
    assert len(manifest.probes) == 8
    assert (manifest.name, manifest.version) == ("ranker", VERSION)


def test_it_says_what_it_was_made_of_and_is_small() -> None:
    lineage = json.loads((SHIPPED / "lineage.json").read_text())
    graph = (SHIPPED / "model.onnx").read_bytes()
    manifest = json.loads((SHIPPED / "manifest.json").read_text())
    assert manifest["sha256"] == sha256(graph).hexdigest()
    assert manifest["training_data_id"] == lineage["data_id"]
    limits, definitions = RecommendationLimits(), lineage["definitions_sha256"]
    assert lineage["data_id"] == data_id(lineage["inputs"], definitions, limits), AGAIN
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) < MOST_BYTES


def test_it_ranks_what_it_did_not_learn_from_better_than_the_rough_score() -> None:
    held_out = json.loads((SHIPPED / "metrics.json").read_text())["held_out"]
    assert held_out["lists"] > 5_000
    for name in ("hit_rate", "mrr"):
        low = held_out["against_rough"][name]["difference_interval"]["low"]
        assert low > 0
