"""The model that comes with the package."""

from hashlib import sha256

from features.fraud.catalogue import FEATURE_NAMES
from features.fraud.replayer import Replayer
from models.fraud.artifact import load_fraud_model
from models.fraud.shipped_model import SHIPPED_MODEL
from models.fraud.thresholds import thresholds_of
from models.shared.scorer import OnnxScorer
from simulator.scenario import Scenario, simulate


def test_the_shipped_model_loads_and_passes_its_probes() -> None:
    artifact = load_fraud_model(SHIPPED_MODEL, FEATURE_NAMES)
    OnnxScorer(artifact, FEATURE_NAMES)
    assert len(artifact.manifest.probes) == 8
    assert set(artifact.manifest.features) <= set(FEATURE_NAMES)


def test_the_shipped_model_is_small_and_the_one_of_its_manifest() -> None:
    graph = (SHIPPED_MODEL / "model.onnx").read_bytes()
    assert len(graph) < 1_500_000
    manifest = load_fraud_model(SHIPPED_MODEL, FEATURE_NAMES).manifest
    assert sha256(graph).hexdigest() == manifest.sha256


def test_the_shipped_model_finds_card_testing_in_payments_it_has_never_seen() -> None:
    scenario = Scenario(99, 40, 40, 20, 2_000, 0.03, patterns=("card_testing",))
    scorer = OnnxScorer(load_fraud_model(SHIPPED_MODEL, FEATURE_NAMES), FEATURE_NAMES)
    replayer = Replayer()
    thresholds = thresholds_of(scorer.manifest)
    found: dict[bool, list[bool]] = {True: [], False: []}
    for item in simulate(scenario):
        score = scorer.score(replayer.feed(item.payment).values)
        found[item.is_fraud].append(thresholds.action(score) != "allow")
    assert sum(found[True]) > 0.9 * len(found[True])
    assert sum(found[False]) < 0.1 * len(found[False])


def test_the_shipped_model_allows_a_usual_payment() -> None:
    artifact = load_fraud_model(SHIPPED_MODEL, FEATURE_NAMES)
    names = artifact.manifest.features
    scorer = OnnxScorer(artifact, names)
    usual = [artifact.manifest.reference[name] for name in names]
    assert thresholds_of(artifact.manifest).action(scorer.score(usual)) == "allow"
