"""The ONNX graph of a calibrated classifier.

::

    inputs -> classifier -> probabilities -> Clip -> Log -> MatMul, Add -> Sigmoid -> calibrated
                            [rows, 2]        sigmoid(+-(slope * log-odds + intercept)) [rows, 2]
"""

from typing import Any, Final

import numpy as np
from onnx import NodeProto, TensorProto, ValueInfoProto, helper, numpy_helper
from skl2onnx import to_onnx

from models.training.calibration import LEAST, Calibration
from models.training.classifiers import Classifier

TARGET_OPSET: Final = {"": 17, "ai.onnx.ml": 3}
_CALIBRATED: Final = "calibrated"


def calibrated_graph(classifier: Classifier, width: int, calibration: Calibration) -> bytes:
    """The graph, serialised: one float input [rows, width], one float output [rows, 2]."""
    example = np.zeros((1, width), dtype=np.float32)
    model = to_onnx(classifier, example, options={"zipmap": False}, target_opset=TARGET_OPSET)
    graph = model.graph
    raw = graph.output[1].name
    graph.initializer.extend(_constants(calibration))
    graph.node.extend(_nodes(raw))
    del graph.output[:]
    graph.output.append(_output())
    _drop_unused(graph)
    return bytes(model.SerializeToString(deterministic=True))


def _constants(calibration: Calibration) -> list[TensorProto]:
    slope, intercept = calibration.slope, calibration.intercept
    constants = {
        "least": LEAST,
        "most": 1.0,
        "slopes": [[slope, -slope], [-slope, slope]],
        "intercepts": [-intercept, intercept],
    }
    return [
        numpy_helper.from_array(np.array(value, dtype=np.float32), f"calibration_{name}")
        for name, value in constants.items()
    ]


def _nodes(raw: str) -> list[NodeProto]:
    def node(kind: str, inputs: list[str], output: str) -> NodeProto:
        return helper.make_node(kind, inputs, [output], name=f"calibration_{kind}")

    return [
        node("Clip", [raw, "calibration_least", "calibration_most"], "calibration_clipped"),
        node("Log", ["calibration_clipped"], "calibration_logs"),
        node("MatMul", ["calibration_logs", "calibration_slopes"], "calibration_scaled"),
        node("Add", ["calibration_scaled", "calibration_intercepts"], "calibration_margins"),
        node("Sigmoid", ["calibration_margins"], _CALIBRATED),
    ]


def _output() -> ValueInfoProto:
    return helper.make_tensor_value_info(_CALIBRATED, TensorProto.FLOAT, [None, 2])


def _drop_unused(graph: Any) -> None:  # noqa: ANN401 - protobuf makes its classes at run time
    """Drops the nodes that only the class labels need."""
    needed = {output.name for output in graph.output}
    kept = []
    for node in reversed(graph.node):
        if needed & set(node.output):
            needed |= set(node.input)
            kept.append(node)
    del graph.node[:]
    graph.node.extend(reversed(kept))
