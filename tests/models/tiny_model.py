"""A hand-made model, as an artifact, for the tests of everything that uses one."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import msgspec
from onnx import TensorProto, helper

from models.shared.artifact import ModelArtifact, save_artifact
from models.shared.manifest import ModelManifest

FEATURES = ("amount_minor", "card_count_1h", "card_new_merchant", "card_speed_kmh")


def tiny_onnx(width: int = len(FEATURES)) -> bytes:
    """A logistic model: the score is the sigmoid of the sum of the inputs."""
    weights = helper.make_tensor("weights", TensorProto.FLOAT, [width, 1], [1.0] * width)
    one = helper.make_tensor("one", TensorProto.FLOAT, [1], [1.0])
    graph = helper.make_graph(
        [
            helper.make_node("MatMul", ["inputs", "weights"], ["sums"]),
            helper.make_node("Sigmoid", ["sums"], ["fraud"]),
            helper.make_node("Sub", ["one", "fraud"], ["genuine"]),
            helper.make_node("Concat", ["genuine", "fraud"], ["probabilities"], axis=1),
        ],
        "tiny",
        [helper.make_tensor_value_info("inputs", TensorProto.FLOAT, [None, width])],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, [None, 2])],
        initializer=[weights, one],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    return bytes(model.SerializeToString())


def tiny_manifest(onnx_bytes: bytes) -> ModelManifest:
    """A manifest that fits `onnx_bytes` and has no fault."""
    return ModelManifest(
        name="tiny",
        version="1",
        sha256=sha256(onnx_bytes).hexdigest(),
        features=FEATURES,
        missing_value=-1.0,
        thresholds={"flag": 0.5, "block": 0.9},
        training_data_id="none",
        reference=dict.fromkeys(FEATURES, 0.0),
    )


def tiny_artifact() -> ModelArtifact:
    """Graph and manifest together."""
    onnx_bytes = tiny_onnx()
    return ModelArtifact(tiny_manifest(onnx_bytes), onnx_bytes)


def save_tiny_model(folder: Path, features: Sequence[str]) -> None:
    """Writes one that reads other features, and flags and blocks late."""
    graph = tiny_onnx(len(features))
    manifest = msgspec.structs.replace(
        tiny_manifest(graph),
        features=tuple(features),
        reference=dict.fromkeys(features, 0.0),
        thresholds={"flag": 0.95, "block": 0.999},
    )
    save_artifact(folder, ModelArtifact(manifest, graph))
