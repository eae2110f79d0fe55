"""The ranker that is fitted: it finds what is there to be found, and is what its trees are."""

from dataclasses import replace
from typing import Any, Final

import numpy as np
import pytest

from models.recommendations.ranker import Ranker
from models.recommendations.training import fit
from models.recommendations.training.ensemble_graph import ensemble_graph
from models.recommendations.training.fit import ParityError, fit_ranker, ranker_artifact
from models.recommendations.training.lists import TrainingLists
from models.recommendations.training.settings import RankerSettings
from models.shared.artifact import ModelArtifact
from models.shared.manifest import ModelManifest

NAMES: Final = ("noise", "signal", "more_noise")
SETTINGS: Final = RankerSettings(trees=30, leaves=4, least_rows=5, patience=5, threads=1)
IDENTITY: Final = ModelManifest(
    name="ranker",
    version="7",
    sha256="",
    features=(),
    missing_value=-1.0,
    thresholds={},
    training_data_id="planted",
    reference={},
    metrics={"mrr": 0.5},
    definitions_sha256="d" * 64,
)


def planted(seed: int = 3, lists: int = 200, size: int = 8) -> TrainingLists:
    """Lists in which the candidate of the largest signal came next, mostly."""
    rng = np.random.default_rng(seed)
    inputs = rng.random((lists, size, len(NAMES)), dtype=np.float32)
    best = (inputs[:, :, 1] + 0.05 * rng.random((lists, size))).argmax(axis=1)
    labels = np.zeros((lists, size), dtype=np.int8)
    labels[np.arange(lists), best] = 1
    sizes = np.full(lists, size, dtype=np.int32)
    return TrainingLists(inputs.reshape(-1, len(NAMES)), labels.ravel(), sizes)


def artifact(settings: RankerSettings = SETTINGS) -> ModelArtifact:
    lists = planted()
    return ranker_artifact(fit_ranker(lists, NAMES, settings), lists.inputs, NAMES, IDENTITY)


@pytest.fixture(scope="module")
def fitted() -> ModelArtifact:
    return artifact()


def test_a_planted_signal_is_learned(fitted: ModelArtifact) -> None:
    unseen = planted(seed=4)
    scores = Ranker(fitted, NAMES).scores(unseen.inputs).reshape(-1, 8)
    first = scores.argmax(axis=1) == unseen.labels.reshape(-1, 8).argmax(axis=1)
    assert first.mean() > 0.7


def test_the_same_lists_give_the_same_bytes(fitted: ModelArtifact) -> None:
    again = artifact()
    assert (again.onnx_bytes, again.manifest) == (fitted.onnx_bytes, fitted.manifest)


def test_another_seed_gives_other_trees(fitted: ModelArtifact) -> None:
    assert artifact(replace(SETTINGS, seed=18)).onnx_bytes != fitted.onnx_bytes


def test_a_manifest_says_what_the_ranker_is_and_was_made_of(fitted: ModelArtifact) -> None:
    manifest = fitted.manifest
    assert (manifest.name, manifest.version, manifest.training_data_id) == (
        "ranker",
        "7",
        "planted",
    )
    assert (manifest.features, manifest.metrics) == (NAMES, {"mrr": 0.5})
    assert (manifest.definitions_sha256, manifest.faults()) == ("d" * 64, [])
    assert set(manifest.trained_with) == {"lightgbm", "onnx", "onnxruntime", "numpy"}
    assert manifest.reference["signal"] == pytest.approx(float(np.median(planted().inputs[:, 1])))


def test_a_manifest_has_probes_that_the_ranker_passes(fitted: ModelArtifact) -> None:
    assert len(fitted.manifest.probes) == 8
    assert Ranker(fitted, NAMES).artifact is fitted


def test_training_stops_where_later_lists_are_ranked_no_better() -> None:
    stopped = fit_ranker(planted(lists=600), NAMES, replace(SETTINGS, trees=400))
    assert 0 < stopped.best_iteration < 400


def test_with_too_few_lists_to_stop_by_all_trees_are_made() -> None:
    assert fit_ranker(planted(lists=40), NAMES, SETTINGS).num_trees() == 30


def test_the_artifact_has_the_best_trees_and_no_later_ones() -> None:
    lists = planted(lists=600)
    booster = fit_ranker(lists, NAMES, replace(SETTINGS, trees=400))
    made = ranker_artifact(booster, lists.inputs, NAMES, IDENTITY)
    scores = booster.predict(lists.inputs, num_iteration=booster.best_iteration)
    assert np.allclose(Ranker(made, NAMES).scores(lists.inputs), scores, atol=1e-5)


def test_a_graph_that_scores_otherwise_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(dumped: dict[str, Any], width: int) -> bytes:
        return ensemble_graph({"tree_info": dumped["tree_info"][1:]}, width)

    monkeypatch.setattr(fit, "ensemble_graph", broken)
    with pytest.raises(ParityError, match=r"scores differ by .*, at most 0\.0001 is expected"):
        artifact()
