"""A ranker is what its manifest says, or it is refused."""

from pathlib import Path

import numpy as np
import pytest

from features.recommendations.definitions import DEFAULT, feature_meanings, load_definitions
from models.recommendations.artifact import load_ranker
from models.recommendations.ranker import Ranker
from models.shared.artifact import ModelArtifactError, save_artifact
from models.shared.manifest import Probe
from models.shared.onnx_graph import ModelMismatchError
from tests.models.recommendations.rankers import NAMES, a_ranker, an_artifact

SHIPPED = load_definitions(DEFAULT)


def test_a_ranker_reads_its_inputs_by_name_wherever_they_are() -> None:
    ranker = a_ranker(("near", "after1"), (1.0, 100.0))
    inputs = np.zeros((2, len(NAMES)), dtype=np.float32)
    inputs[:, NAMES.index("near")] = (1, 2)
    inputs[:, NAMES.index("after1")] = (3, 4)
    assert ranker.scores(inputs).tolist() == [301.0, 402.0]


def test_a_ranker_of_all_inputs_in_their_order_reads_the_matrix_as_it_is() -> None:
    ranker = Ranker(an_artifact(("a", "b"), (1.0, 10.0)), ("a", "b"))
    assert ranker.scores(np.array([[1, 2]], dtype=np.float32)).tolist() == [21.0]


def test_no_candidates_have_no_scores() -> None:
    none = np.zeros((0, len(NAMES)), dtype=np.float32)
    assert a_ranker(("near",), (1.0,)).scores(none).shape == (0,)


def test_a_manifest_with_unknown_inputs_is_refused_with_their_names() -> None:
    with pytest.raises(ModelMismatchError, match="reads nearer, farther: no input of these"):
        a_ranker(("near", "nearer", "farther"), (1.0, 1.0, 1.0))


def test_a_graph_of_another_width_is_refused() -> None:
    with pytest.raises(ModelMismatchError, match="2"):
        a_ranker(("near",), (1.0, 1.0))


def test_a_graph_of_more_than_one_score_a_row_is_refused() -> None:
    with pytest.raises(ModelMismatchError, match="1"):
        a_ranker(("near",), (1.0,), outputs=2)


@pytest.mark.parametrize("score", [0.9998, 1.0002, float("nan")])
def test_a_probe_that_is_scored_otherwise_is_refused_with_its_number(score: float) -> None:
    probes = (Probe((1.0,), 1.0), Probe((1.0,), score))
    with pytest.raises(ModelMismatchError, match=r"probe 2: scored 1\.000000, expected"):
        a_ranker(("near",), (1.0,), probes=probes)


def test_a_probe_within_the_tolerance_passes() -> None:
    assert a_ranker(("near",), (1.0,), probes=(Probe((1.0,), 1.00009),)).artifact.manifest.probes


def test_a_saved_ranker_is_loaded(tmp_path: Path) -> None:
    artifact = an_artifact(("near", "after1"), (1.0, 2.0))
    save_artifact(tmp_path, artifact)
    assert load_ranker(str(tmp_path), NAMES, SHIPPED).artifact == artifact


def test_an_artifact_with_unknown_inputs_is_refused_with_every_one(tmp_path: Path) -> None:
    save_artifact(tmp_path, an_artifact(("near", "nearer", "far"), (1.0, 1.0, 1.0)))
    with pytest.raises(ModelArtifactError) as caught:
        load_ranker(str(tmp_path), NAMES, SHIPPED)
    (fault,) = caught.value.faults
    assert "features: 'nearer', 'far': no input of features/recommendations" in fault
    assert "train-recommender" in fault


def test_a_feature_that_means_something_else_than_it_learned_is_named(tmp_path: Path) -> None:
    names = (*NAMES, "item_views_1h")
    meanings = {"item_views_1h": "0" * 64}
    save_artifact(tmp_path, an_artifact(("item_views_1h",), (1.0,), feature_meanings=meanings))
    with pytest.raises(ModelArtifactError, match="'item_views_1h': means something else"):
        load_ranker(str(tmp_path), names, SHIPPED)
    meanings = {"item_views_1h": feature_meanings(SHIPPED)["item_views_1h"]}
    save_artifact(tmp_path, an_artifact(("item_views_1h",), (1.0,), feature_meanings=meanings))
    assert load_ranker(str(tmp_path), names, SHIPPED).artifact.manifest.feature_meanings == meanings


def test_an_artifact_whose_graph_is_another_is_refused(tmp_path: Path) -> None:
    save_artifact(tmp_path, an_artifact(("near",), (1.0,), sha256="0" * 64))
    with pytest.raises(ModelArtifactError, match="sha256"):
        load_ranker(str(tmp_path), NAMES, SHIPPED)
