"""The model that comes with the package."""

from hashlib import sha256
from typing import Final

from features.fraud.catalogue import SHIPPED
from features.fraud.definitions import feature_meanings
from features.fraud.payment_plan import payment_plan
from features.fraud.replayer import Replayer
from features.shared.limits import HistoryLimits
from models.fraud.artifact import load_model_for
from models.fraud.shipped_model import SHIPPED_MODEL
from models.fraud.thresholds import thresholds_of
from models.shared.explanation.image import LeafBoxes, decode_explainer
from models.shared.scorer import OnnxScorer
from simulator.scenario import Scenario, simulate

LEAVES_BEFORE: Final = 15_500
"""Of the 500 trees of version 1, which had 31 leaves each."""
BYTES_BEFORE: Final = 1_149_528
_BYTES_A_LEAF: Final = 4


def test_the_shipped_model_loads_and_passes_its_probes() -> None:
    artifact = load_model_for(SHIPPED_MODEL, SHIPPED)
    OnnxScorer(artifact, artifact.manifest.features)
    assert len(artifact.manifest.probes) == 8


def test_its_features_are_shipped_ones_that_mean_what_it_learned_them_as() -> None:
    manifest = load_model_for(SHIPPED_MODEL, SHIPPED).manifest
    meanings = feature_meanings(SHIPPED)
    assert len(manifest.features) >= 15
    assert manifest.feature_meanings == {name: meanings[name] for name in manifest.features}
    assert manifest.definitions_sha256 is not None


def test_no_feature_needs_more_than_every_payment_carries() -> None:
    of = {feature.name: feature.scope for feature in SHIPPED.features}
    read = {of[name] for name in load_model_for(SHIPPED_MODEL, SHIPPED).manifest.features}
    assert read <= {"payment", "card", "card_merchant", "merchant"}
    assert {"card", "merchant"} <= read


def test_it_is_smaller_than_the_one_before_and_the_one_of_its_manifest() -> None:
    graph = (SHIPPED_MODEL / "model.onnx").read_bytes()
    artifact = load_model_for(SHIPPED_MODEL, SHIPPED)
    assert len(graph) < BYTES_BEFORE / 2
    assert sha256(graph).hexdigest() == artifact.manifest.sha256
    assert artifact.explainer_bytes is not None
    trees = decode_explainer(artifact.explainer_bytes).model
    assert isinstance(trees, LeafBoxes)
    leaves = len(trees.values) // _BYTES_A_LEAF
    assert 100 < leaves < LEAVES_BEFORE / 2


def test_the_shipped_model_finds_card_testing_in_payments_it_has_never_seen() -> None:
    scenario = Scenario(99, 40, 40, 20, 2_000, 0.03, patterns=("card_testing",))
    artifact = load_model_for(SHIPPED_MODEL, SHIPPED)
    plan = payment_plan(SHIPPED, HistoryLimits(), artifact.manifest.features)
    scorer = OnnxScorer(artifact, plan.names)
    replayer = Replayer(plan=plan)
    thresholds = thresholds_of(scorer.manifest)
    found: dict[bool, list[bool]] = {True: [], False: []}
    for item in simulate(scenario):
        score = scorer.score(replayer.feed(item.payment).values)
        found[item.is_fraud].append(thresholds.action(score) != "allow")
    assert sum(found[True]) > 0.9 * len(found[True])
    assert sum(found[False]) < 0.1 * len(found[False])


def test_the_shipped_model_allows_a_usual_payment() -> None:
    artifact = load_model_for(SHIPPED_MODEL, SHIPPED)
    names = artifact.manifest.features
    scorer = OnnxScorer(artifact, names)
    usual = [artifact.manifest.reference[name] for name in names]
    assert thresholds_of(artifact.manifest).action(scorer.score(usual)) == "allow"
