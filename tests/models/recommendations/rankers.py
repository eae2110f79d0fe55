"""Hand-made rankers: the score is a weighted sum of some inputs."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Final

import msgspec
from onnx import TensorProto, helper

from models.recommendations.ranker import Ranker
from models.recommendations.recommender import input_names
from models.shared.artifact import ModelArtifact
from models.shared.manifest import ModelManifest, Probe

NAMES: Final = input_names(("item_views", "item_mean"), ("shopper_views", "shopper_mean"))


def linear_graph(weights: Sequence[float], outputs: int = 1) -> bytes:
    """A graph that gives the weighted sum of its inputs, so many times."""
    width = len(weights)
    flat = [weight for weight in weights for _ in range(outputs)]
    tensor = helper.make_tensor("weights", TensorProto.FLOAT, [width, outputs], flat)
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["inputs", "weights"], ["scores"])],
        "linear",
        [helper.make_tensor_value_info("inputs", TensorProto.FLOAT, [None, width])],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, [None, outputs])],
        initializer=[tensor],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    return bytes(model.SerializeToString())


def an_artifact(
    features: Sequence[str],
    weights: Sequence[float],
    outputs: int = 1,
    **changes: Any,  # noqa: ANN401
) -> ModelArtifact:
    """An artifact of these inputs, with a probe that it passes."""
    onnx_bytes = linear_graph(weights, outputs)
    manifest = ModelManifest(
        name="linear",
        version="1",
        sha256=sha256(onnx_bytes).hexdigest(),
        features=tuple(features),
        missing_value=-1.0,
        thresholds={},
        training_data_id="none",
        reference=dict.fromkeys(features, 0.0),
        probes=(Probe((1.0,) * len(features), sum(weights)),),
    )
    return ModelArtifact(msgspec.structs.replace(manifest, **changes), onnx_bytes)


def a_ranker(features: Sequence[str], weights: Sequence[float], **changes: Any) -> Ranker:  # noqa: ANN401
    """A ranker of these inputs among all of the drawn session's."""
    return Ranker(an_artifact(features, weights, **changes), NAMES)
