"""The scorer scores as trained, one by one and in batches, and refuses a graph that cannot."""

from math import exp

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import TensorProto, helper

from features.fraud.catalogue import FEATURE_NAMES
from models.fraud.thresholds import Thresholds, thresholds_of
from models.shared.artifact import ModelArtifact
from models.shared.manifest import Probe
from models.shared.onnx_graph import ModelMismatchError
from models.shared.scorer import OnnxScorer
from tests.models.tiny_model import FEATURES, tiny_artifact, tiny_manifest, tiny_onnx

ARTIFACT = tiny_artifact()
SCORER = OnnxScorer(ARTIFACT, FEATURES)

VALUES = st.tuples(
    st.integers(0, 10**12),
    st.integers(1, 1_000),
    st.booleans(),
    st.none() | st.floats(0, 40_000),
)


@given(st.lists(VALUES, max_size=20))
def test_a_batch_scores_like_its_rows(
    rows: list[tuple[int, int, bool, float | None]],
) -> None:
    assert SCORER.score_batch(rows) == pytest.approx([SCORER.score(row) for row in rows], abs=1e-6)


@given(VALUES)
def test_a_score_is_a_probability_and_repeats(
    values: tuple[int, int, bool, float | None],
) -> None:
    score = SCORER.score(values)
    assert 0 <= score <= 1
    assert SCORER.score(values) == score


def test_the_score_is_the_probability_of_fraud() -> None:
    assert SCORER.score((0.5, -1, True, 0.25)) == pytest.approx(1 / (1 + exp(-0.75)), abs=1e-6)


def test_a_missing_value_scores_like_the_fill() -> None:
    assert SCORER.score((0, 1, False, None)) == SCORER.score((0, 1, False, -1.0))


def test_true_scores_like_one() -> None:
    assert SCORER.score((0, 0, True, 0.0)) == SCORER.score((0, 0, 1, 0.0))


def test_values_are_picked_by_name_out_of_all_features() -> None:
    scorer = OnnxScorer(ARTIFACT, FEATURE_NAMES)
    by_name: dict[str, float] = dict.fromkeys(FEATURE_NAMES, 1e6)
    by_name.update(zip(FEATURES, (0.3, 0.2, 1.0, -0.4), strict=True))
    assert scorer.score(list(by_name.values())) == SCORER.score((0.3, 0.2, 1.0, -0.4))


def test_a_model_of_one_feature_picks_it_out_of_all() -> None:
    onnx_bytes = tiny_onnx(width=1)
    manifest = msgspec.structs.replace(
        tiny_manifest(onnx_bytes), features=FEATURES[:1], probes=(), reference={}
    )
    scorer = OnnxScorer(ModelArtifact(manifest, onnx_bytes), FEATURES)
    assert scorer.score((0.3, 9, True, None)) == scorer.score_batch([(0.3, 0, False, 1.0)])[0]
    assert scorer.score((None, 9, True, None)) == scorer.score((-1.0, 9, True, None))


@pytest.mark.parametrize(
    ("score", "action"), [(0.49, "allow"), (0.5, "flag"), (0.89, "flag"), (0.9, "block")]
)
def test_an_action_begins_at_its_threshold(score: float, action: str) -> None:
    assert thresholds_of(ARTIFACT.manifest).action(score) == action


def test_equal_thresholds_block() -> None:
    assert Thresholds(0.5, 0.5).action(0.5) == "block"


def test_another_input_width_is_refused() -> None:
    onnx_bytes = tiny_onnx(width=3)
    artifact = ModelArtifact(tiny_manifest(onnx_bytes), onnx_bytes)
    with pytest.raises(ModelMismatchError, match=r"\[None, 3\], expected .* \[rows, 4\]"):
        OnnxScorer(artifact, FEATURES)


def test_a_graph_without_probabilities_is_refused() -> None:
    graph = helper.make_graph(
        [helper.make_node("Identity", ["x"], ["y"])],
        "identity",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, 4])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [None, 4])],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    artifact = ModelArtifact(ARTIFACT.manifest, model.SerializeToString())
    with pytest.raises(ModelMismatchError, match=r"^outputs: y .*, expected"):
        OnnxScorer(artifact, FEATURES)


def test_bytes_that_are_no_graph_are_refused() -> None:
    with pytest.raises(ModelMismatchError, match="the graph cannot be loaded"):
        OnnxScorer(ModelArtifact(ARTIFACT.manifest, b"not a graph"), FEATURES)


def test_a_runtime_that_misses_a_probe_is_refused() -> None:
    true_score = SCORER.score((1.0, 0.0, 0.0, 0.0))
    good = Probe((1.0, 0.0, 0.0, 0.0), true_score)
    manifest = msgspec.structs.replace(
        ARTIFACT.manifest, probes=(good, Probe(good.values, true_score + 0.01))
    )
    with pytest.raises(ModelMismatchError, match=r"^probe 2: scored "):
        OnnxScorer(ModelArtifact(manifest, ARTIFACT.onnx_bytes), FEATURES)


def test_the_reused_row_keeps_nothing_of_the_last_payment() -> None:
    first = SCORER.score((0, 0, False, 0.1))
    SCORER.score((3, 2, True, 9.0))
    assert SCORER.score((0, 0, False, 0.1)) == first


def test_a_matrix_has_one_float32_row_a_payment() -> None:
    matrix = SCORER.matrix([(1, 2, True, None), (3, 4, False, 0.5)])
    assert matrix.dtype == np.float32
    assert matrix.tolist() == [[1, 2, 1, -1], [3, 4, 0, 0.5]]
