"""Graphs that are well formed and give no probability: always, or for one payment only."""

from collections.abc import Sequence
from typing import Any, Final, Literal

from onnx import NodeProto, TensorProto, helper

from models.shared.artifact import ModelArtifact
from tests.models.tiny_model import FEATURES, tiny_manifest

FATAL_AMOUNT: Final = 7.0
"""The one value of the first feature for which the graph does what it is made for."""

Failing = Literal["nan", "above_1", "run_error"]

_WIDTH: Final = len(FEATURES)
_NODE: Final = helper.make_node
_FATAL: Final[Sequence[NodeProto]] = (
    _NODE("Slice", ["inputs", "zero", "first", "first"], ["amount"]),
    _NODE("Sub", ["amount", "fatal"], ["distance"]),
    _NODE("Equal", ["amount", "fatal"], ["is_fatal"]),
)
_FAILING: Final[dict[Failing, Sequence[NodeProto]]] = {
    "nan": (
        _NODE("Div", ["distance", "distance"], ["one_or_nan"]),
        _NODE("Mul", ["sigmoid", "one_or_nan"], ["fraud"]),
    ),
    "above_1": (
        _NODE("Cast", ["is_fatal"], ["beyond"], to=TensorProto.FLOAT),
        _NODE("Add", ["sigmoid", "beyond"], ["fraud"]),
    ),
    "run_error": (
        _NODE("Cast", ["is_fatal"], ["place"], to=TensorProto.INT64),
        _NODE("Gather", ["one", "place"], ["picked"]),
        _NODE("Mul", ["sigmoid", "picked"], ["fraud"]),
    ),
}


def failing_for_one_payment(failing: Failing) -> ModelArtifact:
    """Scores as `tiny_artifact`, but for payments whose first feature is `FATAL_AMOUNT`."""
    return _artifact(
        [
            _NODE("Sigmoid", ["sums"], ["sigmoid"]),
            *_FATAL,
            *_FAILING[failing],
            _NODE("Sub", ["one", "fraud"], ["genuine"]),
        ]
    )


def giving_margins() -> ModelArtifact:
    """Gives the margin of each class where their probabilities belong."""
    return _artifact([_NODE("Neg", ["sums"], ["genuine"]), _NODE("Identity", ["sums"], ["fraud"])])


def giving_twice_the_fraud() -> ModelArtifact:
    """Gives the probability of fraud for both classes."""
    return _artifact(
        [_NODE("Sigmoid", ["sums"], ["fraud"]), _NODE("Identity", ["fraud"], ["genuine"])]
    )


def _artifact(nodes: Sequence[NodeProto]) -> ModelArtifact:
    def constant(name: str, kind: int, shape: list[int], values: list[Any]) -> Any:  # noqa: ANN401
        return helper.make_tensor(name, kind, shape, values)

    graph = helper.make_graph(
        [
            _NODE("MatMul", ["inputs", "weights"], ["sums"]),
            *nodes,
            _NODE("Concat", ["genuine", "fraud"], ["probabilities"], axis=1),
        ],
        "peculiar",
        [helper.make_tensor_value_info("inputs", TensorProto.FLOAT, [None, _WIDTH])],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, [None, 2])],
        initializer=[
            constant("weights", TensorProto.FLOAT, [_WIDTH, 1], [1.0] * _WIDTH),
            constant("one", TensorProto.FLOAT, [1], [1.0]),
            constant("fatal", TensorProto.FLOAT, [1], [FATAL_AMOUNT]),
            constant("zero", TensorProto.INT64, [1], [0]),
            constant("first", TensorProto.INT64, [1], [1]),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx_bytes = bytes(model.SerializeToString())
    return ModelArtifact(tiny_manifest(onnx_bytes), onnx_bytes)
